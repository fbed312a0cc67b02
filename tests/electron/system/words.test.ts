import { expect, test } from 'vitest'
import { Trouble } from '../../../electron/contract/errors.ts'
import { dateWords, wordsFor } from '../../../electron/system/words.ts'

test('a trouble is told in the words of its code, in the language of who reads it', () => {
  const trouble = new Trouble('CODE_UNKNOWN', { came: 'ABC234' })
  expect(wordsFor(trouble)).toContain('No photo here has the code "ABC234"')
  expect(wordsFor(trouble, 'de')).toContain('Kein Foto hier hat den Code "ABC234"')
})

test('what is no trouble is not told', () => {
  expect(wordsFor(new Error('the password is 1234'))).not.toContain('1234')
})

test('a moment is told as people write it, by the clock of the station where it was', () => {
  const when = { at: '2026-11-22T23:30:00.000Z', offset: 60 }
  expect(dateWords(when)).toMatch(/^November 23, 2026 at 12:30\sAM \(UTC\+01:00\)$/)
  expect(dateWords(when, 'de')).toBe('23. November 2026 um 00:30 (UTC+01:00)')
})
