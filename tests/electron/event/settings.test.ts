import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { loadEvent, offeredLanguages, storyQuestion } from '../../../electron/event/settings.ts'
import { languageCodes } from '../../../text/languages.ts'
import { temporaryFolder } from '../../support/station.ts'

async function load(text: string) {
  await using folder = await temporaryFolder()
  writeFileSync(join(folder.path, 'event.json'), text)
  return await loadEvent(folder.path)
}

test('without a file every setting has its default', async () => {
  await using folder = await temporaryFolder()
  expect(await loadEvent(folder.path)).toMatchObject({ name: 'Groundswell', language: 'en', linkDays: 3 })
})

test('a setting that is given stays, the others keep their defaults', async () => {
  expect(await load('{"name": "Sommerfest", "language": "de"}')).toMatchObject({
    name: 'Sommerfest',
    language: 'de',
    template: 'swell',
  })
})

test.each(['#बंदरगाह_दीप', '#ลอยกระทง', '#می\u200cرویم', '#港のライト'])(
  '%s is a hashtag, with its marks and joiners',
  async hashtag => {
    expect(await load(JSON.stringify({ hashtag }))).toMatchObject({ hashtag })
  },
)

test.each([
  ['{"nane": "Party"}', 'SETTINGS_KEY_UNKNOWN', 'Did you mean \\"name\\"?'],
  ['{"linkDays": 0}', 'SETTINGS_VALUE', 'linkDays'],
  ['{"accent": "red"}', 'SETTINGS_VALUE', 'a colour such as #ff7a59'],
  ['{"hashtag": "no hash"}', 'SETTINGS_VALUE', 'a # followed by letters, digits or _'],
  ['{"name": ', 'SETTINGS_NOT_JSON', 'event.json'],
])('%s is refused with %s', async (text, code, words) => {
  const refusal = load(text)
  await expect(refusal).rejects.toThrow(code)
  await expect(refusal).rejects.toThrow(words)
})

test("people can choose from every language there is, the event's own first, or from those it names", async () => {
  const others = languageCodes.filter(one => one !== 'fr')
  expect(offeredLanguages(await load('{"language": "fr"}'))).toEqual(['fr', ...others])
  expect(offeredLanguages(await load('{"language": "fr", "languages": ["ar"]}'))).toEqual(['fr', 'ar'])
  await expect(load('{"languages": ["xx"]}')).rejects.toThrow('SETTINGS_VALUE')
})

test('a question is asked in the language of the visit where the event has it, and otherwise as it stands', async () => {
  const story = { question: 'Warum?', questions: { en: 'Why?' } }
  const event = await load(JSON.stringify({ language: 'de', story }))
  expect(storyQuestion(event, 'en')).toEqual({ language: 'en', words: 'Why?' })
  expect(storyQuestion(event, 'fr')).toEqual({ language: 'de', words: 'Warum?' })
  expect(storyQuestion(await load('{}'), 'en')).toBeNull()
  await expect(load('{"story": {"questions": {"xx": "?"}}}')).rejects.toThrow('SETTINGS')
})

test("an event's own words may stand in the place of the kiosk's", async () => {
  const texts = { en: { 'attract.start': 'Smile' }, ar: { 'attract.start': 'ابتسموا' } }
  expect((await load(JSON.stringify({ texts }))).texts).toEqual(texts)
})

test.each([
  [{ en: { 'attract.strat': 'Smile' } }, 'the key of a text, such as "attract.start"'],
  [{ en: { 'attract.start': 'Smile, {name}' } }, 'no gap {name}, which nothing fills there'],
  [{ en: { 'consent.headline': 'Just say yes' } }, 'others say what the program does'],
  [{ en: { 'attract.start': '' } }, 'at least 1 character'],
])('own words that cannot be said are refused: %o', async (texts, expected) => {
  await expect(load(JSON.stringify({ texts }))).rejects.toMatchObject({
    ...{ code: 'SETTINGS_VALUE', details: { expected: expect.stringContaining(expected) } },
  })
})
