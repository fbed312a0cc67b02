import { expect, test } from 'vitest'
import { isLong, openAroundNames } from '../../../renderer/parts/headline.ts'

test.each([
  ['of 60 Latin letters', 'a'.repeat(60), false],
  ['of 61', 'a'.repeat(61), true],
  ['of 30 Chinese letters, each as wide as two', '灯'.repeat(30), false],
  ['of 31', '灯'.repeat(31), true],
  ['of 31 Korean ones', '빛'.repeat(31), true],
  ['of 60 Hindi letters with a mark on each', 'दी'.repeat(60), false],
])('a headline %s', (_, headline, long) => {
  expect(isLong(headline)).toBe(long)
})

test.each([
  ['of 34 Latin letters', 'a'.repeat(34), false],
  ['of 35', 'a'.repeat(35), true],
  ['of 17 Chinese letters', '灯'.repeat(17), false],
  ['of 18', '灯'.repeat(18), true],
])('a question %s, where a line has room for 34', (_, question, long) => {
  expect(isLong(question, 34)).toBe(long)
})

test('a Chinese headline may break beside a name in Latin letters, and nowhere else than before', () => {
  expect(openAroundNames('Harbour Lights也想，可以吗？')).toBe('Harbour Lights\u2006也想，可以吗？')
  expect(openAroundNames('让Harbour Lights看看')).toBe('让\u2006Harbour Lights\u2006看看')
  expect(openAroundNames('May Harbour Lights use it too?')).toBe('May Harbour Lights use it too?')
})
