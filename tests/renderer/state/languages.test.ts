import { expect, test } from 'vitest'
import { firstFew } from '../../../renderer/state/languages.ts'

const offered = (...codes: string[]) => codes.map(language => ({ language }))
const shown = (codes: string[], spoken: string) =>
  firstFew(offered(...codes), spoken).map(one => one.language)

test('as many languages as fit are all on the first screen', () => {
  expect(shown(['en', 'es', 'ar'], 'en')).toEqual(['en', 'es', 'ar'])
  expect(shown(['en', 'de', 'fr', 'es', 'ar'], 'en')).toEqual(['en', 'de', 'fr', 'es', 'ar'])
})

test("of more, the event's first four are", () => {
  expect(shown(['pl', 'en', 'de', 'tr', 'ar', 'nl'], 'en')).toEqual(['pl', 'en', 'de', 'tr'])
})

test('the one that is spoken is always among them, and moves none of those before it', () => {
  expect(shown(['pl', 'en', 'de', 'tr', 'ar', 'nl'], 'nl')).toEqual(['pl', 'en', 'de', 'nl'])
})

test('a language that is not offered changes nothing', () => {
  expect(shown(['pl', 'en', 'de', 'tr', 'ar', 'nl'], 'en-XA')).toEqual(['pl', 'en', 'de', 'tr'])
})
