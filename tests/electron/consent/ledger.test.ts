import { describe, expect, test } from 'vitest'
import { brokenLedger, type Head, openLedger, type Verdict } from '../../../electron/consent/ledger.ts'
import type { Store } from '../../../electron/store/open.ts'
import { sha256 } from '../../../electron/system/files.ts'
import { no, on, withdrawal, words, yes } from '../../support/answers.ts'
import { photosInFolder } from '../../support/photos.ts'

const noon = { at: '2026-11-22T11:00:00.000Z', offset: 60 }
const guardian = { name: 'Ada Byron', relation: 'mother', signature: 'M0 0L9 9' }

async function ledgerInFolder() {
  const at = await photosInFolder()
  return { ...at, ledger: openLedger(at.store, '0.2.0') }
}

/** Seven entries of every kind about three photos, one of which, `b`, is erased. */
async function sevenEntries() {
  const at = await ledgerInFolder()
  at.ledger.answer(yes('a', { children: true, guardian }), on('2026-11-20T10:00Z'))
  at.ledger.answer(no('b'), on('2026-11-20T11:00Z'))
  at.ledger.withdraw(withdrawal('a', 'screens'), on('2026-11-21T10:00Z'))
  at.ledger.answer(yes('c', { purpose: 'contact', contact: 'sealed' }), on('2026-11-21T11:00Z'))
  at.ledger.erase('b', 'asked for', on('2026-11-22T10:00Z'))
  at.ledger.eraseContacts('c', 'its term was over', on('2026-11-22T11:00Z'))
  at.ledger.answer(yes('c'), on('2026-11-22T12:00Z'))
  return at
}

/** Every cell of every table, as text. */
function everythingIn(store: Store): string {
  const tables = store
    .prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table'")
    .pluck()
    .all()
  return JSON.stringify(tables.map(table => store.prepare(`SELECT * FROM "${table}"`).all()))
}

