/** Somebody who writes into the database: what the database refuses, the proof finds, or the gate does not believe. */
import { expect, test } from 'vitest'
import { openGate } from '../../../electron/consent/gate.ts'
import { openLedger } from '../../../electron/consent/ledger.ts'
import { sha256 } from '../../../electron/system/files.ts'
import { on, withdrawal, yes } from '../../support/answers.ts'
import { photosInFolder } from '../../support/photos.ts'

const noon = on('2026-11-22')
const now = Date.parse('2026-12-01')

async function ledgerInFolder() {
  const at = await photosInFolder()
  at.reserve('a')
  const ledger = openLedger(at.store, '0.2.0')
  /** Found by the proof, or refused by the gate. */
  const isHarmless = (known = [ledger.head()]) => {
    const { broken } = ledger.verify(known)
    return broken !== null || !openGate(at.store, ledger, true).allowed('a', 'screens', now)
  }
  return { ...at, ledger, isHarmless }
}

test('an erasure that somebody adds does not explain that only the withdrawal is gone', async () => {
  await using at = await ledgerInFolder()
  at.ledger.answer(yes('a'), noon)
  at.ledger.withdraw(withdrawal('a'), noon)
  const known = [at.ledger.head()]
  const entry = [3, at.ledger.subject('a'), 'erasure', 'asked', noon.at, 0, null]
  const hash = sha256(JSON.stringify([known[0]!.hash, ...entry]))
  at.store.prepare('INSERT INTO ledger VALUES (?, ?, ?, ?, ?, ?, ?, ?)').run(...entry, hash)
  at.store.exec('DELETE FROM statements WHERE seq = 2')
  expect(at.isHarmless(known)).toBe(true)
})

test('a statement that was erased and is put back shows', async () => {
  await using at = await ledgerInFolder()
  at.ledger.answer(yes('a'), noon)
  const body = at.store.prepare('SELECT body FROM statements').pluck().get()
  at.ledger.erase('a', 'asked', noon)
  at.store.prepare('INSERT INTO statements (seq, body) VALUES (1, ?)').run(body)
  expect(at.isHarmless()).toBe(true)
})

test('a statement that is kept under another photo or purpose than it says shows', async () => {
  await using at = await ledgerInFolder()
  at.ledger.answer(yes('a'), noon)
  at.ledger.withdraw(withdrawal('a'), noon)
  at.store.exec(`
    CREATE TABLE copy (seq INTEGER PRIMARY KEY, body TEXT, photo TEXT, purpose TEXT);
    INSERT INTO copy SELECT seq, body, iif(seq = 2, 'x', photo), iif(seq = 2, 'x', purpose) FROM statements;
    DROP TRIGGER statements_no_delete; DROP TABLE statements; ALTER TABLE copy RENAME TO statements`)
  expect(at.isHarmless()).toBe(true)
})

test.each([
  ['another', "UPDATE contacts SET sealed = 'sealed by somebody else'"],
  ['none, though nothing was erased', 'DELETE FROM contacts'],
])('an address in whose place there is %s shows', async (_, sql) => {
  await using at = await ledgerInFolder()
  at.ledger.answer(yes('a', { purpose: 'contact', contact: 'sealed' }), noon)
  at.store.exec(`DROP TRIGGER contacts_no_update; DROP TRIGGER contacts_no_delete; ${sql}`)
  expect(at.ledger.verify().broken).toEqual({ seq: 1, why: 'contact' })
})

test.each([
  `INSERT OR REPLACE INTO statements (seq, body) VALUES (1, '{"photo":"a","purpose":"ads"}')`,
  "UPDATE contacts SET sealed = 'other'",
  'DELETE FROM contacts',
  'DELETE FROM station',
  "UPDATE station SET subject_key = x'00'",
  "INSERT OR REPLACE INTO wordings SELECT sha256, version, language, 'other' FROM wordings",
])('the database itself refuses %s', async sql => {
  await using at = await ledgerInFolder()
  at.ledger.answer(yes('a', { purpose: 'contact', contact: 'sealed' }), noon)
  expect(() => at.store.exec(sql)).toThrow()
})

test('of two heads for one entry both are looked at', async () => {
  await using at = await ledgerInFolder()
  at.ledger.answer(yes('a'), noon)
  const head = at.ledger.head()
  expect(at.ledger.verify([{ ...head, hash: 'other' }, head]).broken).toEqual({ seq: 1, why: 'head' })
})

test.each([
  [
    'a reason',
    (at: Awaited<ReturnType<typeof ledgerInFolder>>) => at.ledger.erase('b', 'half an emoji \ud83d', noon),
  ],
  [
    'words',
    (at: Awaited<ReturnType<typeof ledgerInFolder>>) =>
      at.ledger.answer(yes('a', { shown: { version: '1', language: 'en', text: 'half \ud83d' } }), noon),
  ],
])('half a character in %s does not break the chain', async (_, write) => {
  await using at = await ledgerInFolder()
  write(at)
  expect(at.ledger.verify().broken).toBeNull()
})
