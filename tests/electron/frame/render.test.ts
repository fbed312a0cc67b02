import sharp from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import { createFramer, type Framer, inspectPhoto } from '../../../electron/frame/render.ts'
import { loadTemplate } from '../../../electron/frame/template.ts'
import { loadBare, meanDistance, photo, pixels, values } from './frames.ts'

let bare: Framer
const slot = { left: 0, top: 10, width: 320, height: 240 }

/** The photo's part of the framed picture. */
async function framed(picture: Buffer): Promise<Buffer> {
  const { jpeg } = await bare.frame(picture)
  return (await pixels(await sharp(jpeg).extract(slot).png().toBuffer())).data
}

/** The colour in the middle of the framed picture. */
async function middle(picture: Buffer): Promise<number[]> {
  const data = await framed(picture)
  const at = (120 * 320 + 160) * 3
  return [...data.subarray(at, at + 3)]
}

function near(came: number[], expected: number[], by = 4): void {
  const apart = Math.max(...expected.map((value, i) => Math.abs(came[i]! - value)))
  expect(apart, `${came} for ${expected}`).toBeLessThanOrEqual(by)
}

const plain = (background: string) => sharp({ create: { width: 64, height: 48, channels: 3, background } })

beforeAll(async () => {
  bare = await createFramer(await loadBare(), values)
})

describe('the framed picture', () => {
  it('is a JPEG of the frame, 4:2:0, without anything of the device', async () => {
    const original = await sharp(await photo('portrait-1080p.jpg'))
      .withExif({
        IFD0: { Make: 'Spy', Model: 'Cam 1' },
        IFD3: { GPSLatitude: '47/1 22/1 0/1', GPSLatitudeRef: 'N' },
      })
      .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/"><owner>Spy</owner></x:xmpmeta>')
      .toBuffer()
    expect((await sharp(original).metadata()).exif?.includes('Spy')).toBe(true)
    const framer = await createFramer(await loadTemplate('swell'), values)
    const { jpeg, width, height } = await framer.frame(original)
    const facts = await sharp(jpeg).metadata()
    expect(facts).toMatchObject({
      format: 'jpeg',
      width: 1080,
      height: 1350,
      space: 'srgb',
      chromaSubsampling: '4:2:0',
    })
    expect({ width, height }).toEqual({ width: 1080, height: 1350 })
    expect([facts.exif, facts.xmp, facts.iptc, facts.icc, facts.orientation]).toEqual(
      Array(5).fill(undefined),
    )
    expect(jpeg.includes('Spy') || jpeg.includes('GPS')).toBe(false)
  })

  it('a 1080p webcam picture is cropped around its centre and not scaled', async () => {
    const original = await photo('portrait-1080p.jpg')
    const template = await loadBare({
      canvas: { width: 1080, height: 1080, ground: '#000000' },
      slots: [{ x: 0, y: 0, width: 1080, height: 1080 }],
    })
    const { jpeg } = await (await createFramer(template, values)).frame(original)
    const cut = await sharp(original)
      .extract({ left: 420, top: 0, width: 1080, height: 1080 })
      .raw()
      .toBuffer()
    expect(meanDistance((await pixels(jpeg)).data, cut)).toBeLessThan(1.5)
  })

  it('the overlay shows where the photo will be', async () => {
    const { data, info } = await sharp(bare.overlay).raw().toBuffer({ resolveWithObject: true })
    expect(info).toMatchObject({ width: 320, height: 260, channels: 4 })
    expect(data[(130 * 320 + 160) * 4 + 3]).toBe(0)
    expect([...data.subarray(0, 4)]).toEqual([0x14, 0x11, 0x0f, 255])
  })

  it('twenty at once come out alike', async () => {
    const original = await photo('grace_hopper.jpg')
    const all = await Promise.all(Array.from({ length: 20 }, () => bare.frame(original)))
    expect(new Set(all.map(({ jpeg }) => jpeg.toString('latin1'))).size).toBe(1)
  })
})

describe('every EXIF orientation is turned upright', async () => {
  const [width, height] = [320, 240]
  const upright = await sharp(await photo('grace_hopper.jpg'))
    .resize(width, height)
    .raw()
    .toBuffer()
  // Which pixel of the upright picture is stored at row r, column c (EXIF 2.32, tag 0x0112: the sides at which
  // the 0th row and the 0th column are seen).
  const stored: Record<number, (r: number, c: number) => [r: number, c: number]> = {
    1: (r, c) => [r, c],
    2: (r, c) => [r, width - 1 - c],
    3: (r, c) => [height - 1 - r, width - 1 - c],
    4: (r, c) => [height - 1 - r, c],
    5: (r, c) => [c, r],
    6: (r, c) => [c, width - 1 - r],
    7: (r, c) => [height - 1 - c, width - 1 - r],
    8: (r, c) => [height - 1 - c, r],
  }
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('orientation %i', async orientation => {
    const [w, h] = orientation < 5 ? [width, height] : [height, width]
    const data = Buffer.alloc(upright.length)
    for (let r = 0; r < h; r++) {
      for (let c = 0; c < w; c++) {
        const [row, column] = stored[orientation]!(r, c)
        upright.copy(data, (r * w + c) * 3, (row * width + column) * 3, (row * width + column) * 3 + 3)
      }
    }
    const picture = await sharp(data, { raw: { width: w, height: h, channels: 3 } })
      .withMetadata({ orientation })
      .jpeg({ quality: 98, chromaSubsampling: '4:4:4' })
      .toBuffer()
    expect(await inspectPhoto(picture)).toEqual({ width, height, format: 'jpeg' })
    expect(meanDistance(await framed(picture), upright)).toBeLessThan(4)
  })
})