describe('what is written down', () => {
  test('an answer says who asked whom for what, in which words, on which terms, where and when', async () => {
    await using at = await ledgerInFolder()
    const terms = { scope: 'to write', channels: 'mail', territory: 'DE', until: '2027-11-22T11:00:00.000Z' }
    const answer = { way: 'phone', photoSha256: 'f00d', person: 2, people: 3, children: true } as const
    const more = { ...answer, purpose: 'contact', licence: terms, guardian } as const
    expect(at.ledger.answer(yes('a', { ...more, contact: 'sealed' }), noon)).toBe(1)
    expect(at.ledger.entriesOf('a')).toEqual([
      {
        seq: 1,
        kind: 'answer',
        ...noon,
        said: {
          salt: expect.stringMatching(/^[\w-]{22}$/),
          photo: 'a',
          event: 'Harbour Lights',
          asker: 'Lumen',
          ...more,
          given: true,
          language: 'en',
          wordingVersion: '1',
          wordingSha256: expect.stringMatching(/^[0-9a-f]{64}$/),
          contactSha256: sha256('sealed'),
          station: at.ledger.station,
          app: '0.2.0',
        },
      },
    ])
    expect(at.ledger.contactsOf('a')).toEqual([{ seq: 1, sealed: 'sealed' }])
  })

  test('a withdrawal says what is taken back, where and when', async () => {
    await using at = await ledgerInFolder()
    at.ledger.withdraw(withdrawal('a', 'social'), noon)
    const said = { ...withdrawal('a', 'social'), station: at.ledger.station, app: '0.2.0' }
    expect(at.ledger.entriesOf('a')).toMatchObject([{ seq: 1, kind: 'withdrawal', ...noon, said }])
  })

  test('the exact words are kept once, and found by the hash that the answers name', async () => {
    await using at = await ledgerInFolder()
    const shown = { version: '7', language: 'de', text: 'Dürfen wir es zeigen?\nJa 🌊 oder nein' }
    at.ledger.answer(yes('a', { shown }), noon)
    at.ledger.answer(no('b', { shown }), noon)
    const hashes = ['a', 'b'].map(photo => wordingHashOf(at, photo))
    expect(hashes[0]).toBe(hashes[1])
    expect(at.ledger.wording(hashes[0]!)).toEqual(shown)
    expect(at.store.prepare('SELECT count(*) FROM wordings').pluck().get()).toBe(1)
  })

  test.each([{ version: '2' }, { language: 'de' }, { text: 'Other words' }])(
    'words with %o are other words',
    async other => {
      await using at = await ledgerInFolder()
      at.ledger.answer(yes('a'), noon)
      at.ledger.answer(yes('b', { shown: { ...words, ...other } }), noon)
      expect(at.ledger.wording(wordingHashOf(at, 'a'))).toEqual(words)
      expect(at.ledger.wording(wordingHashOf(at, 'b'))).toEqual({ ...words, ...other })
    },
  )

  test('words that nobody was shown are not found', async () => {
    await using at = await ledgerInFolder()
    expect(at.ledger.wording(sha256('never'))).toBeUndefined()
  })

  test('two identical answers have different fingerprints, so that none can be guessed back', async () => {
    await using at = await ledgerInFolder()
    at.ledger.answer(yes('a'), noon)
    at.ledger.answer(yes('a'), noon)
    const [first, second] = at.store.prepare<[], string>('SELECT digest FROM ledger').pluck().all()
    expect(first).toMatch(/^[0-9a-f]{64}$/)
    expect(second).not.toBe(first)
  })

  test('what was said for a purpose is found photo by photo, each in order, and so is who takes back everything', async () => {
    await using at = await ledgerInFolder()
    at.ledger.answer(yes('b'), noon)
    at.ledger.answer(yes('a', { purpose: 'social' }), noon)
    at.ledger.answer(no('a'), noon)
    at.ledger.withdraw(withdrawal('b', 'social'), noon)
    at.ledger.withdraw(withdrawal('b'), noon)
    expect([...at.ledger.entriesFor('screens')].map(({ seq }) => seq)).toEqual([3, 1, 5])
    expect([...at.ledger.entriesFor('social')].map(({ seq }) => seq)).toEqual([2, 4, 5])
    expect(at.ledger.entriesOf('b').map(({ seq }) => seq)).toEqual([1, 4, 5])
  })

  test('an answer is written with all that its caller writes, or not at all', async () => {
    await using at = await ledgerInFolder()
    const breakOff = at.store.transaction(() => {
      at.ledger.answer(yes('a', { contact: 'sealed' }), noon)
      throw new Error('the photo could not be reserved')
    })
    expect(breakOff).toThrow('could not be reserved')
    expect(at.ledger.head().seq).toBe(0)
    expect(everythingIn(at.store)).not.toContain('sealed')
    at.ledger.answer(yes('a'), noon)
    expect(at.ledger.verify()).toMatchObject({ entries: 1, broken: null })
  })

  test('the ledger goes on where it stopped when it is opened again', async () => {
    await using at = await ledgerInFolder()
    at.ledger.answer(yes('a'), noon)
    const again = openLedger(at.store, '0.3.0')
    expect(again.answer(no('a'), noon)).toBe(2)
    expect(again.entriesOf('a').map(({ said }) => said.app)).toEqual(['0.2.0', '0.3.0'])
    expect(again.station).toBe(at.ledger.station)
    expect(again.subject('a')).toBe(at.ledger.subject('a'))
  })
})

