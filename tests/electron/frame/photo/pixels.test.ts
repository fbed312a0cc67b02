import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { cutPhoto, inspectPhoto, toPng } from '../../../../electron/frame/photo/pixels.ts'
import { costOf } from '../../../support/cost.ts'
import { meanDistance, photo } from '../frames.ts'
import { at, cutOf, drawn, middle, near, plain, png } from './cuts.ts'

const green = [0x40, 0xc0, 0x40]

describe('a header says size and format', () => {
  it.each(['jpeg', 'png', 'webp', 'avif'] as const)('of a %s', async format => {
    expect(await inspectPhoto(await plain('#888').toFormat(format).toBuffer())).toEqual({
      width: 480,
      height: 360,
      format,
    })
  })
  it('of a HEIC, as it is seen', async () => {
    expect(await inspectPhoto(await photo('quadrants-turned.heic'))).toEqual({
      width: 480,
      height: 360,
      format: 'heic',
    })
  })
  it('of an AVIF whose first bytes say only that it is a picture', async () => {
    const avif = await plain('#888').avif().toBuffer()
    avif.write('mif1', 8, 'latin1')
    expect(await inspectPhoto(avif)).toMatchObject({ format: 'avif' })
    near(await middle(avif), [0x88, 0x88, 0x88])
  })
})

describe('every EXIF orientation is turned upright', async () => {
  const [width, height] = [480, 360]
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
    const data = drawn(w, h, (c, r) => {
      const [row, column] = stored[orientation]!(r, c)
      return at(upright, column, row, width)
    })
    const picture = await sharp(data, { raw: { width: w, height: h, channels: 3 } })
      .withMetadata({ orientation })
      .jpeg({ quality: 98, chromaSubsampling: '4:4:4' })
      .toBuffer()
    expect(await inspectPhoto(picture)).toEqual({ width, height, format: 'jpeg' })
    expect(meanDistance(await cutPhoto(picture, cutOf({ width, height })), upright)).toBeLessThan(4)
    // Cropped to the upright picture's right end, not to any side of the stored one.
    const right = await cutPhoto(picture, cutOf({ width: 200, height, focus: { x: 1, y: 0.5 } }))
    const expected = drawn(200, height, (x, y) => at(upright, width - 200 + x, y, width))
    expect(meanDistance(right, expected)).toBeLessThan(4)
  })
})

