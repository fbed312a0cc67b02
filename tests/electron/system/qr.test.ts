import jsqr from 'jsqr'
import { expect, test } from 'vitest'
import { linkCode, qrCode } from '../../../electron/system/qr.ts'

test('the QR code says what it was made from', () => {
  const text = 'http://192.168.1.20:4461/s/AAAAAAAAAAAAAAAAAAAAAA'
  const { size, path } = qrCode(text)
  expect(jsqr(pixels(size, path), size + 8, size + 8)?.data).toBe(text)
})

const token = 'aB3_dE-gHiJkLmNoPqRsTu'

test.each([
  ['http://10.0.0.5:4461', 29, 33],
  ['http://192.168.1.5:4461', 29, 33],
  ['https://harbour-lights.s3.eu-central-1.amazonaws.com', 33, 37],
])('the address %s is in capitals, since that makes its code smaller', (address, capitals, written) => {
  const link = `${address}/s/${token}`
  expect(qrCode(link).size).toBe(written)
  const { size, path } = linkCode(link)
  expect(size).toBe(capitals)
  const read = jsqr(pixels(size, path), size + 8, size + 8)?.data
  expect(read).toBe(`${address.toUpperCase()}/s/${token}`)
  expect(new URL(read ?? '').href).toBe(link)
})

test.each(['http://192.168.178.120:4461', 'https://photos.brand.example'])(
  'the address %s stays as it is written, since capitals would make its code no smaller',
  address => {
    const link = `${address}/s/${token}`
    expect(linkCode(link)).toEqual(qrCode(link))
  },
)

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
