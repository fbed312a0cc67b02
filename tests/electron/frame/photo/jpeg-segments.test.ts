import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { cutPhoto, toJpeg } from '../../../../electron/frame/photo/pixels.ts'
import { meanDistance, photo, pixels } from '../frames.ts'
import { cutOf, drawn } from './cuts.ts'

describe('a JPEG', async () => {
  const size = { width: 1200, height: 630 }
  const noise = drawn(size.width, size.height, (x, y) => [
    (x * 7919 + y * 104729) & 255,
    (x * y) & 255,
    x & 255,
  ])
  const picture = await cutPhoto(await photo('portrait-1080p.jpg'), cutOf(size))

  it('is baseline, 4:2:0, in sRGB and says it', async () => {
    const jpeg = await toJpeg(picture, size, { quality: 90 })
    expect(await sharp(jpeg).metadata()).toMatchObject({
      format: 'jpeg',
      ...size,
      space: 'srgb',
      chromaSubsampling: '4:2:0',
      isProgressive: false,
    })
    expect(meanDistance((await pixels(jpeg)).data, picture)).toBeLessThan(2)
    // The marker of a baseline picture, T.81 B.2.2.
    expect(segments(jpeg).map(({ marker }) => marker)).toContain(0xc0)
  })
  it('has the sRGB profile and nothing else of anybody', async () => {
    const original = await sharp(await photo('portrait-1080p.jpg'))
      .withExif({
        IFD0: { Make: 'Spy', Model: 'Cam 1' },
        IFD3: { GPSLatitude: '47/1 22/1 0/1', GPSLatitudeRef: 'N' },
      })
      .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/"><owner>Spy</owner></x:xmpmeta>')
      .toBuffer()
    expect((await sharp(original).metadata()).exif?.includes('Spy')).toBe(true)
    const jpeg = await toJpeg(await cutPhoto(original, cutOf(size)), size, { quality: 90 })
    const facts = await sharp(jpeg).metadata()
    expect([facts.exif, facts.xmp, facts.iptc, facts.orientation]).toEqual(Array(4).fill(undefined))
    const kept = await sharp({ create: { width: 1, height: 1, channels: 3, background: '#000' } })
      .withIccProfile('srgb')
      .png()
      .toBuffer()
    expect(facts.icc).toEqual((await sharp(kept).metadata()).icc)
    // One JFIF header, first of all, and one profile; no other application data and no comment.
    const extras = segments(jpeg).filter(({ marker }) => marker >= 0xe0)
    expect(extras.map(({ marker }) => marker)).toEqual([0xe0, 0xe2])
    expect(jpeg.includes('Spy') || jpeg.includes('GPS')).toBe(false)
  })
  it('says its dots per inch', async () => {
    const facts = await sharp(await toJpeg(picture, size, { quality: 95, dpi: 300 })).metadata()
    expect([facts.density, facts.resolutionUnit]).toEqual([300, 'inch'])
  })
  it('is as good as its bytes allow', async () => {
    const free = await toJpeg(noise, size, { quality: 86 })
    expect(free.length).toBeGreaterThan(300_000)
    const jpeg = await toJpeg(noise, size, { quality: 86, mostBytes: 300_000 })
    expect(jpeg.length).toBeLessThanOrEqual(300_000)
    expect(jpeg.length).toBeGreaterThan(270_000)
    // What fits at once is left alone.
    const small = await toJpeg(picture, size, { quality: 86, mostBytes: 300_000 })
    expect(small).toEqual(await toJpeg(picture, size, { quality: 86 }))
  })
})

/** A JPEG's segments up to its picture: T.81, B.1.1.4. */
function segments(jpeg: Buffer): { marker: number; length: number }[] {
  const found = []
  for (let at = 2; jpeg[at] === 0xff && jpeg[at + 1] !== 0xda; at += 2 + jpeg.readUInt16BE(at + 2)) {
    found.push({ marker: jpeg[at + 1]!, length: jpeg.readUInt16BE(at + 2) })
  }
  return found
}
