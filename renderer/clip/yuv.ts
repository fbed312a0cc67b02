import type { Size } from './placing.ts'

/**
 * Pixels of red, green, blue and alpha as Y′CbCr 4:2:0 (I420), BT.709 and limited range: what players and networks take
 * every film for. Left to itself, the encoder makes full range of a canvas, which some of them show washed out.
 * Both sides must be even.
 */
export function toI420(rgba: Uint8ClampedArray, { width, height }: Size): Uint8Array<ArrayBuffer> {
  const pixels = width * height
  const yuv = new Uint8Array((pixels * 3) / 2)
  // The factors of ITU-R BT.709-6, 3.2 to 3.4, for 8 bits, in 1/65536.
  for (let i = 0, at = 0; at < pixels; i += 4, at++)
    yuv[at] = (11_966 * rgba[i]! + 40_254 * rgba[i + 1]! + 4_064 * rgba[i + 2]! + 1_081_344) >> 16
  let [cb, cr] = [pixels, pixels + pixels / 4]
  for (let y = 0; y < height; y += 2) {
    for (let i = y * width * 4, end = i + width * 4; i < end; i += 8) {
      // The mean of four pixels: two side by side, two below them.
      const j = i + width * 4
      const red = rgba[i]! + rgba[i + 4]! + rgba[j]! + rgba[j + 4]!
      const green = rgba[i + 1]! + rgba[i + 5]! + rgba[j + 1]! + rgba[j + 5]!
      const blue = rgba[i + 2]! + rgba[i + 6]! + rgba[j + 2]! + rgba[j + 6]!
      yuv[cb++] = (-6_596 * red - 22_188 * green + 28_784 * blue + 33_685_504) >> 18
      yuv[cr++] = (28_784 * red - 26_145 * green - 2_639 * blue + 33_685_504) >> 18
    }
  }
  return yuv
}

/** How such pixels are to be understood (WebCodecs, VideoColorSpaceInit). */
export const yuvColours = {
  primaries: 'bt709',
  transfer: 'bt709',
  matrix: 'bt709',
  fullRange: false,
} as const