describe('the database itself refuses', () => {
  const columns = 'subject, kind, reason, at, offset, digest, hash'
  test.each([
    ['to change an entry', "UPDATE ledger SET at = '2020'"],
    ['to change an entry in passing', 'UPDATE OR IGNORE ledger SET offset = 0'],
    ['to delete an entry', 'DELETE FROM ledger WHERE seq = 7'],
    ['an entry before the first', `INSERT INTO ledger SELECT 0, ${columns} FROM ledger WHERE seq = 1`],
    ['an entry in the place of another', `INSERT OR REPLACE INTO ledger SELECT 3, ${columns} FROM ledger`],
    ['an entry after a gap', `INSERT INTO ledger SELECT 10, ${columns} FROM ledger WHERE seq = 1`],
    ['an entry without a number', `INSERT INTO ledger (${columns}) SELECT ${columns} FROM ledger LIMIT 1`],
    ['to change a statement', "UPDATE statements SET body = json_set(body, '$.given', json('true'))"],
    ['to delete a statement without an erasure', 'DELETE FROM statements WHERE seq = 1'],
    ['to delete what was said after an erasure', 'DELETE FROM statements WHERE seq = 8'],
    ['a statement without an entry', `INSERT INTO statements VALUES (99, '{"photo":"a","purpose":"ads"}')`],
    ['to change words', "UPDATE wordings SET text = 'You allow everything'"],
    ['to delete words', 'DELETE FROM wordings'],
  ])('%s', async (_, sql) => {
    await using at = await sevenEntries()
    at.ledger.answer(yes('b'), noon)
    const before = everythingIn(at.store)
    expect(() => at.store.exec(sql)).toThrow(/never|only|FOREIGN KEY/)
    expect(everythingIn(at.store)).toBe(before)
  })
})

describe('an erasure', () => {
  test('leaves nothing of what was said, and of the photo only its subject, why, when and the hashes', async () => {
    await using at = await ledgerInFolder()
    at.ledger.answer(yes('photo-of-ada', { children: true, guardian, contact: 'sealed address' }), noon)
    at.ledger.withdraw(withdrawal('photo-of-ada'), noon)
    at.ledger.erase('photo-of-ada', 'asked for', noon)
    const left = everythingIn(at.store)
    for (const trace of ['photo-of-ada', 'Ada', 'M0 0L9 9', 'sealed address'])
      expect(left).not.toContain(trace)
    expect(at.ledger.entriesOf('photo-of-ada')).toEqual([])
    expect(at.ledger.contactsOf('photo-of-ada')).toEqual([])
    const subject = at.ledger.subject('photo-of-ada')
    const hash = expect.stringMatching(/^[0-9a-f]{64}$/)
    expect(at.store.prepare('SELECT * FROM ledger').all()).toEqual([
      { seq: 1, subject, kind: 'answer', reason: null, ...noon, digest: hash, hash },
      { seq: 2, subject, kind: 'withdrawal', reason: null, ...noon, digest: hash, hash },
      { seq: 3, subject, kind: 'erasure', reason: 'asked for', ...noon, digest: null, hash },
    ])
  })

  test('leaves what was said about the others', async () => {
    await using at = await ledgerInFolder()
    at.ledger.answer(yes('a', { contact: 'sealed a' }), noon)
    at.ledger.answer(yes('b', { contact: 'sealed b' }), noon)
    at.ledger.erase('a', 'asked for', noon)
    expect(at.ledger.entriesOf('b')).toHaveLength(1)
    expect(at.ledger.contactsOf('b')).toEqual([{ seq: 2, sealed: 'sealed b' }])
  })

  test('of the addresses alone leaves what was said, and is an entry of its own', async () => {
    await using at = await ledgerInFolder()
    at.ledger.answer(yes('a', { purpose: 'contact', contact: 'sealed' }), noon)
    at.ledger.eraseContacts('a', 'its term was over', noon)
    expect(at.ledger.contactsOf('a')).toEqual([])
    expect(at.ledger.entriesOf('a')).toHaveLength(1)
    const kinds = at.store.prepare('SELECT kind, reason FROM ledger').all()
    expect(kinds).toEqual([
      { kind: 'answer', reason: null },
      { kind: 'contact-erasure', reason: 'its term was over' },
    ])
  })

  test('of addresses that are not there is no entry', async () => {
    await using at = await ledgerInFolder()
    at.ledger.answer(yes('a'), noon)
    at.ledger.eraseContacts('a', 'its term was over', noon)
    expect(at.ledger.head().seq).toBe(1)
  })
})

