/// <reference types="svelte" />
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Comfort, wishes } from '../../../renderer/state/comfort.svelte.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const on = (comfort: Comfort) => wishes.filter(wish => comfort.has(wish))

test('nothing is set before somebody sets it', () => {
  expect(on(new Comfort())).toEqual([])
})

test('each wish is one touch on and one touch off, beside the others', () => {
  const comfort = new Comfort()
  comfort.toggle('low')
  comfort.toggle('large')
  expect(on(comfort)).toEqual(['low', 'large'])
  comfort.toggle('low')
  expect(on(comfort)).toEqual(['large'])
})

test('what was set at the start screen holds through the visit, and the end forgets it', () => {
  const comfort = new Comfort()
  comfort.toggle('contrast')
  comfort.visit(true)
  vi.advanceTimersByTime(30 * 60_000)
  comfort.visit(true)
  expect(on(comfort)).toEqual(['contrast'])
  comfort.visit(false)
  expect(on(comfort)).toEqual([])
})

test('set and left at the start screen, it is gone after a minute', () => {
  const comfort = new Comfort()
  comfort.toggle('low')
  vi.advanceTimersByTime(59_000)
  comfort.toggle('large')
  vi.advanceTimersByTime(59_000)
  expect(on(comfort)).toEqual(['low', 'large'])
  vi.advanceTimersByTime(1_000)
  expect(on(comfort)).toEqual([])
})
