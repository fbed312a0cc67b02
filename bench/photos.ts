import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { photo1080p } from '../tests/support/photo.ts'

export interface BenchPhoto {
  readonly name: string
  readonly path: string
  /** How often it is measured: a large one takes longer, and varies less. */
  readonly rounds: number
}

/** The same photo as a webcam, a camera and a larger camera give it, written below `folder`. */
export async function makePhotos(folder: string): Promise<BenchPhoto[]> {
  const small = { name: '1080p', path: join(folder, '1080p.jpg'), rounds: 15 }
  const medium = { name: '12 megapixels', path: join(folder, '12mp.jpg'), rounds: 9 }
  const large = { name: '24 megapixels', path: join(folder, '24mp.jpg'), rounds: 9 }
  await writeFile(small.path, photo1080p)
  await writeFile(medium.path, await enlarge(4032, 3024))
  await writeFile(large.path, await enlarge(6000, 4000))
  return [small, medium, large]
}

/** Enlarged alone it would be smooth, and decode faster than a camera's; with noise it has a camera's 4 to 8 MB. */
async function enlarge(width: number, height: number): Promise<Buffer> {
  const pixels = await sharp(photo1080p).resize(width, height).raw().toBuffer()
  const bytes = new Uint8ClampedArray(pixels.buffer, pixels.byteOffset, pixels.length)
  let random = 1
  for (let i = 0; i < bytes.length; i++) {
    random = (Math.imul(random, 1664525) + 1013904223) | 0
    bytes[i]! += (((random >> 8) & 15) + ((random >> 16) & 15) + ((random >> 24) & 15) - 22) * 0.9
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 92 })
    .toBuffer()
}
