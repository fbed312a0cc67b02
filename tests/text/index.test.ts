import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { purposes } from '../../electron/contract/consent.ts'
import { errorCodes } from '../../electron/contract/errors.ts'
import { findingKinds } from '../../electron/frame/check.ts'
import { chooseLanguage, direction, languages, say } from '../../text/index.ts'
import { languageCodes, nameOf } from '../../text/languages.ts'
import { projectRoot } from '../support/station.ts'

type Group = Record<string, string>

const keysOf = (messages: Record<string, Group>) =>
  Object.entries(messages).flatMap(([group, words]) => Object.keys(words).map(name => `${group}.${name}`))

const sources = ['electron', 'renderer', 'text']
  .flatMap(folder =>
    readdirSync(join(projectRoot, folder), { recursive: true, encoding: 'utf8' })
      .filter(name => /\.(ts|svelte)$/.test(name))
      .map(name => readFileSync(join(projectRoot, folder, name), 'utf8')),
  )
  .join('\n')

describe.each(Object.entries(languages))('the words in %s', (_, messages) => {
  test('are there for every key of English, and for no other', () => {
    expect(keysOf(messages)).toEqual(keysOf(languages.en))
  })

  test('have the same gaps as in English', () => {
    const gaps = (words: string) => [...words.matchAll(/\{\w+\}/g)].map(String).toSorted()
    for (const [group, words] of Object.entries(languages.en as Record<string, Group>))
      for (const [name, english] of Object.entries(words))
        expect(gaps((messages as Record<string, Group>)[group]?.[name] ?? ''), `${group}.${name}`).toEqual(
          gaps(english),
        )
  })

  test('are there for every error code, and for no other', () => {
    expect(Object.keys(messages.errors).toSorted()).toEqual([...errorCodes].toSorted())
  })
  test('are there for everything that a check of a frame finds', () => {
    expect(Object.keys(messages.templateCheck).toSorted()).toEqual([...findingKinds].toSorted())
  })
})

test('every message is said somewhere', () => {
  const ofPurposes = purposes.map(purpose => `consent.${purpose}`)
  const unused = keysOf(languages.en).filter(
    key =>
      !/^(errors|templateCheck)\./.test(key) && !ofPurposes.includes(key) && !sources.includes(`'${key}'`),
  )
  expect(unused).toEqual([])
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
  [['ar-EG', 'en'], 'ar'],
  [['nl', 'de;q=0.5'], 'de'],
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
  ['ar', 'rtl'],
] as const)('%s runs %s', (language, way) => {
  expect(direction(language)).toBe(way)
})

test('every language is called what it calls itself', () => {
  expect(languageCodes.map(nameOf)).toEqual(['English', 'Deutsch', 'Français', 'Español', 'العربية'])
})
