import { expect, test } from 'vitest'
import { type FitnessFacts, troubleOf } from '../../../electron/capture/fitness.ts'

const well: FitnessFacts = {
  freeBytes: 20e9,
  newest: '2026-11-26T20:00:00.000Z',
  now: new Date('2026-11-26T20:05:00.000Z'),
}

test.each<[string, string | null, Partial<FitnessFacts>]>([
  ['with room and a clock that goes on', null, {}],
  ['before the first photo', null, { newest: null }],
  ['with hardly any room', 'disk', { freeBytes: 100e6 }],
  ['before this program was made', 'clock', { newest: null, now: new Date('1970-01-02') }],
  ['an hour before the newest photo', 'clock', { now: new Date('2026-11-26T19:00:00.000Z') }],
  ['a second before the newest photo', null, { now: new Date('2026-11-26T19:59:59.000Z') }],
  ['with neither room nor a right clock', 'disk', { freeBytes: 0, now: new Date('1970-01-02') }],
])('what troubles a kiosk %s: %s', (_, trouble, changes) => {
  expect(troubleOf({ ...well, ...changes })).toBe(trouble)
})
