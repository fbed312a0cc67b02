import { describe, expect, test } from 'vitest'
import { mayOriginalsGo } from '../../../electron/sync/schedule.ts'

const night = { from: '01:00', to: '06:00' }
const at = (time: string) => new Date(`2026-11-22T${time}`)

describe('originals', () => {
  test('go at any time, or never, as they are set', () => {
    expect(mayOriginalsGo({ originals: 'always', metered: false, night }, at('12:00'))).toBe(true)
    expect(mayOriginalsGo({ originals: 'never', metered: false, night }, at('03:00'))).toBe(false)
  })

  test('wait on a line that costs by volume, at night too', () => {
    expect(mayOriginalsGo({ originals: 'night', metered: true, night }, at('03:00'))).toBe(false)
  })

  test.each([
    ['00:59', false],
    ['01:00', true],
    ['05:59', true],
    ['06:00', false],
  ])('at night: %s is %s', (time, may) => {
    expect(mayOriginalsGo({ originals: 'night', metered: false, night }, at(time))).toBe(may)
  })

  test.each([
    ['21:59', false],
    ['22:00', true],
    ['00:00', true],
    ['04:59', true],
    ['05:00', false],
  ])('in a night over midnight: %s is %s', (time, may) => {
    const over = { from: '22:00', to: '05:00' }
    expect(mayOriginalsGo({ originals: 'night', metered: false, night: over }, at(time))).toBe(may)
  })
})
