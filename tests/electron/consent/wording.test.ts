import { expect, test } from 'vitest'
import { consentAsk, shownText, wordingFor, wordingVersion } from '../../../electron/consent/wording.ts'
import { purposes } from '../../../electron/contract/consent.ts'
import { eventSchema } from '../../../electron/event/settings.ts'
import { sha256 } from '../../../electron/system/files.ts'
import { type Language, languages } from '../../../text/index.ts'

const everyLanguage = Object.keys(languages) as Language[]
const event = eventSchema.parse({
  ...{ name: 'Sommerfest', brand: 'Muster', linkDays: 7, language: 'de' },
  consent: { days: 90, privacy: 'daten@muster.example', contact: { about: ['Neues', 'Konzerte'] } },
})

test('what happens with the photo names the event and the days', () => {
  const { language, lines } = wordingFor(event, false, 'de')
  expect(language).toBe('de')
  for (const part of ['Sommerfest', '7 Tage']) expect(lines.join('\n')).toContain(part)
  expect(lines.join('\n')).not.toContain('Internet')
})

test('where photos get pages, everybody is told before the photo', () => {
  expect(wordingFor(event, true, 'de').lines.join('\n')).toContain('Seite im Internet')
})

test.each(everyLanguage)('in %s every purpose has words of its own, and every gap is filled', language => {
  const ask = consentAsk(event, language, purposes)
  const texts = purposes.map(purpose => shownText(ask, purpose).text)
  expect(new Set(texts).size).toBe(purposes.length)
  const all = [...texts, ask.children, ask.childrenNote].join('\n')
  expect(all).not.toMatch(/[{}]|undefined/)
  for (const part of ['Muster', 'Sommerfest', '90', 'daten@muster.example', 'Neues', 'Konzerte', '16'])
    expect(all).toContain(part)
})

test('the text of a purpose is the question, its own words and the terms, and of no other purpose', () => {
  const ask = consentAsk(event, 'en', ['social', 'ads'])
  const { text } = shownText(ask, 'ads')
  expect(text).toContain('ads that Muster pays for')
  expect(text).not.toContain('social media')
  expect(text).toContain('90 days')
  expect(() => shownText(ask, 'site')).toThrow('site was not asked')
})

test('the note on children follows what the event allows', () => {
  const note = (allowed: string) =>
    consentAsk(eventSchema.parse({ consent: { children: { allowed } } }), 'en', ['social']).childrenNote
  expect(note('no')).toContain('stays yours alone')
  expect(note('guardian')).toContain('guardian')
})

test('who is asked to say something with the photo is told that it goes along', () => {
  const terms = (question: string) =>
    consentAsk(eventSchema.parse({ story: { question } }), 'en', ['social']).terms
  expect(terms('What made you smile?')).toEqual([
    'What you write with the picture goes with it.',
    ...terms(''),
  ])
})

test('a changed word has a new version: move wordingVersion on, and write its hash here', () => {
  const plain = eventSchema.parse({})
  const hashes = everyLanguage.map(language => {
    const ask = consentAsk(plain, language, purposes)
    const texts = purposes.map(purpose => shownText(ask, purpose).text)
    return [language, sha256(JSON.stringify(texts)).slice(0, 16)]
  })
  expect([wordingVersion, Object.fromEntries(hashes)]).toEqual([
    '2026-11-27',
    {
      en: '91b86fdc0d19dece',
      de: '9ed4bae8c3c0e0c0',
      fr: '497484a883a7a7d2',
      es: '8021a43cc20681ae',
      pt: 'cfa7ae9f75823f1d',
      it: '9ff43764d4f13c1c',
      nl: '73ea5ff605e7e536',
      pl: '8d2c9909d52c5d89',
      tr: 'fd039203bdabb483',
      ar: 'a730cf20235da337',
      he: '6fe6fcae16a897ad',
      hi: 'c25f7bf7623d45ab',
      zh: 'b3a331d81f7c3c37',
      ja: 'e44f87b2b9b4f84c',
      ko: '9c704ea1a8854d7e',
    },
  ])
})

test('where clips can be taken, people are told so before, and asked for them with the picture', () => {
  const clips = eventSchema.parse({ modes: ['photo', 'boomerang'] })
  expect(wordingFor(clips, false, 'en').lines[0]).toContain('clip')
  expect(shownText(consentAsk(clips, 'en', ['social']), 'social').text).toContain('your clip')
  const photos = eventSchema.parse({})
  expect(wordingFor(photos, false, 'en').lines.join()).not.toContain('clip')
  expect(shownText(consentAsk(photos, 'en', ['social']), 'social').text).not.toContain('clip')
})
