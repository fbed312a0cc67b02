import { expect, test } from 'vitest'
import { type FitnessFacts, troubleOf } from '../../../electron/capture/fitness.ts'

const well: FitnessFacts = {
  freeBytes: 20e9,
  newest: '2026-11-26T20:00:00.000Z',
  now: new Date('2026-11-26T20:05:00.000Z'),
}

test.each<[string, Partial<FitnessFacts>, string | null]>([
  ['with room and a clock that goes on', {}, null],
  ['before the first photo', { newest: null }, null],
  ['with hardly any room', { freeBytes: 100e6 }, 'disk'],
  ['before this program was made', { newest: null, now: new Date('1970-01-02') }, 'clock'],
  ['an hour before the newest photo', { now: new Date('2026-11-26T19:00:00.000Z') }, 'clock'],
  ['a second before the newest photo', { now: new Date('2026-11-26T19:59:59.000Z') }, null],
  ['with neither room nor a right clock', { freeBytes: 0, now: new Date('1970-01-02') }, 'disk'],
])('%s', (_, changes, trouble) => {
  expect(troubleOf({ ...well, ...changes })).toBe(trouble)
})
