import { expect, test } from 'vitest'
import { fullJitter } from '../../../electron/sync/backoff.ts'

const waits = { first: 1_000, most: 60_000 }

test('waits anything from nothing to a limit that doubles with each failure', () => {
  expect(fullJitter(0, waits, () => 0)).toBe(0)
  expect([0, 1, 2, 3].map(failures => fullJitter(failures, waits, () => 1))).toEqual([
    1_000, 2_000, 4_000, 8_000,
  ])
})

test('never waits longer than the most, however often it failed', () => {
  expect(fullJitter(1_000, waits, () => 1)).toBe(60_000)
})