describe('colours', () => {
  it('Display P3 is converted, not taken for sRGB', async () => {
    const p3 = await plain('#40c040').withIccProfile('p3').jpeg({ quality: 100 }).toBuffer()
    const unlabelled = await sharp(p3, { ignoreIcc: true }).jpeg({ quality: 100 }).toBuffer()
    near(await middle(p3), green)
    expect(Math.abs((await middle(unlabelled))[0]! - 0x40)).toBeGreaterThan(20)
  })
  it('Adobe RGB is converted', async () => {
    // In Adobe RGB (1998) sRGB's #40c040 is 119, 191, 77, by the matrices and gammas of the two.
    const adobe = await plain('rgb(119, 191, 77)')
      .jpeg({ quality: 100, chromaSubsampling: '4:4:4' })
      .toBuffer()
    const labelled = withProfile(adobe, adobeRgb())
    expect((await sharp(labelled).metadata()).icc).toBeDefined()
    near(await middle(labelled), green)
  })
  it('sRGB, labelled or not, stays as it is', async () => {
    for (const picture of [plain('#40c040').withIccProfile('srgb'), plain('#40c040')]) {
      near(await middle(await picture.jpeg({ quality: 100 }).toBuffer()), green)
    }
  })
  it('a damaged profile is passed over', async () => {
    const picture = await plain('#40c040').jpeg({ quality: 100 }).toBuffer()
    near(await middle(withProfile(picture, Buffer.alloc(200, 7))), green)
  })
  it('CMYK with its profile, as near as its inks can come', async () => {
    const picture = await plain('#806040').withIccProfile('cmyk').jpeg({ quality: 100 }).toBuffer()
    expect((await sharp(picture).metadata()).space).toBe('cmyk')
    near(await middle(picture), [0x80, 0x60, 0x40], 24)
  })
  it('greyscale, in any look', async () => {
    const grey = await plain('#777777').toColourspace('b-w').jpeg().toBuffer()
    expect((await sharp(grey).metadata()).channels).toBe(1)
    near(await middle(grey), [0x77, 0x77, 0x77])
    near(await middle(grey, { look: 'mono' }), [0x77, 0x77, 0x77])
  })
  it('16 bits a channel', async () => {
    near(await middle(await plain('#40c040').toColourspace('rgb16').png().toBuffer()), green)
    near(await middle(await plain('#777').toColourspace('grey16').png().toBuffer()), [0x77, 0x77, 0x77])
  })
  it('a progressive JPEG', async () => {
    near(await middle(await plain('#40c040').jpeg({ progressive: true, quality: 100 }).toBuffer()), green)
  })
  it('a palette PNG', async () => {
    near(await middle(await plain('#40c040').png({ palette: true }).toBuffer()), green)
  })
  it.each(['webp', 'avif'] as const)('%s', async format => {
    near(await middle(await plain('#40c040').toFormat(format, { quality: 90 }).toBuffer()), green)
  })
  it.each(['png', 'webp', 'avif'] as const)('a half-transparent %s lies on the ground', async format => {
    const half = sharp({
      create: { width: 480, height: 360, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0.5 } },
    })
    const picture = await half.toFormat(format, { quality: 100 }).toBuffer()
    near(await middle(picture), [128, 128, 128])
    near(await middle(picture, { ground: '#ff8000' }), [128, 64, 0])
  })
  it('a half-transparent grey picture lies on a coloured ground', async () => {
    const half = sharp({
      create: { width: 480, height: 360, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0.5 } },
    })
    const picture = await half.toColourspace('b-w').png().toBuffer()
    expect((await sharp(picture).metadata()).channels).toBe(2)
    near(await middle(picture, { ground: '#ff8000' }), [128, 64, 0])
  })
})

describe('how a photo is fitted', () => {
  /** Red rises from left to right, green from top to bottom. */
  const ramps = (width: number, height: number) =>
    png(
      drawn(width, height, (x, y) => [(x * 255) / (width - 1), (y * 255) / (height - 1), 0]),
      width,
      height,
    )

  it('a 1080p webcam picture is cropped and not scaled', async () => {
    const original = await photo('portrait-1080p.jpg')
    for (const [x, left] of [
      [0, 0],
      [0.5, 420],
      [0.75, 630],
      [1, 840],
    ] as const) {
      const came = await cutPhoto(original, cutOf({ width: 1080, height: 1080, focus: { x, y: 0.3 } }))
      const region = { left, top: 0, width: 1080, height: 1080 }
      const expected = await sharp(original).extract(region).raw().toBuffer()
      expect(meanDistance(came, expected)).toBe(0)
    }
  })
  it('the focus says what stays', async () => {
    const wide = await ramps(960, 360)
    const red = async (x: number) => (await middle(wide, { focus: { x, y: 0.5 } }))[0]!
    near([await red(0), await red(0.5), await red(1)], [64, 128, 191])
    const tall = await ramps(360, 960)
    const greenAt = async (y: number) => (await middle(tall, { focus: { x: 0.5, y } }))[1]!
    near([await greenAt(0), await greenAt(0.25), await greenAt(1)], [36, 82, 219])
  })
  it('contain shows all of it on the ground', async () => {
    const tall = await plain('#40c040', 400, 600).png().toBuffer()
    const rgb = await cutPhoto(tall, cutOf({ fit: 'contain', ground: '#ff8000' }))
    expect([at(rgb, 0, 120), at(rgb, 79, 0), at(rgb, 240, 239)]).toEqual(Array(3).fill([255, 128, 0]))
    expect([at(rgb, 80, 0), at(rgb, 239, 239)]).toEqual(Array(2).fill(green))
  })
  it('the ground around a grey photo keeps its colour, in any look', async () => {
    const tall = await plain('#777', 400, 600).toColourspace('b-w').jpeg().toBuffer()
    const rgb = await cutPhoto(tall, cutOf({ fit: 'contain', ground: '#ff8000', look: 'film' }))
    expect(at(rgb, 10, 120)).toEqual([255, 128, 0])
  })
  it.each([
    [320, 6000],
    [6000, 320],
    [320, 60_000],
  ])('%i × %i pixels fill the slot', async (width, height) => {
    const picture = await plain('#40c040', width, height).jpeg({ quality: 100 }).toBuffer()
    for (const fit of ['cover', 'contain'] as const) {
      const rgb = await cutPhoto(picture, cutOf({ width: 1080, height: 1350, fit }))
      expect(rgb.length).toBe(1080 * 1350 * 3)
      near(at(rgb, 540, 675, 1080), green)
    }
  })
  it('sizes that do not divide come out exactly', async () => {
    const picture = await ramps(1001, 667)
    for (let width = 321; width < 340; width++) {
      const rgb = await cutPhoto(picture, cutOf({ width, height: 241, focus: { x: 1, y: 1 } }))
      expect(rgb.length).toBe(width * 241 * 3)
      const whole = await cutPhoto(picture, cutOf({ width, height: 241, fit: 'contain' }))
      expect(whole.length).toBe(width * 241 * 3)
    }
  })
})

