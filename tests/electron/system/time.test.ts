import { expect, test } from 'vitest'
import { localTime, moment, zoneOf } from '../../../electron/system/time.ts'

test.each([
  [0, '+00:00'],
  [60, '+01:00'],
  [-210, '-03:30'],
  [345, '+05:45'],
  [840, '+14:00'],
])('%i minutes east of UTC are %s', (offset, zone) => {
  expect(zoneOf(offset)).toBe(zone)
})

test.each([
  [0, '2026-11-22T23:30:00.000+00:00'],
  [60, '2026-11-23T00:30:00.000+01:00'],
  [-210, '2026-11-22T20:00:00.000-03:30'],
])('a moment is told by the clock of the station, %i minutes east of UTC', (offset, told) => {
  const when = { at: '2026-11-22T23:30:00.000Z', offset }
  expect(localTime(when)).toBe(told)
  expect(new Date(told).toISOString()).toBe(when.at)
})

test('a moment is the one that it was made of', () => {
  expect(moment(0).at).toBe('1970-01-01T00:00:00.000Z')
})
