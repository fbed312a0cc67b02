import { describe, expect, it } from 'vitest'
import { type Artwork, drawArtwork, overlayPixels, svgProblem } from '../../../electron/frame/artwork.ts'
import type { FrameValues } from '../../../electron/frame/gaps.ts'
import { layOut } from '../../../electron/frame/layout.ts'
import { type OutputName, outputNames } from '../../../electron/frame/outputs.ts'
import { loadTemplate, type Template } from '../../../electron/frame/template/template.ts'
import { openTypesetter } from '../../../electron/frame/text/typesetter.ts'
import { frameOf, lay, values } from './frames.ts'

const swell = await loadTemplate('swell')
const typesetter = await openTypesetter(swell.fonts)
const draw = (template: Template, changes: Partial<FrameValues> = {}, output: OutputName = 'post') =>
  drawArtwork(layOut(template, output, { values: { ...values, ...changes }, language: 'en', typesetter }))

/** How many pixels show a photo alone, and how many a part of one. */
function counts({ slots }: Artwork): { clear: number; mixed: number } {
  let [clear, mixed] = [0, 0]
  for (const slot of slots) {
    for (let i = 0; i < slot.clear.length; i += 3) clear += slot.clear[i + 2]! / 3
    mixed += slot.mixed.length / 3
  }
  return { clear, mixed }
}

const post = (slots: object[], more: object = {}) =>
  frameOf({ title: 'Slots', outputs: { post: { ground: '#336699', slots, ...more } } })

describe('artwork', () => {
  it('without anything above shows every pixel of its photo, and the ground around it', () => {
    const artwork = drawArtwork(lay(post([{ x: 10, y: 20, width: 30, height: 40 }])))
    expect(artwork).toMatchObject({ width: 1080, height: 1350 })
    expect(counts(artwork)).toEqual({ clear: 30 * 40, mixed: 0 })
    expect([...artwork.base.subarray(0, 3)]).toEqual([0x33, 0x66, 0x99])
    const inside = (20 * 1080 + 10) * 3
    expect([...artwork.base.subarray(inside, inside + 3)]).toEqual([0, 0, 0])
  })
  it('has a soft edge only where a slot is turned or round', () => {
    const round = counts(drawArtwork(lay(post([{ x: 10, y: 20, width: 300, height: 300, radius: 150 }]))))
    expect(round.clear + round.mixed).toBeGreaterThan(Math.PI * 150 ** 2)
    expect(round.clear).toBeLessThan(Math.PI * 150 ** 2)
    expect(round.mixed).toBeLessThan(4 * Math.PI * 150)
  })
  it('keeps rows of a photo whole: one run for each row', () => {
    const { slots } = drawArtwork(lay(post([{ x: 10, y: 20, width: 300, height: 40 }])))
    expect(slots[0]!.clear.length / 3).toBe(40)
  })
  it('never points outside its photos, whichever frame and output', async () => {
    for (const output of outputNames.filter(one => swell.outputs[one])) {
      const plan = layOut(swell, output, { values, language: 'en', typesetter })
      const { slots } = drawArtwork(plan)
      slots.forEach(({ clear, mixed }, i) => {
        const bytes = plan.slots[i]!.bounds.width * plan.slots[i]!.bounds.height * 3
        for (let at = 0; at < clear.length; at += 3) {
          if (clear[at + 1]! < 0 || clear[at + 1]! + clear[at + 2]! > bytes) throw new Error(`${output} ${i}`)
        }
        for (let at = 0; at < mixed.length; at += 3) {
          if (mixed[at + 1]! < 0 || mixed[at + 1]! + 3 > bytes) throw new Error(`${output} ${i}`)
        }
      })
    }
  })
})

describe('the overlay', () => {
  it('is clear where the photo is, and opaque elsewhere', () => {
    const overlay = overlayPixels(drawArtwork(lay(post([{ x: 10, y: 20, width: 30, height: 40 }]))))
    const at = (x: number, y: number) => [...overlay.subarray((y * 1080 + x) * 4, (y * 1080 + x) * 4 + 4)]
    expect(at(9, 20)).toEqual([0x33, 0x66, 0x99, 255])
    expect(at(10, 20)).toEqual([0, 0, 0, 0])
    expect(at(39, 59)).toEqual([0, 0, 0, 0])
    expect(at(40, 59)).toEqual([0x33, 0x66, 0x99, 255])
  })
  it('has the straight colour of a half-transparent layer', () => {
    const box = { text: 'x', x: 10, y: 20, width: 30, height: 40, family: 'Any', size: 9, colour: '#c08040' }
    const plan = lay(post([{ x: 10, y: 20, width: 30, height: 40 }], { texts: [box] }))
    const half = { ...plan, above: plan.above.replace('<path', '<path opacity=".25"') }
    const [red, green, blue, alpha] = overlayPixels(drawArtwork(half)).subarray((30 * 1080 + 20) * 4)
    expect(alpha).toBeCloseTo(64, -1)
    for (const [came, expected] of [
      [red, 0xc0],
      [green, 0x80],
      [blue, 0x40],
    ]) {
      expect(Math.abs(came! - expected!)).toBeLessThanOrEqual(3) // a quarter of 255 has few steps
    }
  })
})

describe('swell', () => {
  it('leaves the photo free: it covers less than a twelfth of it, and nothing above its lowest ninth', () => {
    const artwork = draw(swell, { story: '' }) // what its people say may lie on it
    const photo = 1080 * 1008
    expect(counts(artwork).clear).toBeGreaterThan((photo * 11) / 12)
    const [first, , length] = artwork.slots[0]!.clear
    expect(first).toBe(0)
    expect(length! / 3).toBeGreaterThan((photo * 8) / 9)
  })

  const empty = draw(swell, { 'event.name': '' })
  it.each([
    'W'.repeat(80),
    'Internationale Fachmesse für nachhaltige Verpackungslösungen Düsseldorf 2026 GmbH',
    'Ünïcödé Ñandú Łódź Đà Nẵng Ÿ',
    "<&\"> 'quoted' ]]> &amp; <text>",
    'j',
    '東京 🎉',
    'مهرجان النور',
  ])('%s stays in its box', name => {
    const full = draw(swell, { 'event.name': name })
    const box = swell.outputs.post!.texts[0]!
    let [left, right, top, bottom] = [Infinity, -1, Infinity, -1]
    for (let i = 0; i < full.base.length; i++) {
      if (full.base[i] === empty.base[i]) continue
      const pixel = Math.floor(i / 3)
      const [x, y] = [pixel % full.width, Math.floor(pixel / full.width)]
      left = Math.min(left, x)
      right = Math.max(right, x)
      top = Math.min(top, y)
      bottom = Math.max(bottom, y)
    }
    expect(right).toBeGreaterThan(left)
    expect(left).toBeGreaterThanOrEqual(box.x - 1)
    expect(right).toBeLessThanOrEqual(box.x + box.width)
    expect(top).toBeGreaterThanOrEqual(box.y - 1)
    expect(bottom).toBeLessThanOrEqual(box.y + box.height)
  })
})

describe('an SVG that cannot be drawn', () => {
  it.each(['', 'GIF89a', '<svg xmlns="http://www.w3.org/2000/svg"><path></svg>', '<html/>'])(
    '%j says why',
    svg => {
      expect(svgProblem(svg)).toMatch(/./)
    },
  )
  it('is not one that is only empty', () => {
    expect(svgProblem('<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>')).toBeNull()
  })
})
