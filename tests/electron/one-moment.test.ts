import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { oneMoment } from '../../electron/one-moment.ts'
import { languageCodes } from '../../text/languages.ts'

test('the "one moment" page may load nothing, run nothing, and show only its own style', () => {
  const html = decodeURIComponent(oneMoment())
  const style = /<style>(.*?)<\/style>/s.exec(html)![1]!
  const hash = createHash('sha256').update(style).digest('base64')
  expect(html).toContain(`content="default-src 'none'; style-src 'sha256-${hash}'"`)
  expect(html).not.toMatch(/<script|<link|<img|\son\w+=|style=|\{\w+\}/)
})

test("it says so in every language, and the station's own sentence once", () => {
  const html = decodeURIComponent(oneMoment('The disk is full.'))
  expect([...html.matchAll(/<section lang="(\w+)"/g)].map(([, language]) => language)).toEqual(languageCodes)
  expect(html.split('The disk is full.')).toHaveLength(2)
})
