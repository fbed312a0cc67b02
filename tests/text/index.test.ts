import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { errorCodes } from '../../electron/contract/errors.ts'
import { findingKinds } from '../../electron/frame/check.ts'
import { chooseLanguage, direction, languages, say } from '../../text/index.ts'
import { languageCodes, nameOf } from '../../text/languages.ts'
import { projectRoot } from '../support/station.ts'

type Plural = { by: string } & Record<string, string>
type Group = Record<string, string | Plural>

const keysOf = (messages: Record<string, Group>) =>
  Object.entries(messages).flatMap(([group, words]) => Object.keys(words).map(name => `${group}.${name}`))

const sources = ['electron', 'renderer', 'text']
  .flatMap(folder =>
    readdirSync(join(projectRoot, folder), { recursive: true, encoding: 'utf8' })
      .filter(name => /\.(ts|svelte)$/.test(name))
      .map(name => readFileSync(join(projectRoot, folder, name), 'utf8')),
  )
  .join('\n')

/** Every sentence of a message. */
const sentences = (message: string | Plural) =>
  typeof message === 'string'
    ? [message]
    : Object.entries(message).flatMap(([form, words]) => (form === 'by' ? [] : [words]))

/** The plural forms that whole numbers take, and the general one. */
const formsOf = (language: string) => {
  const rules = new Intl.PluralRules(language)
  const taken = Array.from({ length: 1000 }, (_, number) => rules.select(number))
  return [...new Set([...taken, 'other'])].toSorted()
}

describe.each(Object.entries(languages))('the words in %s', (language, messages) => {
  test('are there for every key of English, and for no other', () => {
    expect(keysOf(messages)).toEqual(keysOf(languages.en))
  })

  test('have the same gaps as in English, but for a number that a plural form says in letters', () => {
    const gaps = (words: string) => [...words.matchAll(/\{(\w+)\}/g)].map(([, gap]) => gap).toSorted()
    for (const [group, words] of Object.entries(languages.en as Record<string, Group>))
      for (const [name, english] of Object.entries(words)) {
        const message = (messages as Record<string, Group>)[group]?.[name] ?? ''
        const by = typeof english === 'string' ? undefined : english.by
        const wanted = gaps(sentences(english)[0] ?? '')
        for (const words of sentences(message)) {
          const isInLetters = by !== undefined && !words.includes(`{${by}}`)
          expect(gaps(words), `${group}.${name}`).toEqual(
            isInLetters ? wanted.filter(gap => gap !== by) : wanted,
          )
        }
      }
  })

  test('have exactly the plural forms that the language has', () => {
    const plurals = Object.values(messages as Record<string, Group>).flatMap(words =>
      Object.values(words).filter(message => typeof message !== 'string'),
    )
    expect(plurals.length).toBeGreaterThan(0)
    for (const { by, ...forms } of plurals)
      expect(Object.keys(forms).toSorted(), by).toEqual(formsOf(language))
  })

  test('are there for every error code, and for no other', () => {
    expect(Object.keys(messages.errors).toSorted()).toEqual([...errorCodes].toSorted())
  })
  test('are there for everything that a check of a frame finds', () => {
    expect(Object.keys(messages.templateCheck).toSorted()).toEqual([...findingKinds].toSorted())
  })
})

test('every error code is thrown somewhere', () => {
  const thrown = sources.replace(/export const errorCodes = \[[^\]]*\]/, '')
  expect(errorCodes.filter(code => !new RegExp(`['"]${code}['"]`).test(thrown))).toEqual([])
})

test('gaps are filled, and one without a value stays to be seen', () => {
  expect(say('en', 'station.data', { folder: '/x' })).toBe('Data     /x')
  expect(say('en', 'station.data')).toBe('Data     {folder}')
})

test.each([
  [['de-CH', 'en'], 'de'],
  [['fr-CA', 'de;q=0.5'], 'fr'],
  [['es-419', 'en'], 'es'],
  [['pt-BR', 'en'], 'pt'],
  [['ar-EG', 'en'], 'ar'],
  [['nl-BE', 'de;q=0.5'], 'nl'],
  [['he-IL', 'en'], 'he'],
  // What Java, and so older Android, calls Hebrew.
  [['iw-IL', 'en'], 'he'],
  [['hi-IN', 'en'], 'hi'],
  [['zh-Hans-CN', 'en'], 'zh'],
  [['zh-TW', 'en'], 'zh'],
  [['ja-JP', 'en'], 'ja'],
  [['ko-KR', 'en'], 'ko'],
  [['xx', 'de;q=0.5'], 'de'],
  [['xx'], 'en'],
  [[], 'en'],
] as const)('%j are served in %s', (wishes, language) => {
  expect(chooseLanguage(wishes)).toBe(language)
})

test.each([
  ['en', 'ltr'],
  ['de', 'ltr'],
  ['fr', 'ltr'],
  ['es', 'ltr'],
  ['tr', 'ltr'],
  ['ar', 'rtl'],
  ['he', 'rtl'],
  ['hi', 'ltr'],
  ['zh', 'ltr'],
  ['ja', 'ltr'],
  ['ko', 'ltr'],
] as const)('%s runs %s', (language, way) => {
  expect(direction(language)).toBe(way)
})

test('every language is called what it calls itself', () => {
  expect(languageCodes.map(nameOf)).toEqual([
    'English',
    'Deutsch',
    'Français',
    'Español',
    'Português',
    'Italiano',
    'Nederlands',
    'Polski',
    'Türkçe',
    'العربية',
    'עברית',
    'हिन्दी',
    '中文',
    '日本語',
    '한국어',
  ])
})

test.each([
  ['en', 1, 'works for 1 day.'],
  ['en', 3, 'works for 3 days.'],
  ['fr', 1, 'marche 1 jour.'],
  ['pl', 1, 'działa 1 dzień.'],
  ['pl', 3, 'działa 3 dni.'],
  ['pl', 22, 'działa 22 dni.'],
  ['tr', 3, '3 gün çalışır.'],
  ['ar', 1, 'يعمل الرابط يومًا واحدًا.'],
  ['ar', 2, 'يعمل الرابط يومين.'],
  ['ar', 3, 'يعمل الرابط 3 أيام.'],
  ['ar', 30, 'يعمل الرابط 30 يومًا.'],
  ['ar', 100, 'يعمل الرابط 100 يوم.'],
  ['he', 1, 'הקישור פעיל ליום אחד.'],
  ['he', 2, 'הקישור פעיל ליומיים.'],
  ['he', 3, 'הקישור פעיל ל-3 ימים.'],
  ['hi', 1, 'लिंक 1 दिन चलेगा।'],
  ['zh', 1, '链接1天内有效。'],
  ['ja', 3, 'リンクは3日間使えます。'],
  ['ko', 3, '링크는 3일 동안 열려요.'],
] as const)('in %s, %i days are counted as the language counts', (language, days, words) => {
  expect(say(language, 'expect.line3', { days })).toContain(words)
})

test('without its number a message that counts is said in its general form', () => {
  expect(say('en', 'expect.line3')).toContain('{days} days')
})
