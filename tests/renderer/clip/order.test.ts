import { describe, expect, test } from 'vitest'
import { filmSeconds } from '../../../electron/contract/clip.ts'
import { fewestPictures, filmRound, thereAndBack, ticksPerSecond } from '../../../renderer/clip/order.ts'

test('pictures go forward and back, and neither end comes twice when they go round', () => {
  expect(thereAndBack(4)).toEqual([0, 1, 2, 3, 2, 1])
  expect(thereAndBack(2)).toEqual([0, 1])
  expect(thereAndBack(1)).toEqual([0])
})

describe('a film', () => {
  const counts = Array.from({ length: 20 }, (_, i) => fewestPictures + i)

  test('shows each picture for two ticks, and begins and ends with one of the first', () => {
    expect(filmRound(4).ticks).toEqual([0, 1, 1, 2, 2, 3, 3, 2, 2, 1, 1, 0])
  })

  test.each(counts)('of %i pictures is as long as networks take, in whole rounds', count => {
    const { ticks, rounds } = filmRound(count)
    const seconds = (ticks.length * rounds) / ticksPerSecond
    expect(seconds).toBeGreaterThanOrEqual(filmSeconds.least)
    expect(seconds).toBeLessThanOrEqual(filmSeconds.most)
    expect(Number.isInteger(rounds)).toBe(true)
    expect([ticks[0], ticks.at(-1)]).toEqual([0, 0])
    expect(new Set(ticks).size).toBe(count)
  })
})
