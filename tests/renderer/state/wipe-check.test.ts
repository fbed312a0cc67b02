/// <reference types="svelte" />
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { WipeJudged, WipeView } from '../../../electron/contract/wipe.ts'
import type { Station } from '../../../renderer/client/station.ts'
import { WipeCheck } from '../../../renderer/state/wipe-check.svelte.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const judged = (n: number): WipeJudged => ({
  ...{ photo: `photo-${n}`, code: null, takenAt: '', until: '', verdict: 'safe' },
})

/** A station that has judged so many photos, hands out two at a time, and can begin anew. */
function station() {
  const state = { run: 1, all: [1, 2, 3, 4, 5].map(judged), isRunning: true }
  const call = async (name: string, input: { after?: number }): Promise<WipeView> => {
    if (name === 'wipe.start') Object.assign(state, { run: state.run + 1, all: [], isRunning: true })
    const after = input.after ?? 0
    return {
      ...{
        run: state.run,
        isRunning: state.isRunning,
        isDropping: false,
        total: 9,
        result: null,
        trouble: null,
      },
      counts: { safe: state.all.length, private: 0, waiting: 0, originalHere: 0, damaged: 0 },
      judged: state.all.slice(after, after + 2),
    }
  }
  return { state, check: new WipeCheck({ call } as unknown as Station) }
}

const names = (check: WipeCheck) => check.judged.map(({ photo }) => photo)

test('what was judged is fetched bit by bit, each photo once', async () => {
  const { check, state } = station()
  await check.follow()
  await vi.advanceTimersByTimeAsync(100)
  expect(names(check)).toEqual(state.all.map(({ photo }) => photo))
  expect(check.done).toBe(5)
  state.all.push(judged(6))
  await vi.advanceTimersByTimeAsync(1_000)
  expect(names(check)).toHaveLength(6)
})

test('it asks no more when the check has ended, or the page has gone', async () => {
  const { check, state } = station()
  await check.follow()
  state.isRunning = false
  await vi.runAllTimersAsync() // ends only when nothing is asked any more
  expect(names(check)).toHaveLength(5)
  state.isRunning = true
  await check.follow()
  check.rest()
  expect(vi.getTimerCount()).toBe(0)
})

test('a check that begins anew, here or in another window, begins with nothing', async () => {
  const { check, state } = station()
  await check.follow()
  await check.start(false)
  expect(names(check)).toEqual([])
  Object.assign(state, { all: [judged(7)] })
  await vi.advanceTimersByTimeAsync(1_000)
  expect(names(check)).toEqual(['photo-7'])
  Object.assign(state, { run: 9, all: [judged(8), judged(9)] })
  await vi.advanceTimersByTimeAsync(1_000)
  expect(names(check)).toEqual(['photo-8', 'photo-9'])
})
