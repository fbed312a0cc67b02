/** Reads a QR code as a phone's camera does, from its picture alone. */
import jsqr from 'jsqr'
import sharp from 'sharp'
import type { Qr } from '../../electron/contract/visit.ts'

/** What the QR code in a picture says; null when none can be read. */
export async function readCode(picture: Buffer): Promise<string | null> {
  const { data, info } = await sharp(picture).ensureAlpha().raw().toBuffer({ resolveWithObject: true })
  return jsqr(new Uint8ClampedArray(data), info.width, info.height)?.data ?? null
}

/** Where a code of the kiosk leads. */
export async function linkIn({ size, path }: Qr): Promise<string> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${size * 8}" height="${size * 8}" viewBox="-4 -4 ${size + 8} ${size + 8}"><rect x="-4" y="-4" width="100%" height="100%" fill="#fff"/><path d="${path}"/></svg>`
  const read = await readCode(await sharp(Buffer.from(svg)).png().toBuffer())
  if (read === null) throw new Error('The code cannot be read')
  return new URL(read).href
}
