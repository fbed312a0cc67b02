import { describe, expect, test } from 'vitest'
import { openChain } from '../../../electron/consent/chain.ts'
import { openLedger } from '../../../electron/consent/ledger.ts'
import { moment } from '../../../electron/system/time.ts'
import { words, yes } from '../../support/answers.ts'
import { kioskFolder } from '../../support/kiosk-folder.ts'

/** A ledger with two photos' answers, one with an address; and what would be kept of it elsewhere. */
async function filled() {
  const kiosk = await kioskFolder()
  const [first, second] = [await kiosk.take(), await kiosk.take()]
  kiosk.ledger.answer(yes(first, { purpose: 'contact', contact: 'sealed text' }), moment())
  kiosk.ledger.answer(yes(second), moment())
  const kept = (photo: string) => {
    const entries = kiosk.ledger.entriesOf(photo)
    const hashes = entries.map(({ said }) => ('wordingSha256' in said ? said.wordingSha256 : ''))
    return {
      photo,
      said: entries.map(({ seq, said }) => ({ seq, body: JSON.stringify(said) })),
      contacts: kiosk.ledger.contactsOf(photo),
      wordings: new Map(hashes.map(hash => [hash, words])),
    }
  }
  return { ...kiosk, first, second, kept, entries: openChain(kiosk.store).entries(1, 10) }
}

/** An empty ledger elsewhere, in which these photos keep their names. */
async function elsewhere(names: Readonly<Record<string, string>>) {
  const kiosk = await kioskFolder()
  const know = kiosk.store.prepare('INSERT INTO known_subjects (photo, subject) VALUES (?, ?)')
  for (const [photo, subject] of Object.entries(names)) know.run(photo, subject)
  const ledger = openLedger(kiosk.store, 'test')
  return { ...kiosk, ledger, chain: openChain(kiosk.store) }
}

describe('a ledger that is rebuilt', () => {
  test('holds, and has all that was kept of it', async () => {
    await using old = await filled()
    const names = { [old.first]: old.ledger.subject(old.first), [old.second]: old.ledger.subject(old.second) }
    await using fresh = await elsewhere(names)
    fresh.chain.rebuild(old.entries)
    for (const photo of [old.first, old.second]) fresh.chain.putBack(old.kept(photo))
    expect(fresh.chain.loseTheRest(fresh.ledger, moment())).toBe(0)
    expect(fresh.ledger.verify(old.ledger.heads())).toMatchObject({ broken: null, entries: 2 })
    expect(fresh.ledger.contactsOf(old.first)).toEqual([{ seq: 1, sealed: 'sealed text' }])
  })

  test('says what is lost, and holds all the same', async () => {
    await using old = await filled()
    await using fresh = await elsewhere({ [old.first]: old.ledger.subject(old.first) })
    fresh.chain.rebuild(old.entries)
    fresh.chain.putBack({ ...old.kept(old.first), contacts: [] })
    expect(fresh.chain.loseTheRest(fresh.ledger, moment())).toBe(1)
    expect(fresh.ledger.verify().broken).toBeNull()
    const said = fresh.chain.entries(3, 10).map(({ kind, reason }) => [kind, reason])
    expect(said).toEqual([
      ['erasure', 'lost'],
      ['contact-erasure', 'lost'],
    ])
  })

  test('takes no address but the one that was left', async () => {
    await using old = await filled()
    await using fresh = await elsewhere({ [old.first]: old.ledger.subject(old.first) })
    fresh.chain.rebuild(old.entries)
    fresh.chain.putBack({ ...old.kept(old.first), contacts: [{ seq: 1, sealed: 'another' }] })
    expect(fresh.ledger.contactsOf(old.first)).toEqual([])
  })
})

describe('what was kept of a photo', () => {
  test('is whole, lacks the newest answer, or is not what the entries know', async () => {
    await using old = await filled()
    const subject = old.ledger.subject(old.first)
    const { said } = old.kept(old.first)
    const { proofOf } = openChain(old.store)
    expect(proofOf(subject, said)).toBe('whole')
    old.ledger.answer(yes(old.first), moment())
    expect(proofOf(subject, said)).toBe('behind')
    const changed = said.map(({ seq, body }) => ({ seq, body: body.replace('Lumen', 'Somebody else') }))
    expect(proofOf(subject, changed)).toBe('unknown')
    expect(proofOf(subject, [...said, { seq: 99, body: '{}' }])).toBe('unknown')
  })
})
