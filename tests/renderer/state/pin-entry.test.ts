/// <reference types="svelte" />
import { expect, test, vi } from 'vitest'
import { Trouble } from '../../../electron/contract/errors.ts'
import { PinEntry } from '../../../renderer/state/pin-entry.svelte.ts'

function entry(hasPin: boolean, answer: () => Promise<void> = async () => {}) {
  const choose = vi.fn(answer)
  const enter = vi.fn(answer)
  const pin = new PinEntry({ choose, enter })
  pin.begin(hasPin)
  const type = async (digits: string) => {
    for (const digit of digits) pin.type(digit)
    await pin.done()
  }
  return { pin, choose, enter, type }
}

test('the first time, a PIN is chosen by typing it twice', async () => {
  const { pin, choose, type } = entry(false)
  await type('2468')
  expect([pin.step, pin.count]).toEqual(['again', 0])
  expect(choose).not.toHaveBeenCalled()
  await type('2468')
  expect(choose).toHaveBeenCalledExactlyOnceWith('2468')
})

test('two that differ are none, and it begins again', async () => {
  const { pin, choose, type } = entry(false)
  await type('2468')
  await type('2469')
  expect(choose).not.toHaveBeenCalled()
  expect([pin.step, pin.trouble]).toEqual(['choose', 'operator.pinDiffers'])
  await type('1357')
  await type('2468') // what was typed before that counts no more
  expect(choose).not.toHaveBeenCalled()
})

test('it has from four to eight digits', async () => {
  const { pin, enter, type } = entry(true)
  await type('123')
  expect([pin.isReady, enter.mock.calls.length]).toEqual([false, 0])
  pin.clear()
  expect(pin.count).toBe(2)
  await type('3456789012')
  expect(enter).toHaveBeenCalledExactlyOnceWith('12345678')
})

test.each([
  ['PIN_WRONG', 'enter', 'errors.PIN_WRONG'],
  ['TOO_MANY', 'enter', 'operator.pinSlow'],
] as const)('refused with %s, it says so until the next digit', async (code, step, trouble) => {
  const { pin, type } = entry(true, () => Promise.reject(new Trouble(code)))
  await type('2468')
  expect([pin.step, pin.count, pin.trouble]).toEqual([step, 0, trouble])
  pin.type('1')
  expect(pin.trouble).toBeNull()
})

test('chosen elsewhere in the meantime, that one is asked for', async () => {
  const { pin, type } = entry(false, () => Promise.reject(new Trouble('PIN_CHOSEN')))
  await type('2468')
  await type('2468')
  expect([pin.step, pin.trouble]).toEqual(['enter', 'errors.PIN_CHOSEN'])
})

test('while one is being looked at, nothing is typed and nothing asked twice', async () => {
  const { promise, resolve } = Promise.withResolvers<void>()
  const { pin, enter, type } = entry(true, () => promise)
  const first = type('2468')
  await type('9')
  expect([enter.mock.calls.length, pin.count]).toEqual([1, 4])
  resolve()
  await first
})