describe('the chain', () => {
  test('is whole as it was written, erasures included', async () => {
    await using at = await sevenEntries()
    const head = at.ledger.head()
    expect(at.ledger.verify()).toEqual({ entries: 7, erased: 1, head, broken: null })
    expect(at.ledger.verify(at.ledger.heads())).toMatchObject({ broken: null })
  })

  test('is whole while it is empty', async () => {
    await using at = await ledgerInFolder()
    const head = { seq: 0, hash: '0'.repeat(64), at: null }
    expect(at.ledger.head()).toEqual(head)
    expect(at.ledger.verify([head])).toEqual({ entries: 0, erased: 0, head, broken: null })
  })

  test('can be computed by anybody from its rows', async () => {
    await using at = await sevenEntries()
    const { hash } = at.ledger.head()
    tampered(at, () => {
      at.store.exec("UPDATE ledger SET hash = ''")
      seal(at.store, 1)
      expect(at.ledger.head().hash).toBe(hash)
    })
  })

  test('has a head for each day, the last of it', async () => {
    await using at = await sevenEntries()
    const heads = at.ledger.heads()
    expect(heads.map(({ seq, at: when }) => [seq, when])).toEqual([
      [2, '2026-11-20T11:00:00.000Z'],
      [4, '2026-11-21T11:00:00.000Z'],
      [7, '2026-11-22T12:00:00.000Z'],
    ])
    expect(heads.at(-1)).toEqual(at.ledger.head())
  })

  describe('shows', () => {
    const changes = {
      seq: 'seq + 1000',
      subject: "replace(subject, substr(subject, 1, 1), 'x')",
      kind: "CASE kind WHEN 'answer' THEN 'withdrawal' ELSE 'answer' END",
      reason: "coalesce(reason, '') || '.'",
      at: "replace(at, '2026', '2025')",
      offset: 'offset + 60',
      digest: "CASE WHEN digest IS NULL THEN '' ELSE NULL END",
      hash: "substr(hash, 2) || 'x'",
    }
    test.each(Object.entries(changes))('a changed %s of any entry', async (column, change) => {
      await using at = await sevenEntries()
      for (const seq of [1, 2, 3, 4, 5, 6, 7]) {
        const { broken } = tampered(at, sql(`UPDATE ledger SET ${column} = ${change} WHERE seq = ${seq}`))
        // Without its erasure, what was said in entry 2 is gone for no reason, and so is the address of entry 4.
        const unexplained = column === 'subject' || column === 'kind'
        if (seq === 5 && unexplained) expect(broken).toEqual({ seq: 2, why: 'statement' })
        else if (seq === 6 && unexplained) expect(broken).toEqual({ seq: 4, why: 'contact' })
        else expect(broken).toEqual({ seq, why: column === 'seq' ? 'missing' : 'changed' })
      }
      expect(at.ledger.verify().broken).toBeNull()
    })

    test('a removed entry', async () => {
      await using at = await sevenEntries()
      for (const seq of [1, 2, 3, 4]) {
        expect(tampered(at, sql(without(seq))).broken).toEqual({ seq, why: 'missing' })
      }
      expect(tampered(at, sql(without(6))).broken).toEqual({ seq: 4, why: 'contact' })
    })

    test('a removed erasure, at the first answer that it had erased', async () => {
      await using at = await sevenEntries()
      expect(tampered(at, sql(without(5))).broken).toEqual({ seq: 2, why: 'statement' })
    })

    test('a changed statement', async () => {
      await using at = await sevenEntries()
      for (const seq of [1, 3, 4, 7]) {
        const change = `UPDATE statements SET body = replace(body, 'Lumen', 'lumen') WHERE seq = ${seq}`
        expect(tampered(at, sql(change)).broken).toEqual({ seq, why: 'statement' })
      }
    })

    test('a statement that was deleted though nothing was erased', async () => {
      await using at = await sevenEntries()
      for (const seq of [1, 3, 4, 7]) {
        const { broken } = tampered(at, sql(`DELETE FROM statements WHERE seq = ${seq}`))
        expect(broken).toEqual({ seq, why: 'statement' })
      }
    })

    test('the first of several statements about a photo that were deleted though nothing was erased', async () => {
      await using at = await sevenEntries()
      const { broken } = tampered(at, sql('DELETE FROM statements WHERE seq IN (4, 7)'))
      expect(broken).toEqual({ seq: 4, why: 'statement' })
    })

    test('a statement that was deleted though it was said after the erasure', async () => {
      await using at = await sevenEntries()
      at.ledger.answer(yes('b'), noon)
      expect(at.ledger.verify().broken).toBeNull()
      const { broken } = tampered(at, sql('DELETE FROM statements WHERE seq = 8'))
      expect(broken).toEqual({ seq: 8, why: 'statement' })
    })

    test('a statement that was put beside an entry that has none', async () => {
      await using at = await sevenEntries()
      const put = `INSERT INTO statements SELECT 5, body FROM statements WHERE seq = 1`
      expect(tampered(at, sql(put)).broken).toEqual({ seq: 5, why: 'statement' })
    })

    test.each(['version', 'language', 'text'])('a changed %s of the words', async column => {
      await using at = await sevenEntries()
      const { broken } = tampered(at, sql(`UPDATE wordings SET ${column} = ${column} || '.'`))
      expect(broken).toEqual({ seq: 1, why: 'wording' })
    })

    test('removed words, at the first answer that was given to them', async () => {
      await using at = await sevenEntries()
      at.ledger.answer(yes('c', { shown: { ...words, text: 'Other words' } }), noon)
      const { broken } = tampered(at, sql("DELETE FROM wordings WHERE text = 'Other words'"))
      expect(broken).toEqual({ seq: 8, why: 'wording' })
    })

    test('the first of several changes', async () => {
      await using at = await sevenEntries()
      const several = sql(
        'UPDATE ledger SET offset = 1 WHERE seq IN (3, 6); DELETE FROM statements WHERE seq = 4',
      )
      expect(tampered(at, several).broken).toEqual({ seq: 3, why: 'changed' })
      const earlier = sql('UPDATE ledger SET offset = 1 WHERE seq = 6; DELETE FROM statements WHERE seq = 4')
      expect(tampered(at, earlier).broken).toEqual({ seq: 4, why: 'statement' })
    })

    test('a change between an answer and its erasure, and not the answer', async () => {
      await using at = await sevenEntries()
      const { broken } = tampered(at, sql('UPDATE ledger SET offset = 1 WHERE seq = 3'))
      expect(broken).toEqual({ seq: 3, why: 'changed' })
    })

    test('its first broken entry to people', async () => {
      await using at = await sevenEntries()
      const { broken } = tampered(at, sql('UPDATE ledger SET offset = 1 WHERE seq = 4'))
      expect(brokenLedger(broken!)).toMatchObject({
        code: 'LEDGER_BROKEN',
        details: { entry: 4, why: 'changed' },
      })
    })
  })

  describe('that was written anew from an entry on, with the right hashes, shows', () => {
    test('by the last head that was kept elsewhere', async () => {
      await using at = await sevenEntries()
      const known = [at.ledger.head()]
      for (const from of [1, 2, 3, 4, 5, 6, 7]) {
        const rewrite = () => {
          at.store.exec(`UPDATE ledger SET at = '2026-11-01T00:00:00.000Z' WHERE seq = ${from}`)
          seal(at.store, from)
        }
        expect(tampered(at, rewrite).broken).toBeNull()
        expect(tampered(at, rewrite, known).broken).toEqual({ seq: 7, why: 'head' })
      }
    })

    test('by the first head of those days that is not in it', async () => {
      await using at = await sevenEntries()
      const known = at.ledger.heads()
      const rewrite = () => {
        at.store.exec("UPDATE statements SET body = replace(body, 'Lumen', 'lumen') WHERE seq = 3")
        const digest = sha256(
          at.store.prepare<[], string>('SELECT body FROM statements WHERE seq = 3').pluck().get()!,
        )
        at.store.prepare('UPDATE ledger SET digest = ? WHERE seq = 3').run(digest)
        seal(at.store, 3)
      }
      expect(tampered(at, rewrite).broken).toBeNull()
      expect(tampered(at, rewrite, known).broken).toEqual({ seq: 4, why: 'head' })
    })

    test('when a removed entry was closed up', async () => {
      await using at = await sevenEntries()
      const closeUp = () => {
        at.store.exec(`${without(3)}; UPDATE ledger SET seq = seq - 1 WHERE seq > 3;
          UPDATE statements SET seq = seq - 1 WHERE seq > 3`)
        seal(at.store, 3)
      }
      expect(tampered(at, closeUp).broken).toBeNull()
      expect(tampered(at, closeUp, [at.ledger.head()]).broken).toEqual({ seq: 7, why: 'head' })
    })
  })

  test('whose end was cut off shows by a head that was kept elsewhere', async () => {
    await using at = await sevenEntries()
    const known = at.ledger.heads()
    const cut = sql('DELETE FROM statements WHERE seq > 6; DELETE FROM ledger WHERE seq > 6')
    expect(tampered(at, cut).broken).toBeNull()
    expect(tampered(at, cut, known).broken).toEqual({ seq: 7, why: 'head' })
  })

  test('that was emptied shows by a head that was kept elsewhere', async () => {
    await using at = await sevenEntries()
    const empty = sql('DELETE FROM statements; DELETE FROM ledger')
    expect(tampered(at, empty, at.ledger.heads()).broken).toEqual({ seq: 1, why: 'head' })
  })
})

