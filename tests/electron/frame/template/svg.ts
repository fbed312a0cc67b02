/** Small drawings, and what becomes of them. */
import sharp from 'sharp'
import { expect } from 'vitest'
import { readArtwork, UnsafeArtwork } from '../../../../electron/frame/template/svg-safety.ts'

/** A whole drawing around some elements. */
export const wrap = (inside: string, attributes = 'viewBox="0 0 40 30"') =>
  `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" ${attributes}>${inside}</svg>`

/** What `readArtwork` gives, without the root. */
export const inside = (svg: string) => readArtwork(svg).replace(/^<svg[^>]*>|<\/svg>$/g, '')

/** A red picture in base64. */
export const picture = async (width: number, height: number, format: 'png' | 'jpeg' | 'webp' = 'png') =>
  (
    await sharp({ create: { width, height, channels: 3, background: '#ff0000' } })
      .toFormat(format)
      .toBuffer()
  ).toString('base64')

/** Why artwork is refused, or `is fine`. */
export const reasonOf = (svg: string): string => {
  try {
    readArtwork(svg)
  } catch (error) {
    expect(error).toBeInstanceOf(UnsafeArtwork)
    return (error as UnsafeArtwork).reason
  }
  return 'is fine'
}
