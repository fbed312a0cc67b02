import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { afterPaint } from '../../../renderer/state/after-paint.ts'

/** The frames that the page asked for; none is painted until a test calls it. */
let frames: FrameRequestCallback[] = []

beforeEach(() => {
  frames = []
  vi.stubGlobal('requestAnimationFrame', (frame: FrameRequestCallback) => frames.push(frame))
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

test('on a page that nobody sees, which paints nothing, it settles after 50 ms', async () => {
  const settled = vi.fn()
  void afterPaint().then(settled)
  await vi.advanceTimersByTimeAsync(49)
  expect(settled).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(1)
  expect(settled).toHaveBeenCalledOnce()
})

test('it settles after the paint, and then waits for nothing more', async () => {
  const settled = vi.fn()
  const painted = afterPaint().then(settled)
  for (const frame of frames) frame(0)
  await Promise.resolve()
  expect(settled).not.toHaveBeenCalled() // the paint itself is still to come
  await painted
  expect(settled).toHaveBeenCalledOnce()
  expect(vi.getTimerCount()).toBe(0)
})
