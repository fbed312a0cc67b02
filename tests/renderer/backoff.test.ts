import { expect, test } from 'vitest'
import { backoff } from '../../renderer/client/backoff.ts'

test('doubles up to the longest wait, and starts again after a success', () => {
  const waits = backoff(100, 500, () => 1)
  expect([waits.next(), waits.next(), waits.next(), waits.next(), waits.next()]).toEqual([
    100, 200, 400, 500, 500,
  ])
  waits.reset()
  expect(waits.next()).toBe(100)
})

test('jitter takes off at most half', () => {
  expect(backoff(100, 500, () => 0).next()).toBe(50)
})
