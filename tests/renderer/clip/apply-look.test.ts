import { expect, test } from 'vitest'
import { lookNames, looks } from '../../../electron/contract/looks.ts'
import { applyLook as applyLookToPhoto } from '../../../electron/frame/photo/apply-look.ts'
import { applyLook } from '../../../renderer/clip/apply-look.ts'

const colours = [0, 37, 128, 200, 255]
const triples = colours.flatMap(red => colours.flatMap(green => colours.map(blue => [red, green, blue])))

test.each(lookNames)('%s is what the framed photo has', look => {
  const rgba = new Uint8ClampedArray(triples.flatMap(triple => [...triple, 255]))
  const rgb = Buffer.from(triples.flat())
  applyLook(rgba, looks[look])
  applyLookToPhoto(rgb, looks[look])
  const seen = rgba.filter((_, i) => i % 4 < 3)
  expect(Math.max(...seen.map((value, i) => Math.abs(value - rgb[i]!)))).toBeLessThanOrEqual(1)
  expect(rgba.every((value, i) => i % 4 < 3 || value === 255)).toBe(true)
})
