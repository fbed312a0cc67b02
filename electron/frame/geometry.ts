/** Rectangles that may be turned. Lengths are in pixels, angles in degrees clockwise, y grows downwards. */

export interface Point {
  readonly x: number
  readonly y: number
}

export interface Rectangle extends Point {
  readonly width: number
  readonly height: number
}

/** A length as a drawing says it: finer than a hundredth of a pixel nobody sees, and drawings stay short. */
export function hundredths(length: number): number {
  return Math.round(length * 100) / 100
}

/** The corners of a slot, turned around its centre. */
export function slotPolygon(slot: Rectangle & { readonly rotation: number }): Point[] {
  const { x, y, width, height, rotation } = slot
  const [cos, sin] = [Math.cos((rotation * Math.PI) / 180), Math.sin((rotation * Math.PI) / 180)]
  const corners = [
    [-1, -1],
    [1, -1],
    [1, 1],
    [-1, 1],
  ] as const
  return corners.map(([right, down]) => ({
    x: x + width / 2 + (right * width * cos - down * height * sin) / 2,
    y: y + height / 2 + (right * width * sin + down * height * cos) / 2,
  }))
}

/** The smallest rectangle of whole pixels around `points`. */
export function boundsOf(points: readonly Point[]): Rectangle {
  // A corner that only rounding pushes over a pixel's edge does not take the pixel.
  const near = 1e-6
  const left = Math.floor(Math.min(...points.map(({ x }) => x)) + near)
  const top = Math.floor(Math.min(...points.map(({ y }) => y)) + near)
  const right = Math.ceil(Math.max(...points.map(({ x }) => x)) - near)
  const bottom = Math.ceil(Math.max(...points.map(({ y }) => y)) - near)
  return { x: left, y: top, width: right - left, height: bottom - top }
}

/** How far outside a turned rectangle a point lies, along its own axes; negative inside. */
export function distanceFrom(slot: Rectangle & { readonly rotation: number }, point: Point): number {
  const { x, y, width, height, rotation } = slot
  const [cos, sin] = [Math.cos((rotation * Math.PI) / 180), Math.sin((rotation * Math.PI) / 180)]
  const [right, down] = [point.x - x - width / 2, point.y - y - height / 2]
  return Math.max(
    Math.abs(right * cos + down * sin) - width / 2,
    Math.abs(down * cos - right * sin) - height / 2,
  )
}

/** Whether two convex polygons share more than an edge (separating axis theorem). */
export function polygonsOverlap(a: readonly Point[], b: readonly Point[]): boolean {
  const touching = 0.01
  return [a, b].every(polygon =>
    polygon.every((from, i) => {
      const to = polygon[(i + 1) % polygon.length]!
      const length = Math.hypot(to.x - from.x, to.y - from.y)
      const axis = { x: (from.y - to.y) / length, y: (to.x - from.x) / length }
      const [first, second] = [a, b].map(points => points.map(({ x, y }) => x * axis.x + y * axis.y)) as [
        number[],
        number[],
      ]
      return (
        Math.max(...first) > Math.min(...second) + touching &&
        Math.max(...second) > Math.min(...first) + touching
      )
    }),
  )
}
