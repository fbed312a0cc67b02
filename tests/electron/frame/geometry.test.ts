import { describe, expect, it } from 'vitest'
import {
  boundsOf,
  distanceFrom,
  type Point,
  polygonsOverlap,
  slotPolygon,
} from '../../../electron/frame/geometry.ts'
import { seeded } from './frames.ts'

const slot = (x: number, y: number, width: number, height: number, rotation = 0) => ({
  x,
  y,
  width,
  height,
  rotation,
})
const overlap = (a: ReturnType<typeof slot>, b: ReturnType<typeof slot>) =>
  polygonsOverlap(slotPolygon(a), slotPolygon(b))

describe('a slot’s corners', () => {
  it('go clockwise from the upper left', () => {
    expect(slotPolygon(slot(10, 20, 30, 40))).toEqual([
      { x: 10, y: 20 },
      { x: 40, y: 20 },
      { x: 40, y: 60 },
      { x: 10, y: 60 },
    ])
  })
  it('turn clockwise around its centre: after a quarter, the upper left one is the upper right', () => {
    const [first] = slotPolygon(slot(0, 0, 40, 20, 90))
    expect(first!.x).toBeCloseTo(30)
    expect(first!.y).toBeCloseTo(-10)
  })
})

describe('the bounds of a slot', () => {
  it.each([
    ['whole pixels stay', slot(10, 20, 30, 40), { x: 10, y: 20, width: 30, height: 40 }],
    ['a part of a pixel takes it all', slot(10.5, 20.2, 30, 40), { x: 10, y: 20, width: 31, height: 41 }],
    ['a quarter turn takes no pixel more', slot(0, 0, 40, 20, 90), { x: 10, y: -10, width: 20, height: 40 }],
    ['a half turn takes no pixel more', slot(3, 5, 7, 11, 180), { x: 3, y: 5, width: 7, height: 11 }],
    ['an eighth takes the diagonal', slot(0, 0, 100, 100, 45), { x: -21, y: -21, width: 142, height: 142 }],
  ])('%s', (_what, one, bounds) => {
    expect(boundsOf(slotPolygon(one))).toEqual(bounds)
  })
})

describe('a point’s distance from a slot', () => {
  it.each([
    ['outside to the right', slot(0, 0, 100, 50), { x: 103, y: 25 }, 3],
    ['inside, near its lower edge', slot(0, 0, 100, 50), { x: 60, y: 48 }, -2],
    ['on its edge', slot(0, 0, 100, 50), { x: 100, y: 10 }, 0],
    ['turned by a quarter, above it', slot(0, 0, 100, 50, 90), { x: 50, y: -27 }, 2],
    [
      'turned by an eighth, on its corner’s side',
      slot(0, 0, 100, 100, 45),
      { x: 100, y: 0 },
      50 * (Math.SQRT2 - 1),
    ],
  ])('%s', (_what, one, point, distance) => {
    expect(distanceFrom(one, point)).toBeCloseTo(distance)
  })
})

describe('slots overlap', () => {
  it.each([
    ['one inside the other', slot(0, 0, 100, 100), slot(40, 40, 10, 10), true],
    ['crossed, with no corner inside', slot(0, 40, 100, 10), slot(40, 0, 10, 100), true],
    ['by a pixel', slot(0, 0, 10, 10), slot(9, 9, 10, 10), true],
    ['the same', slot(0, 0, 10, 10), slot(0, 0, 10, 10), true],
    ['turned into each other', slot(0, 0, 100, 100), slot(105, 0, 100, 100, 45), true],
    ['side by side, touching', slot(0, 0, 10, 10), slot(10, 0, 10, 10), false],
    ['corner to corner', slot(0, 0, 10, 10), slot(10, 10, 10, 10), false],
    ['turned alike, touching', slot(0, 0, 100, 100, 90), slot(100, 0, 100, 100, -90), false],
    ['apart, though their bounds are not', slot(0, 0, 100, 100, 45), slot(100, 100, 20, 20), false],
  ])('%s: %#', (_what, a, b, yes) => {
    expect(overlap(a, b)).toBe(yes)
    expect(overlap(b, a)).toBe(yes)
  })

  it('as a grid of points in both would say, for 1000 random pairs', () => {
    const random = seeded(1)
    const any = () =>
      slot(
        Math.round(random() * 60),
        Math.round(random() * 60),
        Math.round(5 + random() * 40),
        Math.round(5 + random() * 40),
        Math.round(random() * 360 - 180),
      )
    let both = 0
    for (let i = 0; i < 1000; i++) {
      const [a, b] = [any(), any()]
      // Points may miss a sliver, and never find what is not there: so a deep overlap must be found, a shared
      // point must be an overlap.
      if (shareAPoint(a, b, 0)) {
        both++
        expect(overlap(a, b), JSON.stringify([a, b])).toBe(true)
      } else if (!shareAPoint(a, b, -1)) {
        expect(overlap(a, b), JSON.stringify([a, b])).toBe(false)
      }
    }
    expect(both).toBeGreaterThan(200)
    expect(both).toBeLessThan(800)
  })
})

/** Whether any point of a fine grid lies in both, each grown by `-inset` on every side. */
function shareAPoint(a: ReturnType<typeof slot>, b: ReturnType<typeof slot>, inset: number): boolean {
  for (let y = -30; y <= 140; y += 1) {
    for (let x = -30; x <= 140; x += 1) if (isIn(a, { x, y }, inset) && isIn(b, { x, y }, inset)) return true
  }
  return false
}

/** By turning the point back into the upright slot: another way than the one tested. */
function isIn({ x, y, width, height, rotation }: ReturnType<typeof slot>, at: Point, inset: number): boolean {
  const angle = (-rotation * Math.PI) / 180
  const [right, down] = [at.x - x - width / 2, at.y - y - height / 2]
  const across = right * Math.cos(angle) - down * Math.sin(angle)
  const along = right * Math.sin(angle) + down * Math.cos(angle)
  return Math.abs(across) < width / 2 - inset && Math.abs(along) < height / 2 - inset
}
