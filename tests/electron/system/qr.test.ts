import jsqr from 'jsqr'
import { expect, test } from 'vitest'
import { qrCode } from '../../../electron/system/qr.ts'

test('the QR code says what it was made from', () => {
  const text = 'http://192.168.1.20:4461/s/AAAAAAAAAAAAAAAAAAAAAA'
  const { size, path } = qrCode(text)
  expect(jsqr(pixels(size, path), size + 8, size + 8)?.data).toBe(text)
})

/** Draws the path as RGBA, one pixel a module, with the quiet zone of 4. jsQR needs more than one pixel a module only in photographs. */
function pixels(size: number, path: string): Uint8ClampedArray {
  const width = size + 8
  const rgba = new Uint8ClampedArray(width * width * 4).fill(255)
  for (const [, x, y, run] of path.matchAll(/M(\d+) (\d+)h(\d+)/g)) {
    const from = ((Number(y) + 4) * width + Number(x) + 4) * 4
    for (let i = 0; i < Number(run); i++) rgba.fill(0, from + i * 4, from + i * 4 + 3)
  }
  return rgba
}
