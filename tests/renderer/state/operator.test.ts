/// <reference types="svelte" />
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Trouble } from '../../../electron/contract/errors.ts'
import type { Glance, OperatorHello } from '../../../electron/contract/operator.ts'
import type { LinkStatus, Station } from '../../../renderer/client/station.ts'
import { Operator } from '../../../renderer/state/operator.svelte.ts'
import { Words } from '../../../renderer/state/words.svelte.ts'
import { loadMessages } from '../../../text/load.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const well = {
  levels: {
    ...{ sync: 'well', disk: 'well', phones: 'well', door: 'well', camera: 'well', ledger: 'well' },
    photos: 'well',
  },
  isKioskOpen: false,
} as unknown as Glance

interface Setting {
  readonly isKioskWindow?: boolean
  readonly isKioskOpen?: boolean
}

/** A page with a station that knows the PIN 2468, and what came of it. */
async function page({ isKioskWindow = true, isKioskOpen = false }: Setting = {}) {
  const state = {
    hello: { language: 'en', hasPin: true, isKioskOpen } as OperatorHello,
    glance: well,
    isIn: false,
  }
  const asked: string[] = []
  const toKiosk = vi.fn()
  let tell: (status: LinkStatus) => void = () => {}
  let token: () => string | undefined = () => undefined
  const call = async (name: string, input: { pin?: string }) => {
    asked.push(name)
    if (name === 'operator.hello') return state.hello
    if (name === 'operator.enter' && input.pin === '2468') {
      state.isIn = true
      return { token: 'token' }
    }
    if (name === 'operator.enter') throw new Trouble('PIN_WRONG')
    if (!state.isIn || token() !== 'token') throw new Trouble('NOT_ALLOWED')
    if (name === 'operator.leave') state.isIn = false
    return name === 'operator.glance' ? state.glance : { run: 0, judged: [], counts: {} }
  }
  const operator = new Operator({
    words: await Words.in('en', loadMessages),
    openStation(given) {
      token = given
      const onStatus = (listen: typeof tell) => {
        tell = listen
      }
      return { call, onStatus, open: () => tell('open') } as unknown as Station
    },
    isKioskWindow,
    toKiosk,
    bringFile: vi.fn(),
  })
  operator.open()
  await vi.advanceTimersByTimeAsync(1)
  const enter = async (pin = '2468') => {
    for (const digit of pin) operator.pin.type(digit)
    await operator.pin.done()
    await vi.advanceTimersByTimeAsync(1)
  }
  return { operator, state, asked, toKiosk, enter, tell: (status: LinkStatus) => tell(status) }
}

test('with the right PIN it shows how all is, and asks again every two seconds', async () => {
  const { operator, state, enter, asked } = await page()
  await enter('1357')
  expect([operator.isIn, operator.glance]).toEqual([false, null])
  await enter()
  expect([operator.isIn, operator.level, operator.concerns]).toEqual([true, 'well', []])
  state.glance = { ...well, levels: { ...well.levels, photos: 'working', disk: 'look' } }
  await vi.advanceTimersByTimeAsync(2_000)
  expect([operator.level, operator.concerns]).toEqual(['look', ['disk', 'photos']])
  expect(asked.filter(name => name === 'operator.glance')).toHaveLength(2)
})

test('when the time is over, the kiosk goes on in its window', async () => {
  const { operator, state, enter, toKiosk } = await page()
  await enter()
  state.isIn = false
  await vi.advanceTimersByTimeAsync(2_000)
  expect(operator.isIn).toBe(false)
  expect(toKiosk).toHaveBeenCalledOnce()
})

test('who types no PIN within a minute was no operator: the kiosk goes on', async () => {
  const { operator, toKiosk } = await page()
  await vi.advanceTimersByTimeAsync(50_000)
  operator.stay()
  await vi.advanceTimersByTimeAsync(59_000)
  expect(toKiosk).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(2_000)
  expect(toKiosk).toHaveBeenCalledOnce()
})

test('where the kiosk is open in another window, this one never becomes a second', async () => {
  const { operator, enter, toKiosk } = await page({ isKioskOpen: true })
  await enter()
  await operator.back()
  await vi.advanceTimersByTimeAsync(300_000)
  expect(operator.isIn).toBe(false)
  expect(toKiosk).not.toHaveBeenCalled()
})

test('a window that never was the kiosk becomes it only by hand', async () => {
  const { operator, state, enter, toKiosk } = await page({ isKioskWindow: false })
  await enter()
  state.isIn = false
  await vi.advanceTimersByTimeAsync(120_000)
  expect(toKiosk).not.toHaveBeenCalled()
  await operator.back()
  expect(toKiosk).toHaveBeenCalledOnce()
})

test('a link that comes back goes on where it was', async () => {
  const { operator, enter, tell, toKiosk } = await page()
  await enter()
  tell('waiting')
  expect(operator.isLinked).toBe(false)
  tell('open')
  await vi.advanceTimersByTimeAsync(1)
  expect([operator.isLinked, operator.isIn]).toEqual([true, true])
  expect(toKiosk).not.toHaveBeenCalled()
})

test('the station hears of touches now and then, and of none that nobody made', async () => {
  const { operator, enter, asked } = await page()
  await enter()
  const stays = () => asked.filter(name => name === 'operator.stay').length
  await vi.advanceTimersByTimeAsync(60_000)
  expect(stays()).toBe(0)
  for (let i = 0; i < 5; i++) operator.stay()
  expect(stays()).toBe(1)
})
