/// <reference types="svelte" />
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Countdown } from '../../renderer/state/countdown.svelte.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('three, two, one, a second each, then zero', () => {
  const countdown = new Countdown()
  const zero = vi.fn()
  countdown.start(3, zero)
  const seen = [countdown.left]
  for (let second = 0; second < 2; second++) {
    vi.advanceTimersByTime(1000)
    seen.push(countdown.left)
  }
  expect(seen).toEqual([3, 2, 1])
  vi.advanceTimersByTime(999)
  expect(zero).not.toHaveBeenCalled()
  vi.advanceTimersByTime(1)
  expect(zero).toHaveBeenCalledOnce()
  expect(countdown.left).toBe(0)
})

test('stopped, it never comes to zero', () => {
  const countdown = new Countdown()
  const zero = vi.fn()
  countdown.start(3, zero)
  vi.advanceTimersByTime(1500)
  countdown.stop()
  vi.advanceTimersByTime(5000)
  expect(countdown.left).toBe(0)
  expect(zero).not.toHaveBeenCalled()
})

test('started anew, only the new count runs', () => {
  const countdown = new Countdown()
  const first = vi.fn()
  const second = vi.fn()
  countdown.start(3, first)
  vi.advanceTimersByTime(500)
  countdown.start(3, second)
  vi.advanceTimersByTime(3000)
  expect(first).not.toHaveBeenCalled()
  expect(second).toHaveBeenCalledOnce()
})
