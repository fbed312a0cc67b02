import { describe, expect, test } from 'vitest'
import { laneIn, openParade } from '../../renderer/state/drift.ts'

describe('a lane', () => {
  test('in portrait goes from side to side, and pictures fit its height', () => {
    const lane = laneIn(1080, 760, 0.8, true)
    expect(lane).toMatchObject({ axis: 'x', height: 714, width: 572 })
    expect(lane.way).toBeCloseTo(1080 + 571.5, 0)
  })

  test('in landscape goes upwards, and the next picture is seen coming', () => {
    const lane = laneIn(803, 1004, 0.8, false)
    expect(lane.axis).toBe('y')
    expect(lane.height).toBeLessThan(0.73 * 1004)
    expect(lane.width).toBeLessThan(803)
  })
})

describe('a parade', () => {
  const lane = laneIn(1080, 760, 0.8, true)
  const ids = (parade: ReturnType<typeof openParade>) => parade.now.map(({ id }) => id)

  function parading(photos: readonly string[]) {
    let now = 1_000_000
    const parade = openParade(() => now)
    parade.allow(photos)
    parade.enter(lane)
    return { parade, pass: (ms: number) => (now += ms) }
  }

  test('begins with the newest in the middle, and no photo twice', () => {
    const { parade } = parading(['c', 'b', 'a'])
    expect(ids(parade)[0]).toBe('c')
    expect(1_000_000 - parade.now[0]!.since).toBeCloseTo(lane.cross / 2)
    expect(new Set(ids(parade)).size).toBe(parade.now.length)
  })

  test('sends the next when the last has made room, the one that waited longest', () => {
    const { parade, pass } = parading(['f', 'e', 'd', 'c', 'b', 'a'])
    const first = ids(parade)
    expect(parade.next()).toBeGreaterThan(0)
    expect(ids(parade)).toEqual(first)
    pass(lane.every)
    parade.next()
    expect(first).not.toContain(ids(parade).at(-1))
  })

  test('a new photo comes next', () => {
    const { parade, pass } = parading(['c', 'b', 'a'])
    parade.allow(['new', 'c', 'b', 'a'])
    pass(lane.every)
    parade.next()
    expect(ids(parade).at(-1)).toBe('new')
  })

  test('a photo that may not be seen any more is gone at once, wherever it is', () => {
    const { parade } = parading(['c', 'b', 'a'])
    parade.allow(['b', 'a'])
    expect(ids(parade)).not.toContain('c')
    parade.allow([])
    expect(parade.now).toEqual([])
    parade.allow(['d'])
    expect(ids(parade)).toEqual(['d'])
  })

  test('one photo alone comes again when it has gone by, never beside itself', () => {
    const { parade, pass } = parading(['a'])
    pass(lane.every)
    expect(parade.next()).toBe(1_000)
    expect(ids(parade)).toEqual(['a'])
    parade.leave(parade.now[0]!.key)
    parade.next()
    expect(ids(parade)).toEqual(['a'])
  })
})
