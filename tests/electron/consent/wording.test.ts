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
  const withAll = eventSchema.parse({
    ...{ modes: ['photo', 'boomerang'], story: { question: 'Why?' } },
    consent: { privacy: 'privacy@example.org', channels: '@example', children: { allowed: 'guardian' } },
  })
  const hashes = everyLanguage.map(language => {
    const texts = [plain, withAll].flatMap(asking => {
      const ask = consentAsk(asking, language, purposes)
      return [...purposes.map(purpose => shownText(ask, purpose).text), ask.children, ask.childrenNote]
    })
    return [language, sha256(JSON.stringify(texts)).slice(0, 16)]
  })
  expect([wordingVersion, Object.fromEntries(hashes)]).toEqual([
    '2026-11-28',
    {
      en: '6f9670042f023101',
      de: '80fee4ca01d67c2b',
      fr: '62a3f9c1190c165f',
      es: 'c2865e0cf1cacd70',
      pt: 'a88f73229d942332',
      it: '2bd7caa0dd0c658d',
      nl: '0c580335f990c4f8',
      pl: 'b2b3e3f1d41e2c8a',
      tr: 'f2335db3dc23351b',
      ar: '36d43828462e4962',
      he: '9b9b1852bd1e390b',
      hi: 'a520f06ecce197b7',
      zh: '64d7c866b5efbc03',
      ja: '77041dae3186abb3',
      ko: 'eb60d25e7e4c44b1',
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
