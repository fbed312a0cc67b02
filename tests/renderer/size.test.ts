import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { languageCodes } from '../../text/languages.ts'
import { projectRoot } from '../support/station.ts'

const folder = join(projectRoot, 'dist/pages/kiosk/assets')
const scripts = readdirSync(folder)
  .filter(name => name.endsWith('.js'))
  .map(name => ({ name, text: readFileSync(join(folder, name), 'utf8') }))
const areWords = ({ name }: { name: string }) => languageCodes.some(one => name.startsWith(`${one}-`))

test("the kiosk's JavaScript is at most 150 kB compressed, without words", () => {
  const sizes = scripts.filter(one => !areWords(one)).map(({ text }) => gzipSync(text).length)
  expect(sizes.length).toBeGreaterThan(0)
  expect(sizes.reduce((a, b) => a + b)).toBeLessThan(150_000)
})

test('every language has its words in a file of its own, and no other file holds any', () => {
  expect(scripts.filter(areWords)).toHaveLength(languageCodes.length)
  const headlines = languageCodes.map(
    one => JSON.parse(readFileSync(join(projectRoot, `text/${one}.json`), 'utf8')).attract.headline as string,
  )
  for (const headline of headlines)
    expect(scripts.filter(({ text }) => text.includes(headline)).map(areWords)).toEqual([true])
})
