import { expect, test } from 'vitest'
import { openThrottle } from '../../../electron/sync/throttle.ts'

test('lets nobody send more than the cap over a while, also several at once', async () => {
  const throttle = openThrottle(1_000_000)
  const started = performance.now()
  await Promise.all(Array.from({ length: 20 }, () => throttle.take(20_000)))
  // The last begins when the 19 before it have had their 20 ms each.
  expect(performance.now() - started).toBeGreaterThan(370)
})

test('waits for nothing without a cap', async () => {
  const throttle = openThrottle(0)
  let turned = false
  setImmediate(() => {
    turned = true
  })
  for (let i = 0; i < 1_000; i++) await throttle.take(1e9)
  expect(turned).toBe(false)
})

test('lets go of whoever is called off while waiting', async () => {
  const throttle = openThrottle(1)
  await throttle.take(1_000)
  await expect(throttle.take(1, AbortSignal.timeout(10))).rejects.toThrow()
})
