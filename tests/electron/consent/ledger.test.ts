import { expect, test } from 'vitest'
import { openLedger } from '../../../electron/consent/ledger.ts'
import { asText, wordingFor } from '../../../electron/consent/wording.ts'
import { eventSchema } from '../../../electron/event/settings.ts'
import { sha256 } from '../../../electron/system/files.ts'
import { photosInFolder } from '../../support/photos.ts'

const when = { at: '2026-11-22T10:00:00.000Z', offset: 60 }
const entry = { photoId: 'a', purpose: 'brand-channels', wording: 'the words', language: 'en' } as const

test('nothing asked is nothing allowed', async () => {
  await using at = await photosInFolder()
  expect(openLedger(at.store).allows('a', 'brand-channels')).toBe(false)
})

test('the newest answer counts, and the older ones stay', async () => {
  await using at = await photosInFolder()
  at.reserve('a')
  const ledger = openLedger(at.store)
  ledger.add({ ...entry, given: true }, when)
  expect(ledger.allows('a', 'brand-channels')).toBe(true)
  ledger.add({ ...entry, given: false }, when)
  expect(ledger.allows('a', 'brand-channels')).toBe(false)
  expect(at.store.prepare('SELECT count(*) FROM consent_entries').pluck().get()).toBe(2)
})

test('an entry holds the exact words, their hash, the language and the time with its offset', async () => {
  await using at = await photosInFolder()
  at.reserve('a')
  openLedger(at.store).add({ ...entry, given: true }, when)
  expect(at.store.prepare('SELECT * FROM consent_entries').get()).toMatchObject({
    wording: 'the words',
    wording_sha256: sha256('the words'),
    language: 'en',
    ...when,
  })
})

test.each(['UPDATE consent_entries SET given = 1', 'DELETE FROM consent_entries'])(
  'the database itself refuses %s',
  async sql => {
    await using at = await photosInFolder()
    at.reserve('a')
    openLedger(at.store).add({ ...entry, given: false }, when)
    expect(() => at.store.exec(sql)).toThrow(/never/)
  },
)

test("the wording names the event, the brand and the days, in the event's language", () => {
  const event = eventSchema.parse({ name: 'Sommerfest', brand: 'Muster', linkDays: 7, language: 'de' })
  const text = asText(wordingFor(event))
  for (const part of ['Sommerfest', 'Muster', '7 Tage']) expect(text).toContain(part)
  expect(text.split('\n')).toHaveLength(4)
})
