import { Resvg } from '@resvg/resvg-js'
import { describe, expect, it } from 'vitest'
import { drawArtwork, overlayPixels } from '../../../electron/frame/artwork.ts'
import { compose } from '../../../electron/frame/compose.ts'
import type { FramePlan } from '../../../electron/frame/layout.ts'
import { frameOf, lay, loadBare, seeded } from './frames.ts'

/** The upper left of a plan: a slow compositor has 12 times fewer pixels to do. */
function corner(plan: FramePlan): FramePlan {
  const [width, height] = [400, 310]
  const cut = (svg: string) =>
    svg.replace(
      'width="1080" height="1350" viewBox="0 0 1080 1350"',
      `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`,
    )
  return { ...plan, width, height, below: cut(plan.below), mask: cut(plan.mask), above: cut(plan.above) }
}

/** For every slot a photo of noise: every pixel differs, so that a shifted row cannot pass. */
function noise(plan: FramePlan): Buffer[] {
  const random = seeded(7)
  return plan.slots.map(({ bounds }) =>
    Buffer.from(Array.from({ length: bounds.width * bounds.height * 3 }, () => random() * 256)),
  )
}

const filled = (plan: FramePlan, value: number) =>
  plan.slots.map(({ bounds }) => Buffer.alloc(bounds.width * bounds.height * 3, value))

/** An SVG's pixels, colours multiplied by their alpha. */
const drawn = (svg: string) => new Resvg(svg, { font: { loadSystemFonts: false } }).render().pixels

/**
 * What the picture should be, in the plainest way: the lower artwork, each photo through its own mask, the upper
 * artwork, in numbers that are never rounded. Only the outcome is shared with the code.
 */
function slowly(plan: FramePlan, photos: readonly Buffer[]): Float64Array {
  const [below, above] = [drawn(plan.below), drawn(plan.above)]
  const pixels = plan.width * plan.height
  const canvas = new Float64Array(pixels * 3)
  for (let i = 0; i < pixels; i++) for (let c = 0; c < 3; c++) canvas[i * 3 + c] = below[i * 4 + c]!
  const shapes = Array.from(plan.mask.matchAll(/<rect[^>]*>/g), ([rect]) => rect)
  plan.slots.forEach(({ bounds }, index) => {
    const mask = drawn(plan.mask.replace(/<rect.*(?=<\/svg>)/, shapes[index]!))
    for (let y = bounds.y; y < bounds.y + bounds.height; y++) {
      for (let x = bounds.x; x < bounds.x + bounds.width; x++) {
        const share = mask[(y * plan.width + x) * 4 + 3]! / 255
        const from = ((y - bounds.y) * bounds.width + x - bounds.x) * 3
        for (let c = 0; c < 3; c++) {
          const at = (y * plan.width + x) * 3 + c
          canvas[at] = canvas[at]! * (1 - share) + photos[index]![from + c]! * share
        }
      }
    }
  })
  for (let i = 0; i < pixels; i++) {
    const share = 1 - above[i * 4 + 3]! / 255
    for (let c = 0; c < 3; c++) canvas[i * 3 + c] = canvas[i * 3 + c]! * share + above[i * 4 + c]!
  }
  return canvas
}

/** The overlay over the photos, as a browser blends straight colours (Compositing and Blending 1, 5.1). */
function asSeenLive(plan: FramePlan, photos: readonly Buffer[]): Float64Array {
  const over = overlayPixels(drawArtwork(plan))
  const canvas = new Float64Array(plan.width * plan.height * 3)
  plan.slots.forEach(({ bounds }, index) => {
    for (let i = 0; i < bounds.width * bounds.height; i++) {
      const at = (bounds.y + Math.floor(i / bounds.width)) * plan.width + bounds.x + (i % bounds.width)
      for (let c = 0; c < 3; c++) canvas[at * 3 + c] = photos[index]![i * 3 + c]!
    }
  })
  return canvas.map((below, i) => {
    const at = Math.floor(i / 3) * 4
    const share = over[at + 3]! / 255
    return below * (1 - share) + over[at + (i % 3)]! * share
  })
}

function furthest(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let most = 0
  for (let i = 0; i < a.length; i++) most = Math.max(most, Math.abs(a[i]! - b[i]!))
  return most
}

// Soft edges, half-transparent areas and holes.
const artwork = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 300"><circle cx="90" cy="70" r="57.3" fill="{accent}"/><path fill="#fff" fill-opacity=".37" d="M60 60h290v39.5h-290z"/><path fill="#0a0" d="M200 90l150 160l-190-60z"/></svg>`
const files = { 'bare/a.svg': artwork }
const layer = { file: 'a.svg', x: 3, y: 5, width: 400, height: 300 }

