import { expect, test } from 'vitest'
import { openPace } from '../../../electron/sync/pace.ts'

const settled = (promise: Promise<unknown>) =>
  Promise.race([promise.then(() => true), new Promise(resolve => setImmediate(resolve, false))])

test('whoever asks while a photo is taken waits until it is', async () => {
  const pace = openPace()
  expect(await settled(pace.free())).toBe(true)
  pace.hold()
  const waiting = pace.free()
  expect([pace.isHeld(), await settled(waiting)]).toEqual([true, false])
  pace.go()
  await waiting
  expect(pace.isHeld()).toBe(false)
})

test('another photo begins a time of its own, and lets go of nobody too late', async () => {
  const pace = openPace()
  pace.hold()
  const first = pace.free()
  pace.hold()
  await first
  expect(pace.isHeld()).toBe(true)
  pace.go()
})

test('nothing is held up by a station that forgot to say so', async () => {
  const pace = openPace(20)
  pace.hold()
  await pace.free()
  expect(pace.isHeld()).toBe(false)
})
