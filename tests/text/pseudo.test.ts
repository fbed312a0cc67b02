import { expect, test } from 'vitest'
import en from '../../text/en.json' with { type: 'json' }
import { say } from '../../text/index.ts'
import { languageCodes, pseudoLanguage } from '../../text/languages.ts'
import { loadMessages } from '../../text/load.ts'
import { pseudo } from '../../text/pseudo.ts'

test('words in disguise are read as before, but are 40 % longer and without a plain letter', () => {
  expect(pseudo('Take our photo')).toBe('[Ţåķé öûŕ þĥöţö ······]')
  expect(pseudo('x'.repeat(30))).toMatch(/^\[\S{30} ·{8} ·{4}\]$/)
})

test('gaps stay, and are filled', () => {
  expect(pseudo('Until {date}')).toBe('[Ûñţîļ {date} ···]')
  expect(say(pseudoLanguage, 'expect.line3', { days: 1 })).toMatch(/ 1 ðåý\./)
  expect(say(pseudoLanguage, 'expect.line3', { days: 3 })).toMatch(/ 3 ðåýš\./)
})

test('the page and the station disguise the same words', async () => {
  const { attract } = await loadMessages(pseudoLanguage)
  expect(attract.start).toBe(say(pseudoLanguage, 'attract.start'))
  expect(attract.start).toBe(pseudo(en.attract.start))
})

test('it is not among the languages that are offered', () => {
  expect(languageCodes).not.toContain(pseudoLanguage)
})
