import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { whenPainted } from '../../../renderer/state/painted.ts'

beforeEach(() => {
  vi.stubGlobal('requestAnimationFrame', (frame: FrameRequestCallback) => setImmediate(frame, 0))
})
afterEach(() => void vi.unstubAllGlobals())

test('tells once, as soon as the frame is painted', async () => {
  const then = vi.fn()
  whenPainted(then)
  expect(then).not.toHaveBeenCalled()
  await expect.poll(() => then).toHaveBeenCalledOnce()
})

test('called off, it never tells', async () => {
  const [off, on] = [vi.fn(), vi.fn()]
  whenPainted(off)()
  whenPainted(on)
  await expect.poll(() => on).toHaveBeenCalledOnce()
  expect(off).not.toHaveBeenCalled()
})
