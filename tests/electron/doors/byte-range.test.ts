import { expect, test } from 'vitest'
import { readRange } from '../../../electron/doors/byte-range.ts'

test.each([
  ['bytes=0-1', { start: 0, end: 2 }],
  ['bytes=0-', { start: 0, end: 100 }],
  ['bytes=99-', { start: 99, end: 100 }],
  ['bytes=10-19', { start: 10, end: 20 }],
  ['bytes=10-1000', { start: 10, end: 100 }],
  ['bytes=-10', { start: 90, end: 100 }],
  ['bytes=-1000', { start: 0, end: 100 }],
])('%s is a part of a hundred bytes', (header, part) => {
  expect(readRange(header, 100)).toEqual(part)
})

test.each([
  undefined,
  '',
  'bytes=-',
  'bytes=5-4',
  'bytes=0-1,5-6',
  'lines=0-1',
  'bytes=a-b',
  'bytes= 0-1',
  `bytes=0-${'9'.repeat(99)}`,
])('%s has all of it sent', header => {
  expect(readRange(header, 100)).toBe('whole')
})

test.each(['bytes=100-', 'bytes=100-200', 'bytes=-0'])('%s begins where nothing is', header => {
  expect(readRange(header, 100)).toBe('none')
})