describe('colours', () => {
  it('Display P3 is converted, not taken for sRGB', async () => {
    const p3 = await plain('#40c040').withIccProfile('p3').jpeg({ quality: 100 }).toBuffer()
    const unlabelled = await sharp(p3, { ignoreIcc: true }).jpeg({ quality: 100 }).toBuffer()
    near(await middle(p3), [0x40, 0xc0, 0x40])
    expect(Math.abs((await middle(unlabelled))[0]! - 0x40)).toBeGreaterThan(20)
  })
  it('sRGB, labelled or not, stays as it is', async () => {
    for (const picture of [plain('#40c040').withIccProfile('srgb'), plain('#40c040')]) {
      near(await middle(await picture.jpeg({ quality: 100 }).toBuffer()), [0x40, 0xc0, 0x40])
    }
  })
  it('CMYK with its profile, as near as its inks can come', async () => {
    const picture = await plain('#806040').withIccProfile('cmyk').jpeg({ quality: 100 }).toBuffer()
    expect((await sharp(picture).metadata()).space).toBe('cmyk')
    near(await middle(picture), [0x80, 0x60, 0x40], 24)
  })
  it('greyscale', async () => {
    near(await middle(await plain('#777777').toColourspace('b-w').jpeg().toBuffer()), [0x77, 0x77, 0x77])
  })
  it('16 bits a channel', async () => {
    near(await middle(await plain('#40c040').toColourspace('rgb16').png().toBuffer()), [0x40, 0xc0, 0x40])
  })
  it('a half-transparent PNG lies on white', async () => {
    const half = sharp({
      create: { width: 64, height: 48, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0.5 } },
    })
    near(await middle(await half.png().toBuffer()), [128, 128, 128])
  })
  it.each([
    [1, 1],
    [3, 700],
    [700, 3],
  ])('%i × %i pixels fill the slot', async (width, height) => {
    const tiny = sharp({ create: { width, height, channels: 3, background: '#40c040' } })
    near(await middle(await tiny.png().toBuffer()), [0x40, 0xc0, 0x40])
  })
})

describe('what is refused', () => {
  const other = async (format: 'gif' | 'webp' | 'tiff' | 'avif') => plain('#888')[format]().toBuffer()
  it.each<[words: string, picture: () => Buffer | Promise<Buffer>]>([
    ['an empty file', () => Buffer.alloc(0)],
    ['a GIF', () => other('gif')],
    ['a WebP picture', () => other('webp')],
    ['a TIFF or raw picture', () => other('tiff')],
    ['an AVIF picture', () => other('avif')],
    ['a HEIC picture', () => Buffer.from('\0\0\0\x18ftypheic\0\0\0\0')],
    ['a film', () => Buffer.from('\0\0\0\x18ftypisom\0\0\0\0')],
    [
      'an SVG or a web page',
      () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'),
    ],
    ['another kind of file', () => Buffer.from('hello')],
  ])('%s is not a photo', async (came, picture) => {
    const bytes = await picture()
    const trouble = { code: 'NOT_A_PHOTO', details: { came } }
    await expect(inspectPhoto(bytes)).rejects.toMatchObject(trouble)
    await expect(bare.frame(bytes)).rejects.toMatchObject(trouble)
  })

  it.each([100, 60_000, -2])('a JPEG cut after %i bytes is damaged', async length => {
    const cut = (await photo('portrait-1080p.jpg')).subarray(0, length)
    await expect(bare.frame(cut)).rejects.toMatchObject({
      code: 'PHOTO_DAMAGED',
      details: { reason: expect.any(String) },
    })
  })
  it('a PNG cut in the middle is damaged', async () => {
    const cut = (await photo('astronaut.png')).subarray(0, 100_000)
    await expect(bare.frame(cut)).rejects.toMatchObject({ code: 'PHOTO_DAMAGED' })
  })
  it('a broken header is damaged, and told before the rest comes', async () => {
    await expect(inspectPhoto(Buffer.from('\xFF\xD8\xFF\xE0garbage', 'latin1'))).rejects.toMatchObject({
      code: 'PHOTO_DAMAGED',
    })
  })
  it('bytes after the end of a JPEG are fine: phones hide films there', async () => {
    await bare.frame(Buffer.concat([await photo('grace_hopper.jpg'), Buffer.alloc(5000, 7)]))
  })

  it('more than 60 megapixels are too large, from a file of a few bytes', async () => {
    // A PNG header that claims 20,000 × 20,000 pixels.
    const header = Buffer.from(await plain('#888').png().toBuffer())
    header.writeUInt32BE(20_000, 16)
    header.writeUInt32BE(20_000, 20)
    const trouble = { code: 'PHOTO_TOO_LARGE', details: { came: 400, expected: 60 } }
    await expect(inspectPhoto(header)).rejects.toMatchObject(trouble)
    await expect(bare.frame(header)).rejects.toMatchObject(trouble)
  })
})

it('a header says size and format', async () => {
  expect(await inspectPhoto(await photo('portrait-1080p.jpg'))).toEqual({
    width: 1920,
    height: 1080,
    format: 'jpeg',
  })
  expect(await inspectPhoto(await photo('astronaut.png'))).toEqual({ width: 512, height: 512, format: 'png' })
})
