import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { watchForOperator } from '../../../renderer/state/way-to-operator.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A page of 1080 px across, and what was done with it. */
function page() {
  const target = Object.assign(new EventTarget(), { innerWidth: 1080 })
  const come = vi.fn()
  watchForOperator(target as unknown as Window, come)
  const send = (type: string, init: object = {}) => {
    const event = Object.assign(new Event(type, { cancelable: true }), init)
    target.dispatchEvent(event)
    return event
  }
  return {
    come,
    send,
    at: (type: string, clientX: number, clientY: number) => send(type, { clientX, clientY }),
  }
}

test.each([
  ['left', 0, 0],
  ['left', 63, 63],
  ['right', 1079, 5],
  ['right', 1016, 63],
])('a finger that rests in the top %s corner for three seconds leads there', (_, x, y) => {
  const { come, at } = page()
  at('pointerdown', x, y)
  vi.advanceTimersByTime(2_999)
  expect(come).not.toHaveBeenCalled()
  vi.advanceTimersByTime(1)
  expect(come).toHaveBeenCalledOnce()
})

test.each([
  ['below it', 10, 64],
  ['beside it', 64, 10],
  ['at the bottom', 10, 1900],
])('one that rests %s does not', (_, x, y) => {
  const { come, at } = page()
  at('pointerdown', x, y)
  vi.advanceTimersByTime(10_000)
  expect(come).not.toHaveBeenCalled()
})

test.each(['pointerup', 'pointercancel', 'blur'])('nor one that leaves too soon (%s)', type => {
  const { come, send, at } = page()
  at('pointerdown', 5, 5)
  vi.advanceTimersByTime(2_000)
  send(type)
  vi.advanceTimersByTime(10_000)
  expect(come).not.toHaveBeenCalled()
})

test('nor one that strays; trembling is fine', () => {
  const { come, at } = page()
  at('pointerdown', 5, 5)
  at('pointermove', 80, 5)
  vi.advanceTimersByTime(10_000)
  expect(come).not.toHaveBeenCalled()
  at('pointerdown', 5, 5)
  at('pointermove', 9, 7)
  vi.advanceTimersByTime(3_000)
  expect(come).toHaveBeenCalledOnce()
})

test('Ctrl+Shift+O leads there at once, on any keyboard, and opens no bookmarks', () => {
  const { come, send } = page()
  const held = { ctrlKey: true, shiftKey: true, repeat: false }
  expect(send('keydown', { ...held, key: 'O', code: 'KeyO' }).defaultPrevented).toBe(true)
  send('keydown', { ...held, key: 'خ', code: 'KeyO' })
  send('keydown', { ...held, key: 'O', code: 'KeyS' })
  expect(come).toHaveBeenCalledTimes(3)
  for (const other of [
    { key: 'p', code: 'KeyP' },
    { key: 'o', code: 'KeyO', shiftKey: false },
  ])
    expect(send('keydown', { ...held, ...other }).defaultPrevented).toBe(false)
  send('keydown', { ...held, key: 'O', code: 'KeyO', repeat: true })
  expect(come).toHaveBeenCalledTimes(3)
})
