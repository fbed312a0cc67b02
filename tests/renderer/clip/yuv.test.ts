import { expect, test } from 'vitest'
import { toI420 } from '../../../renderer/clip/yuv.ts'

/** Two by two pixels of one colour. */
const square = (red: number, green: number, blue: number) =>
  new Uint8ClampedArray([...Array(4)].flatMap(() => [red, green, blue, 255]))

/** BT.709 in 8 bits and limited range, as its tables have it. */
test.each([
  ['white', [255, 255, 255], [235, 128, 128]],
  ['black', [0, 0, 0], [16, 128, 128]],
  ['red', [255, 0, 0], [63, 102, 240]],
  ['green', [0, 255, 0], [173, 42, 26]],
  ['blue', [0, 0, 255], [32, 240, 118]],
  ['grey', [128, 128, 128], [126, 128, 128]],
] as const)('%s is what players take it for', (_, [red, green, blue], [y, cb, cr]) => {
  const yuv = toI420(square(red, green, blue), { width: 2, height: 2 })
  expect([...yuv]).toEqual([y, y, y, y, cb, cr])
})

test('each pixel keeps its brightness, and four share one colour', () => {
  const left = square(255, 0, 0)
  left.set([255, 255, 255, 255], 4)
  const yuv = toI420(left, { width: 2, height: 2 })
  expect([...yuv.subarray(0, 4)]).toEqual([63, 235, 63, 63])
  expect(yuv[4]).toBeCloseTo((3 * 102 + 128) / 4, -1)
})

test('the planes lie one after the other', () => {
  const wide = new Uint8ClampedArray(4 * 2 * 4)
  for (let x = 0; x < 8; x++) wide.set(x % 4 < 2 ? [255, 0, 0, 255] : [0, 0, 255, 255], x * 4)
  expect([...toI420(wide, { width: 4, height: 2 })]).toEqual([
    63, 63, 32, 32, 63, 63, 32, 32, 102, 240, 240, 118,
  ])
})
