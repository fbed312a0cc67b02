import jsqr from 'jsqr'
import sharp from 'sharp'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { type OutputName, outputNames, outputs } from '../../../electron/frame/outputs.ts'
import { cutPhoto } from '../../../electron/frame/photo/pixels.ts'
import { createFramer } from '../../../electron/frame/render.ts'
import { loadTemplate } from '../../../electron/frame/template/template.ts'
import { wordsFor } from '../../../electron/system/words.ts'
import { frameOf, loadBare, meanDistance, options, photo, pixels, plain, seeded } from './frames.ts'

// The real ones, but counted.
vi.mock('../../../electron/frame/photo/pixels.ts', { spy: true })
beforeEach(() => void vi.mocked(cutPhoto).mockClear())

const [red, green, blue] = ['#d02020', '#20a040', '#2040d0'] as const

/** One output's slots on a dark ground. */
const frameWith = (slots: object[], output: OutputName = 'post') => {
  const bare = { ground: '#101010', slots: [{ x: 0, y: 0, width: 100, height: 100 }] }
  return frameOf({ title: 'Bare', outputs: { post: bare, [output]: { ground: '#101010', slots } } })
}

const bareFramer = (slots: object[], output: OutputName = 'post') =>
  createFramer(frameWith(slots, output), output, options)

/** Frames the shots and says what colour is where. */
async function framed(slots: object[], shots: readonly Buffer[], output: OutputName = 'post') {
  const framer = await bareFramer(slots, output)
  const { jpeg } = await framer.frame(shots)
  const { data, width } = await pixels(jpeg)
  return (x: number, y: number) => [...data.subarray((y * width + x) * 3, (y * width + x) * 3 + 3)]
}

function near(came: number[], colour: string, by = 6): void {
  const expected = [...Buffer.from(colour.slice(1), 'hex')]
  const apart = Math.max(...expected.map((value, i) => Math.abs(came[i]! - value)))
  expect(apart, `${came} for ${colour}`).toBeLessThanOrEqual(by)
}

/** A photo of two halves, side by side. */
const halves = async () =>
  sharp({ create: { width: 800, height: 400, channels: 3, background: red } })
    .composite([{ input: await plain(blue), left: 400, top: 0 }])
    .png()
    .toBuffer()

const place = { width: 200, height: 200 }

describe('photos come into their slots', () => {
  it('one by one, in the order of the shots and not of the slots', async () => {
    const slots = [
      { x: 0, y: 0, ...place, shot: 3 },
      { x: 300, y: 0, ...place, shot: 1 },
      { x: 600, y: 0, ...place, shot: 2 },
      { x: 0, y: 300, ...place, shot: 1 },
    ]
    const at = await framed(slots, await Promise.all([red, green, blue].map(colour => plain(colour))))
    near(at(100, 100), blue)
    near(at(400, 100), red)
    near(at(700, 100), green)
    near(at(100, 400), red)
    near(at(250, 100), '#101010')
  })

  it('as the focus says when they are cropped', async () => {
    const slots = [0, 1].map(x => ({ x: x * 300, y: 0, ...place, focus: { x } }))
    const at = await framed(slots, [await halves()])
    near(at(190, 100), red)
    near(at(310, 100), blue)
  })

  it('whole on the slot’s ground when they are contained', async () => {
    const at = await framed([{ x: 0, y: 0, ...place, fit: 'contain', ground: '#20a040' }], [await halves()])
    near(at(100, 20), green)
    near(at(20, 100), red)
    near(at(180, 100), blue)
    near(at(100, 180), green)
  })

  it('turned with their slot, whose corners stay free', async () => {
    const at = await framed([{ x: 300, y: 300, width: 400, height: 200, rotation: 90 }], [await halves()])
    near(at(500, 230), red) // clockwise: what was left is at the top
    near(at(500, 570), blue)
    near(at(320, 400), '#101010')
  })

  it('a 1080p webcam picture is cropped around its middle and not scaled', async () => {
    const original = await photo('portrait-1080p.jpg')
    const slots = [{ x: 0, y: 0, width: 1080, height: 1080 }]
    const { jpeg } = await (await createFramer(frameWith(slots), 'post', options)).frame([original])
    const seen = await sharp(jpeg).extract({ left: 0, top: 0, width: 1080, height: 1080 }).png().toBuffer()
    const cut = await sharp(original)
      .extract({ left: 420, top: 0, width: 1080, height: 1080 })
      .raw()
      .toBuffer()
    expect(meanDistance((await pixels(seen)).data, cut)).toBeLessThan(1.5)
  })

  it('in the look that is asked for, as they are when none is', async () => {
    const framer = await createFramer(frameWith([{ x: 0, y: 0, ...place }]), 'post', options)
    const middle = async (look?: 'mono') => {
      const { jpeg } = await framer.frame([await plain(green)], look)
      const { data } = await pixels(jpeg)
      return [...data.subarray((100 * 1080 + 100) * 3, (100 * 1080 + 100) * 3 + 3)]
    }
    near(await middle(), green)
    const [r, g, b] = await middle('mono')
    expect(Math.max(r!, g!, b!) - Math.min(r!, g!, b!)).toBeLessThan(4)
  })

  it('twenty times at once, all alike', async () => {
    const framer = await createFramer(await loadBare(), 'post', options)
    const original = await photo('grace_hopper.jpg')
    const all = await Promise.all(Array.from({ length: 20 }, () => framer.frame([original])))
    expect(new Set(all.map(({ jpeg }) => jpeg.toString('latin1'))).size).toBe(1)
  })
})