describe('a turned slot', () => {
  /** The box around a slot turned by so many degrees. */
  function boundsOf({ width, height }: { width: number; height: number }, degrees: number) {
    const angle = (degrees * Math.PI) / 180
    const [cos, sin] = [Math.abs(Math.cos(angle)), Math.abs(Math.sin(angle))]
    // The cosine of a right angle is not quite nothing.
    const up = (length: number) => Math.ceil(length - 1e-6)
    return { width: up(width * cos + height * sin), height: up(width * sin + height * cos) }
  }

  it.each([-7, 3, 12.5, 33, 90, -90, 180, 179])('by %d° keeps its centre, clockwise', async rotation => {
    // A slope in each direction, so that a colour says where in the slot it comes from.
    const picture = await png(
      drawn(480, 360, (x, y) => [x / 2, y / 2, 0]),
      480,
      360,
    )
    // Half a pixel on from a right angle, rounding alone would shift the mean.
    for (const grow of rotation % 90 === 0 ? [0] : [0, 1]) {
      const tight = boundsOf({ width: 480, height: 360 }, rotation)
      const bounds = { width: tight.width + grow, height: tight.height + grow }
      const rgb = await cutPhoto(picture, cutOf({ width: 480, height: 360, rotation, bounds }))
      expect(rgb.length).toBe(bounds.width * bounds.height * 3)
      const angle = (rotation * Math.PI) / 180
      let [count, across, down] = [0, 0, 0]
      for (let y = 0; y < bounds.height; y += 3) {
        for (let x = 0; x < bounds.width; x += 3) {
          const [dx, dy] = [x - (bounds.width - 1) / 2, y - (bounds.height - 1) / 2]
          const from = {
            x: dx * Math.cos(angle) + dy * Math.sin(angle) + 479 / 2,
            y: dy * Math.cos(angle) - dx * Math.sin(angle) + 359 / 2,
          }
          if (from.x < 0 || from.y < 0 || from.x > 479 || from.y > 359) continue
          // Every pixel of the slot is photo, its edges too.
          const [red, greenAt] = at(rgb, x, y, bounds.width) as [number, number]
          expect(Math.abs(red - from.x / 2 + 0.25), `${x}, ${y}`).toBeLessThan(1.5)
          expect(Math.abs(greenAt - from.y / 2 + 0.25), `${x}, ${y}`).toBeLessThan(1.5)
          count++
          across += red - from.x / 2 + 0.25
          down += greenAt - from.y / 2 + 0.25
        }
      }
      // On the whole, within a fifth of a pixel.
      near([(2 * across) / count, (2 * down) / count], [0, 0], 0.2)
    }
  })
  it('by nothing is the slot itself', async () => {
    const picture = await photo('grace_hopper.jpg')
    expect(await cutPhoto(picture, cutOf({ rotation: 0 }))).toEqual(await cutPhoto(picture, cutOf()))
  })
})

