import type { Artwork } from './artwork.ts'

/**
 * Puts a photo under the artwork: RGB in, RGB of the whole canvas out. `photo` has exactly the slot's pixels.
 * Plain copies of rows, since a general compositor spends 7 to 15 ms on what takes one here.
 */
export function compose(artwork: Artwork, photo: Buffer): Buffer {
  const { rgb, opaque, clear, mixed } = artwork
  const canvas = Buffer.allocUnsafe(rgb.length)
  for (let i = 0; i < opaque.length; i += 2) {
    const at = opaque[i]!
    rgb.copy(canvas, at, at, at + opaque[i + 1]!)
  }
  for (let i = 0; i < clear.length; i += 3) {
    const from = clear[i + 1]!
    photo.copy(canvas, clear[i]!, from, from + clear[i + 2]!)
  }
  for (let i = 0; i < mixed.length; i += 3) {
    const [at, from, share] = [mixed[i]!, mixed[i + 1]!, mixed[i + 2]!]
    canvas[at] = rgb[at]! + (photo[from]! * share + 127) / 255
    canvas[at + 1] = rgb[at + 1]! + (photo[from + 1]! * share + 127) / 255
    canvas[at + 2] = rgb[at + 2]! + (photo[from + 2]! * share + 127) / 255
  }
  return canvas
}