describe('no work is done twice', () => {
  it('a strip’s twin is not cut again', async () => {
    const slots = [0, 1].map(i => ({
      x: 50,
      y: 50 + i * 400,
      width: 400,
      height: 300,
      rotation: i * 7,
      shot: i + 1,
    }))
    const at = await framed(slots, [await plain(red), await plain(blue)], 'strip')
    expect(cutPhoto).toHaveBeenCalledTimes(2)
    near(at(250, 200), red)
    near(at(850, 200), red)
    near(at(850, 600), blue)
  })
  it('a retake cuts only the shot that was taken again', async () => {
    const slots = [1, 2, 3].map(shot => ({ x: shot * 250, y: 0, ...place, shot }))
    const framer = await bareFramer(slots)
    const [first, second, third, again] = await Promise.all(
      [red, blue, red, blue].map(colour => plain(colour)),
    )
    await framer.frame([first!, second!, third!])
    vi.mocked(cutPhoto).mockClear()
    const { jpeg } = await framer.frame([again!, second!, third!])
    expect(cutPhoto).toHaveBeenCalledTimes(1)
    const afresh = await framer.frame([again!, second!, third!].map(shot => Buffer.from(shot)))
    expect(jpeg.equals(afresh.jpeg)).toBe(true)
  })
  it('a shot that could not be cut is tried again', async () => {
    const framer = await bareFramer([{ x: 0, y: 0, ...place }])
    const shot = await plain(red)
    vi.mocked(cutPhoto).mockRejectedValueOnce(new Error('no memory'))
    await expect(framer.frame([shot])).rejects.toThrow('no memory')
    expect((await framer.frame([shot])).jpeg.length).toBeGreaterThan(0)
  })
  it('but the same photo in another shape is', async () => {
    await framed(
      [
        { x: 0, y: 0, ...place },
        { x: 300, y: 0, width: 201, height: 200 },
        { x: 600, y: 0, ...place },
      ],
      [await plain(red)],
    )
    expect(cutPhoto).toHaveBeenCalledTimes(2)
  })
})

describe('what cannot be framed is said', () => {
  const refusal = async (work: Promise<unknown>) => {
    const error = await work.then(
      () => null,
      (error: unknown) => error,
    )
    return wordsFor(error)
  }
  it.each([0, 1, 3])('%i shots for two', async came => {
    const slots = [0, 1].map(i => ({ x: i * 300, y: 0, ...place, shot: i + 1 }))
    const framer = await createFramer(frameWith(slots), 'post', options)
    const shots = Array.from({ length: came }, () => Buffer.from('never looked at'))
    await expect(framer.frame(shots)).rejects.toMatchObject({
      code: 'SHOTS_MISSING',
      details: { expected: 2, came },
    })
    expect(await refusal(framer.frame(shots))).toBe(
      `The frame has 2 shots, but ${came} photos came. Give one photo for each.`,
    )
  })
  it('an output that the frame has not', async () => {
    const making = createFramer(frameWith([{ x: 0, y: 0, ...place }], 'print'), 'story', options)
    await expect(making).rejects.toMatchObject({ code: 'TEMPLATE_OUTPUT' })
    expect(await refusal(making)).toBe('The frame "bare" has no "story". It gives: post, print.')
  })
  it('a shot that is no photo, among others that are', async () => {
    const slots = [0, 1].map(i => ({ x: i * 300, y: 0, ...place, shot: i + 1 }))
    const framer = await createFramer(frameWith(slots), 'post', options)
    await expect(framer.frame([await plain(red), Buffer.from('hello')])).rejects.toMatchObject({
      code: 'NOT_A_PHOTO',
    })
  })
})