type LedgerInFolder = Awaited<ReturnType<typeof ledgerInFolder>>

function wordingHashOf(at: LedgerInFolder, photo: string): string {
  return (at.ledger.entriesOf(photo)[0]!.said as { wordingSha256: string }).wordingSha256
}

/** What `verify` says while a change stands that somebody made who first put the database's guards away. */
function tampered(at: LedgerInFolder, change: (store: Store) => void, known?: readonly Head[]): Verdict {
  const guards = at.store
    .prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
    .pluck()
    .all()
  at.store.exec('BEGIN; PRAGMA defer_foreign_keys = ON')
  try {
    for (const guard of guards) at.store.exec(`DROP TRIGGER ${guard}`)
    change(at.store)
    return at.ledger.verify(known)
  } finally {
    at.store.exec('ROLLBACK')
  }
}

const sql = (statements: string) => (store: Store) => void store.exec(statements)

const without = (seq: number) =>
  `DELETE FROM statements WHERE seq = ${seq}; DELETE FROM ledger WHERE seq = ${seq}`

/** Gives the entries from `from` on the hashes that fit them, as whoever rewrites them would. */
function seal(store: Store, from: number): void {
  type Row = Record<'seq' | 'subject' | 'kind' | 'reason' | 'at' | 'offset' | 'digest' | 'hash', unknown>
  const rows = store.prepare<[], Row>('SELECT * FROM ledger ORDER BY seq').all()
  let previous: unknown = '0'.repeat(64)
  for (const { seq, subject, kind, reason, at, offset, digest, hash } of rows) {
    if (Number(seq) < from) {
      previous = hash
      continue
    }
    previous = sha256(JSON.stringify([previous, seq, subject, kind, reason, at, offset, digest]))
    store.prepare('UPDATE ledger SET hash = ? WHERE seq = ?').run(previous, seq)
  }
}