const cases: [what: string, post: object][] = [
  ['one slot', { slots: [{ x: 13, y: 7, width: 251, height: 143 }] }],
  ['one of the whole canvas', { slots: [{ x: 0, y: 0, width: 400, height: 310 }] }],
  ['one of a single pixel in the last corner', { slots: [{ x: 399, y: 309, width: 1, height: 1 }] }],
  ['one between the pixels', { slots: [{ x: 13.3, y: 7.6, width: 251.5, height: 143.2 }] }],
  ['one with round corners', { slots: [{ x: 13, y: 7, width: 251, height: 143, radius: 40 }] }],
  ['one turned', { slots: [{ x: 113, y: 87, width: 251, height: 143, rotation: -11 }] }],
  [
    'adjacent ones',
    {
      slots: [
        { x: 0, y: 0, width: 150, height: 200 },
        { x: 150, y: 0, width: 150, height: 200 },
        { x: 0, y: 200, width: 300, height: 90 },
      ],
    },
  ],
  [
    // Soft edges of many slots: at each, the right photo must be found however little of it is seen.
    'six turned and rounded',
    {
      slots: [0, 1, 2, 3, 4, 5].map(i => ({
        x: 30 + (i % 3) * 130,
        y: 40 + Math.floor(i / 3) * 140,
        width: 80,
        height: 70,
        rotation: 45 - i * 17,
        radius: i % 2 ? 20 : 0,
      })),
    },
  ],
]

describe('photos under artwork', () => {
  describe.each(cases)('%s', async (_what, post) => {
    it.each([
      ['without artwork', {}],
      ['with artwork above', { above: [layer, { ...layer, y: 150, opacity: 0.4, rotation: 20 }] }],
      [
        'with artwork below and above',
        { below: [layer, { ...layer, rotation: 33 }], above: [{ ...layer, x: 90 }] },
      ],
    ])('%s, come out as a slow compositor says, and the overlay shows the same', async (_artwork, layers) => {
      const plan = corner(lay(await loadBare({ ...post, ...layers, ground: '#fbf7f0' }, files)))
      const photos = noise(plan)
      const ours = compose(drawArtwork(plan), photos)
      // Three roundings, each of a half at most: of the weight, of the artwork's part, of the photo's.
      expect(furthest(ours, slowly(plan, photos))).toBeLessThanOrEqual(1.5)
      expect(furthest(ours, asSeenLive(plan, photos))).toBeLessThanOrEqual(2) // and one more
    })
  })

  // What touches inside a pixel shares it. However that is shared out, nothing dark or foreign may come in.
  it('white slots that touch at a slant leave no dark seam on white', () => {
    const slant = { width: 100, height: 100, rotation: 45 }
    const post = {
      ground: '#ffffff',
      slots: [
        { x: 100, y: 300, width: 200.5, height: 300 },
        { x: 300.5, y: 300, width: 200, height: 300 },
        { x: 300, y: 800, ...slant },
        { x: 300 + 50 * Math.SQRT2, y: 800 + 50 * Math.SQRT2, ...slant },
        { x: 300 + 50 * Math.SQRT2, y: 800 - 50 * Math.SQRT2, ...slant },
      ],
    }
    const plan = lay(frameOf({ title: 'White', outputs: { post } }))
    const ours = compose(drawArtwork(plan), filled(plan, 255))
    expect(ours.every(value => value === 255)).toBe(true)
  })

  it('white on white stays white through every softness: the weights sum to 255 and none wraps to black', async () => {
    const fade = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1080 1350"><linearGradient id="g"><stop stop-color="#fff" stop-opacity="0"/><stop offset="1" stop-color="#fff"/></linearGradient><path fill="url(#g)" d="M0 0h1080v1350H0z"/></svg>`
    const post = {
      ground: '#ffffff',
      slots: [{ x: 140, y: 190, width: 800, height: 900, rotation: 9, radius: 100 }],
      above: [{ file: 'a.svg' }],
    }
    const plan = lay(await loadBare(post, { 'bare/a.svg': fade }))
    const ours = compose(drawArtwork(plan), filled(plan, 255))
    expect(ours.reduce((least, value) => Math.min(least, value), 255)).toBeGreaterThanOrEqual(254)
  })

  it('leaves the artwork as it was, for the next photo', async () => {
    const plan = lay(await loadBare({ above: [layer] }, files))
    const art = drawArtwork(plan)
    const first = compose(art, noise(plan))
    compose(art, filled(plan, 255))
    expect(compose(art, noise(plan)).equals(first)).toBe(true)
  })

  it('leaves nothing of an earlier photo on a canvas that is used again', async () => {
    const plan = lay(await loadBare({ above: [{ ...layer, opacity: 0.4, rotation: 20 }] }, files))
    const art = drawArtwork(plan)
    const used = compose(art, filled(plan, 255))
    const again = compose(art, noise(plan), used)
    expect(again).toBe(used)
    expect(again.equals(compose(art, noise(plan)))).toBe(true)
  })
})