it('a PNG keeps its alpha and the colours under it', async () => {
  const size = { width: 64, height: 48 }
  const rgba = Buffer.from(Array.from({ length: 64 * 48 }, (_, i) => [i & 255, 128, 7, (i * 3) & 255]).flat())
  const { data, info } = await sharp(await toPng(rgba, size))
    .raw()
    .toBuffer({ resolveWithObject: true })
  expect(info).toMatchObject({ ...size, channels: 4 })
  expect(data).toEqual(rgba)
})

describe('what is refused', () => {
  const other = async (format: 'gif' | 'tiff') => plain('#888')[format]().toBuffer()
  it.each<[words: string, picture: () => Buffer | Promise<Buffer>]>([
    ['an empty file', () => Buffer.alloc(0)],
    ['a GIF', () => other('gif')],
    ['a TIFF or raw picture', () => other('tiff')],
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
    await expect(cutPhoto(bytes, cutOf())).rejects.toMatchObject(trouble)
  })

  it.each([100, 60_000, -2])('a JPEG cut after %i bytes is damaged', async length => {
    const cut = (await photo('portrait-1080p.jpg')).subarray(0, length)
    await expect(cutPhoto(cut, cutOf())).rejects.toMatchObject({
      code: 'PHOTO_DAMAGED',
      details: { reason: expect.any(String) },
    })
  })
  it.each(['png', 'webp', 'avif'] as const)('a %s cut in the middle is damaged', async format => {
    const whole = await sharp(await photo('astronaut.png'))
      .toFormat(format)
      .toBuffer()
    const cut = whole.subarray(0, whole.length >> 1)
    await expect(cutPhoto(cut, cutOf())).rejects.toMatchObject({ code: 'PHOTO_DAMAGED' })
  })
  it('a header that breaks off is damaged, and told before the rest comes', async () => {
    for (const start of [
      '\xFF\xD8\xFF\xE0garbage',
      '\x89PNG\r\n\x1A\n',
      'RIFF\0\0\0\0WEBP',
      '\0\0\0\x18ftypheic\0\0',
    ]) {
      await expect(inspectPhoto(Buffer.from(start, 'latin1')), start).rejects.toMatchObject({
        code: 'PHOTO_DAMAGED',
      })
    }
  })
  it('a JPEG that is broken in the middle is damaged or comes out, but nothing hangs', async () => {
    const whole = await photo('grace_hopper.jpg')
    for (let place = 400; place < whole.length; place += 4001) {
      const broken = Buffer.from(whole)
      broken.fill(0xff, place, place + 40)
      await cutPhoto(broken, cutOf()).catch(error => expect(error).toMatchObject({ code: 'PHOTO_DAMAGED' }))
    }
  })
  it('bytes after the end of a JPEG are fine: phones hide films there', async () => {
    await cutPhoto(Buffer.concat([await photo('grace_hopper.jpg'), Buffer.alloc(5000, 7)]), cutOf())
  })

  it('less than 320 pixels on a side is too small', async () => {
    const small = await plain('#888', 480, 319).png().toBuffer()
    const trouble = { code: 'PHOTO_TOO_SMALL', details: { came: '480 × 319', expected: 320 } }
    await expect(inspectPhoto(small)).rejects.toMatchObject(trouble)
    await expect(cutPhoto(small, cutOf())).rejects.toMatchObject(trouble)
    await inspectPhoto(await plain('#888', 320, 320).png().toBuffer())
  })
  it('more than 60 megapixels are too large, from a file of a few bytes, at once', async () => {
    const header = await plain('#888').png().toBuffer()
    header.writeUInt32BE(30_000, 16) // What a PNG claims of itself.
    header.writeUInt32BE(30_000, 20)
    const before = process.memoryUsage().rss
    const trouble = { code: 'PHOTO_TOO_LARGE', details: { came: 900, expected: 60 } }
    const cost = await costOf(async () => {
      await expect(inspectPhoto(header)).rejects.toMatchObject(trouble)
      await expect(cutPhoto(header, cutOf())).rejects.toMatchObject(trouble)
    })
    expect(cost).toBeLessThan(500)
    // Decoded it would be 2,700 of them.
    expect(process.memoryUsage().rss - before).toBeLessThan(200e6)
  })
  it('60 megapixels are taken', async () => {
    const large = await plain('#40c040', 10_000, 6000).jpeg({ quality: 100 }).toBuffer()
    near(await middle(large), green)
  })
})

