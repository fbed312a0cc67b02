import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { languages } from '../../../text/index.ts'
import { languageCodes } from '../../../text/languages.ts'
import { projectRoot } from '../../support/station.ts'

const require = createRequire(import.meta.url)

/** Which letters a package's files hold, subset by subset, as "U+5d0-5ea,U+2010". */
const subsets = (name: string): Record<string, string> => require(`${name}/unicode.json`)

const { latin = '', 'latin-ext': latinExt = '' } = subsets('@fontsource/figtree')
const brought = readFileSync(join(projectRoot, 'renderer/parts/scripts.ts'), 'utf8').matchAll(
  /'(@fontsource.+)'/g,
)
const scripts = [...brought].flatMap(([, name = '']) => Object.values(subsets(name)))
const ranges = [latin, latinExt, ...scripts]
  .flatMap(subset => subset.split(','))
  .map(range => range.replace('U+', '').split('-'))
  .map(([from = '', to = from]) => [Number.parseInt(from, 16), Number.parseInt(to, 16)] as const)

const letters = (message: unknown): string[] =>
  typeof message === 'string' ? [...message] : Object.values(message as object).flatMap(letters)

test.each(languageCodes)('the faces that a page brings draw every letter of the words in %s', language => {
  const inFaces = (letter: string) =>
    ranges.some(([from, to]) => letter.codePointAt(0)! >= from && letter.codePointAt(0)! <= to)
  expect([...new Set(letters(languages[language]))].filter(letter => !inFaces(letter))).toEqual([])
})