describe('the finished picture', async () => {
  const swell = await loadTemplate('swell')
  const original = await photo('portrait-1080p.jpg')
  const facts = async (output: OutputName) => {
    const framer = await createFramer(swell, output, options)
    const { jpeg, width, height } = await framer.frame(Array(framer.plan.shots).fill(original))
    return { said: { width, height }, ...(await sharp(jpeg).metadata()) }
  }

  it.each(outputNames)('%s is a JPEG of its size, 4:2:0, in sRGB and says so', async output => {
    const { canvas, ...rest } = { dpi: 72, twice: false, ...outputs[output] }
    const { said, icc, density, ...picture } = await facts(output)
    expect(picture).toMatchObject({
      format: 'jpeg',
      width: canvas.width * (rest.twice ? 2 : 1),
      height: canvas.height,
      space: 'srgb',
      chromaSubsampling: '4:2:0',
    })
    expect(picture).toMatchObject(said)
    expect(icc?.includes('sRGB') || icc?.includes(Buffer.from('sRGB', 'utf16le').swap16())).toBe(true)
    if (output === 'print' || output === 'strip') expect(density).toBe(300)
    else expect(density ?? 72).toBe(72)
  })

  it('has nothing of the device', async () => {
    const spy = await sharp(original)
      .withExif({
        IFD0: { Make: 'Spy', Model: 'Cam 1' },
        IFD3: { GPSLatitude: '47/1 22/1 0/1', GPSLatitudeRef: 'N' },
      })
      .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/"><owner>Spy</owner></x:xmpmeta>')
      .toBuffer()
    expect((await sharp(spy).metadata()).exif?.includes('Spy')).toBe(true)
    const { jpeg } = await (await createFramer(swell, 'post', options)).frame([spy])
    const { exif, xmp, iptc, orientation } = await sharp(jpeg).metadata()
    expect([exif, xmp, iptc, orientation]).toEqual(Array(4).fill(undefined))
    expect(jpeg.includes('Spy') || jpeg.includes('GPS')).toBe(false)
  })

  it('a card stays below 300 kB, whatever is on it', async () => {
    const random = seeded(5)
    const noise = Buffer.from(Array.from({ length: 1200 * 630 * 3 }, () => random() * 256))
    const raw = { width: 1200, height: 630, channels: 3 } as const
    const noisy = await sharp(noise, { raw }).png({ compressionLevel: 1 }).toBuffer()
    const template = frameWith([{ x: 0, y: 0, width: 1200, height: 630 }], 'card')
    const { jpeg } = await (await createFramer(template, 'card', options)).frame([noisy])
    expect(jpeg.length).toBeLessThanOrEqual(300_000)
    expect(jpeg.length).toBeGreaterThan(200_000) // as good as it may be
  })

  it('a print’s QR code opens the link', async () => {
    const link = 'https://photos.example.org/s/AAAAAAAAAAAAAAAAAAAAAA'
    const framer = await createFramer(swell, 'print', { ...options, link })
    const { jpeg } = await framer.frame([original])
    const { data, info } = await sharp(jpeg)
      .extract({ left: 860, top: 1470, width: 300, height: 300 })
      .ensureAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true })
    expect(jsqr(Uint8ClampedArray.from(data), info.width, info.height)?.data).toBe(link)
  })

  it('says what each step took', async () => {
    const { steps } = await (await createFramer(swell, 'post', options)).frame([original])
    for (const took of Object.values(steps)) expect(took).toBeGreaterThan(0)
  })

  it('is what the overlay shows over the live picture', async () => {
    const framer = await createFramer(await loadBare(), 'post', options)
    const overlay = sharp(await framer.overlay())
    expect(await overlay.metadata()).toMatchObject({ format: 'png', width: 1080, height: 1350, channels: 4 })
    const data = await overlay.raw().toBuffer()
    expect(data[(130 * 1080 + 160) * 4 + 3]).toBe(0)
    expect([...data.subarray(0, 4)]).toEqual([0x14, 0x11, 0x0f, 255])
  })
})