/** A JPEG with a colour profile put in (ICC.1:2022, B.4). */
function withProfile(jpeg: Buffer, profile: Buffer): Buffer {
  const head = Buffer.from('\xFF\xE2\0\0ICC_PROFILE\0\x01\x01', 'latin1')
  head.writeUInt16BE(profile.length + 16, 2)
  return Buffer.concat([jpeg.subarray(0, 2), head, profile, jpeg.subarray(2)])
}

/** A profile of Adobe RGB (1998): its primaries adapted to D50 and a gamma of 563/256, by ICC.1:2022, 7 and 10. */
function adobeRgb(): Buffer {
  const fixed = (value: number) => {
    const bytes = Buffer.alloc(4)
    bytes.writeInt32BE(Math.round(value * 65536))
    return bytes
  }
  const xyz = (...values: number[]) =>
    Buffer.concat([Buffer.from('XYZ \0\0\0\0', 'latin1'), ...values.map(fixed)])
  const text = Buffer.from('text\0\0\0\0none\0\0\0\0', 'latin1')
  const name = 'Adobe RGB (1998)'
  const description = Buffer.alloc(12 + name.length + 1 + 78 + 1)
  description.write('desc', 0, 'latin1')
  description.writeUInt32BE(name.length + 1, 8)
  description.write(name, 12, 'latin1')
  const curve = Buffer.from('curv\0\0\0\0\0\0\0\x01\x02\x33\0\0', 'latin1')
  const tags: [string, Buffer][] = [
    ['desc', description],
    ['cprt', text],
    ['wtpt', xyz(0.9505, 1, 1.0891)],
    ['rXYZ', xyz(0.60974, 0.31111, 0.01947)],
    ['gXYZ', xyz(0.20528, 0.62567, 0.06087)],
    ['bXYZ', xyz(0.14919, 0.06322, 0.74457)],
    ['rTRC', curve],
    ['gTRC', curve],
    ['bTRC', curve],
  ]
  const header = Buffer.alloc(128)
  header.writeUInt32BE(0x02100000, 8)
  header.write('mntrRGB XYZ ', 12, 'latin1')
  header.write('acsp', 36, 'latin1')
  for (const [i, value] of [0.9642, 1, 0.8249].entries()) fixed(value).copy(header, 68 + i * 4)
  const table = Buffer.alloc(4 + tags.length * 12)
  table.writeUInt32BE(tags.length)
  let at = header.length + table.length
  const bodies = tags.map(([tag, body], i) => {
    const padded = Buffer.concat([body, Buffer.alloc((4 - (body.length % 4)) % 4)])
    table.write(tag, 4 + i * 12, 'latin1')
    table.writeUInt32BE(at, 8 + i * 12)
    table.writeUInt32BE(body.length, 12 + i * 12)
    at += padded.length
    return padded
  })
  header.writeUInt32BE(at)
  return Buffer.concat([header, table, ...bodies])
}
