/** Small pictures, how they are cut, and what is then seen in them. */
import sharp from 'sharp'
import { expect } from 'vitest'
import { type Cut, cutPhoto } from '../../../../electron/frame/photo/pixels.ts'

const slot = { width: 320, height: 240 }
const plainCut: Cut = {
  ...slot,
  fit: 'cover',
  focus: { x: 0.5, y: 0.5 },
  ground: '#ffffff',
  rotation: 0,
  bounds: slot,
  look: 'natural',
}

/** A cut that differs from the plain one; an untold `bounds` is the slot itself. */
export function cutOf(changes: Partial<Cut> = {}): Cut {
  const cut = { ...plainCut, ...changes }
  return { ...cut, bounds: changes.bounds ?? { width: cut.width, height: cut.height } }
}

/** A picture of one colour, to be written in some format. */
export const plain = (background: string, width = 480, height = 360) =>
  sharp({ create: { width, height, channels: 3, background } })

/** Of the middle of the cut: red, green, blue. */
export async function middle(picture: Buffer, changes: Partial<Cut> = {}): Promise<number[]> {
  return at(await cutPhoto(picture, cutOf(changes)), 160, 120)
}

/** Red, green and blue of a pixel; `width` is that of the whole picture. */
export function at(rgb: Buffer, x: number, y: number, width = slot.width): number[] {
  return [...rgb.subarray((y * width + x) * 3, (y * width + x) * 3 + 3)]
}

/** Expects each value to be at most `by` off. */
export function near(came: number[], expected: number[], by = 4): void {
  const apart = Math.max(...expected.map((value, i) => Math.abs(came[i]! - value)))
  expect(apart, `${came} for ${expected}`).toBeLessThanOrEqual(by)
}

/** Pixels of one's own making. */
export function drawn(
  width: number,
  height: number,
  colour: (x: number, y: number) => readonly number[],
): Buffer {
  const rgb = Buffer.alloc(width * height * 3)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) rgb.set(colour(x, y), (y * width + x) * 3)
  }
  return rgb
}

/** RGB pixels as a PNG. */
export const png = (rgb: Buffer, width: number, height: number) =>
  sharp(rgb, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer()
