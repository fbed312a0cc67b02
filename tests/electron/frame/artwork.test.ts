import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { drawArtwork, measureWith } from '../../../electron/frame/artwork.ts'
import { compose } from '../../../electron/frame/compose.ts'
import type { FrameValues } from '../../../electron/frame/gaps.ts'
import { layOut } from '../../../electron/frame/layout.ts'
import { loadTemplate, type Template } from '../../../electron/frame/template.ts'
import { loadBare, values } from './frames.ts'

const draw = (template: Template, changes: Partial<FrameValues> = {}) =>
  drawArtwork(layOut(template, { ...values, ...changes }, measureWith(template.fonts)), template.fonts)

/** Noise: every pixel differs, so that a shifted row cannot pass. */
function noise(width: number, height: number): Buffer {
  let state = 1
  const next = () => {
    state = (state * 48271) % 2147483647
    return state & 255
  }
  return Buffer.from(Array.from({ length: width * height * 3 }, next))
}

describe("compose gives what sharp's compositor gives", () => {
  // Slots at the left edge, in the middle, of the whole canvas; artwork with soft edges and half-transparent areas.
  const artwork = `<svg xmlns="http://www.w3.org/2000/svg" width="97" height="61">
    <circle cx="40" cy="30" r="17.3" fill="{accent}"/><rect x="20" y="20" width="60" height="9.5" fill="#fff" fill-opacity=".37"/></svg>`
  const slots = [
    { x: 0, y: 0, width: 97, height: 61 },
    { x: 13, y: 7, width: 51, height: 43 },
    { x: 0, y: 5, width: 97, height: 30 },
    { x: 96, y: 60, width: 1, height: 1 },
  ]
  it.each(slots)('slot %j', async slot => {
    const canvas = { width: 97, height: 61, ground: '#fbf7f0' }
    const template = await loadBare({ canvas, slots: [slot], artwork: ['a.svg'] }, { 'bare/a.svg': artwork })
    const drawn = draw(template)
    const picture = noise(slot.width, slot.height)
    const oracle = await sharp({ create: { width: 97, height: 61, channels: 3, background: '#000' } })
      .composite([
        {
          input: picture,
          raw: { width: slot.width, height: slot.height, channels: 3 },
          left: slot.x,
          top: slot.y,
        },
        { input: drawn.overlay },
      ])
      .removeAlpha()
      .raw()
      .toBuffer()
    const ours = compose(drawn, picture)
    const mixed = new Set<number>()
    for (let i = 0; i < drawn.mixed.length; i += 3) mixed.add(drawn.mixed[i]! / 3)
    const apart = (only: boolean) =>
      ours.reduce(
        (most, value, i) =>
          mixed.has(Math.floor(i / 3)) === only ? Math.max(most, Math.abs(value - oracle[i]!)) : most,
        0,
      )
    expect(apart(false)).toBe(0)
    expect(apart(true)).toBeLessThanOrEqual(1) // rounding
  })
})

describe('artwork', async () => {
  const swell = await loadTemplate('swell')

  it('covers every pixel once', () => {
    const { opaque, clear, mixed, width, height } = draw(swell)
    let bytes = mixed.length
    for (let i = 0; i < opaque.length; i += 2) bytes += opaque[i + 1]!
    for (let i = 0; i < clear.length; i += 3) bytes += clear[i + 2]!
    expect(bytes).toBe(width * height * 3)
  })
  it('leaves the photo free: the swell covers less than a twelfth of it, and nothing above its lowest ninth', () => {
    const { clear, width } = draw(swell)
    let free = 0
    for (let i = 0; i < clear.length; i += 3) free += clear[i + 2]! / 3
    expect(free).toBeGreaterThan((1080 * 1080 * 11) / 12)
    expect(clear[0]).toBe(0)
    expect(clear[2]! / 3).toBeGreaterThan(width * 1080 * (8 / 9))
  })

  const names = [
    'W'.repeat(80),
    'Internationale Fachmesse für nachhaltige Verpackungslösungen Düsseldorf 2026 GmbH',
    'Ünïcödé Ñandú Łódź Đà Nẵng Ÿ',
    "<&\"> 'quoted' ]]> &amp; <text>",
    'j',
    'fi ffl AVAVAVAVAVAVAVAVAV To Ty',
    '東京 🎉',
  ]
  const empty = draw(swell, { 'event.name': '' })
  it.each(names)('%s stays in its box', name => {
    const full = draw(swell, { 'event.name': name })
    const box = swell.texts[0]!
    let [left, right, top, bottom] = [Infinity, -1, Infinity, -1]
    full.rgb.forEach((value, i) => {
      if (value === empty.rgb[i]) return
      const pixel = Math.floor(i / 3)
      const [x, y] = [pixel % full.width, Math.floor(pixel / full.width)]
      left = Math.min(left, x)
      right = Math.max(right, x)
      top = Math.min(top, y)
      bottom = Math.max(bottom, y)
    })
    expect(left).toBeGreaterThanOrEqual(box.x - 5) // a letter may hang over by a hair
    expect(right).toBeLessThan(box.x + box.width)
    expect(top).toBeGreaterThan(1080) // on the footer, never on the photo
    expect(bottom).toBeLessThan(swell.texts[1]!.baseline - 24) // clear of the row below
  })
})
