/**
 * What the kiosk shows before the result, it promises: the same colours, the same part of the scene, the same artwork.
 *
 * Pictures are compared tile by tile by CIE76, the distance of colours in CIELAB, for that is of what people see:
 * 2.3 is a difference they just notice (Mahy, Van Eycken and Oosterlinck, 1994). Of tiles, because the noise of two
 * JPEGs and half a pixel of scaling cancel out in their means; a look or another part of the scene does not.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser } from '@playwright/test'
import sharp from 'sharp'
import { type LookName, lookNames } from '../../electron/contract/looks.ts'
import { startStation, temporaryFolder } from '../support/station.ts'
import { until } from '../support/until.ts'
import { expect, test } from './booth.ts'

const justNoticed = 2.3
/** Small and calm, since two of them are drawn at once. */
const screen = { width: 720, height: 1400 }
/** Of the pictures compared: half the finished picture's pixels. */
const canvas = { width: 540, height: 675 }
const half = 0.5
/** In pixels of them. */
const tile = 45

interface Slot {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly rotation?: number
  readonly [more: string]: unknown
}

interface EventFacts {
  readonly look: LookName
  readonly slot: Slot
}

const plain: Slot = { x: 40, y: 40, width: 1000, height: 1000, border: { width: 12, colour: '#1b6e5a' } }
const turned: Slot = { x: 190, y: 180, width: 700, height: 900, rotation: 8, radius: 24, focus: { x: 0.2 } }
const whole: Slot = { ...plain, fit: 'contain', focus: { x: 0.2, y: 0.1 }, ground: '#2a6f97' }

const events = [
  ...lookNames.map(look => ({ look, slot: plain })),
  { look: 'warm', slot: turned },
  { look: 'film', slot: whole },
] as const satisfies readonly EventFacts[]

/** A picture's tiles in CIELAB. */
type Tiles = readonly (readonly number[])[]

/** What a visit showed, as it would lie on the finished picture. */
interface Seen {
  readonly live: Tiles
  /** The live view as it is on the screen: a mirror. */
  readonly mirror: Tiles
  /** The taken photo while the station frames it. */
  readonly still: Tiles
  /** The framed picture on the kiosk's screen. */
  readonly shown: Tiles
  /** The framed picture's own file. */
  readonly framed: Tiles
  /** The live view's CSS filter. */
  readonly filter: string
  /** What the browser said of the page's security policy. */
  readonly refusals: readonly string[]
}

test.describe('what the kiosk shows', () => {
  // All of them are needed together, so one worker does them, once.
  test.describe.configure({ mode: 'default' })
  const seen = new Map<EventFacts, Seen>()
  const of = (look: LookName, slot = plain) =>
    seen.get(events.find(one => one.look === look && one.slot === slot)!)!

  test.beforeAll(async ({ browser }) => {
    test.setTimeout(120_000)
    const left = [...events]
    const lane = async () => {
      for (let next = left.pop(); next; next = left.pop()) seen.set(next, await visit(browser, next))
    }
    // While one station starts or one visit counts, the other goes on.
    await Promise.all([lane(), lane()])
  })

  test('is the result before there is one, in every look', () => {
    for (const look of lookNames) expectPromiseKept(of(look), look)
  })

  test('would be noticed if it had any other look', () => {
    for (const look of lookNames) {
      for (const other of lookNames.filter(one => one !== look)) {
        expect(worst(of(look).live, of(other).framed), `${look} as ${other}`).toBeGreaterThan(2 * justNoticed)
      }
    }
  })

  test('is no filter where the colours stay, and breaks the policy nowhere', () => {
    expect(of('natural').filter).toBe('none')
    expect(of('warm').filter).toContain('#look')
    expect([...seen.values()].flatMap(({ refusals }) => refusals)).toEqual([])
  })

  test('is the same part of the scene in a turned slot with a focus off the centre', () => {
    const turnedSlot = of('warm', turned)
    expectPromiseKept(turnedSlot)
    // The live view mirrors the photo, so that left as it is it must not pass.
    expect(worst(turnedSlot.mirror, turnedSlot.framed)).toBeGreaterThan(2 * justNoticed)
  })

  test('is the whole photo on a ground that keeps its colour in a look', () => {
    expectPromiseKept(of('film', whole))
  })
})

/** Each comparison is told, even after one that failed: a second run takes half a minute. */
function expectPromiseKept({ live, still, shown, framed }: Seen, name?: string): void {
  for (const [step, tiles] of Object.entries({ live, still, shown }))
    expect.soft(worst(tiles, framed), [step, name].join(' ')).toBeLessThan(justNoticed)
}

/** A visit of its own station, from the live view to the framed picture. */
async function visit(browser: Browser, { look, slot }: EventFacts): Promise<Seen> {
  await using folder = await temporaryFolder()
  const data = folder.path
  const frame = join(data, 'templates/own')
  await mkdir(frame, { recursive: true })
  const settings = { title: 'Own', outputs: { post: { ground: '#f4c20d', slots: [slot] } } }
  await writeFile(join(frame, 'template.json'), JSON.stringify(settings))
  // Without a question the picture stays as large as the live view, and no edge falls into another tile.
  const event = { look, template: 'own', consent: { ask: [] } }
  await writeFile(join(data, 'event.json'), JSON.stringify(event))
  const station = await startStation({ data })
  await using undo = new AsyncDisposableStack()
  undo.defer(async () => void (await station.stop()))
  await using context = await browser.newContext({ viewport: screen, reducedMotion: 'reduce' })
  const page = await context.newPage()
  const refusals: string[] = []
  page.on('console', said => /content security policy/i.test(said.text()) && refusals.push(said.text()))

  await page.goto(station.ready.kiosk)
  await page.getByRole('button', { name: 'Take our photo' }).click()
  await page.getByRole('button', { name: 'To the camera' }).click()
  const video = page.locator('video')
  await until('the camera to show a picture', () =>
    video.evaluate(one => (one as HTMLVideoElement).currentTime > 0),
  )
  const filter = await video.evaluate(one => getComputedStyle(one).filter)
  const picture = () => page.locator('.picture').screenshot({ animations: 'disabled' })
  const live = await picture()
  await page.getByRole('button', { name: 'Ready' }).click()
  await page.getByRole('button', { name: 'Love it' }).click()
  const result = page.getByRole('img', { name: 'Your framed photo' })
  await result.evaluate(one => (one as HTMLImageElement).decode())
  const address = await result.getAttribute('src')
  const shown = await picture()
  await result.evaluate(one => {
    one.style.visibility = 'hidden'
  })
  const still = await picture()
  const download = async (path: string) => (await page.request.get(new URL(path, page.url()).href)).body()
  const framed = await download(address!)
  const overlay = await download((await page.locator('.picture > img').first().getAttribute('src'))!)

  const samples = await samplesOf(overlay, slot)
  return {
    live: await tilesOf(live, samples, 'from'),
    mirror: await tilesOf(live, samples, 'at'),
    still: await tilesOf(still, samples, 'at'),
    shown: await tilesOf(shown, samples, 'at'),
    framed: await tilesOf(framed, samples, 'at'),
    filter,
    refusals,
  }
}

/** A pixel of a picture, the tile it belongs to, and the pixel of a mirroring live view that shows the same. */
interface Sample {
  readonly tile: number
  readonly at: number
  readonly from: number
}

/** Where either the photo or the artwork is seen alone: the photo is mirrored in its slot, the artwork is not. */
async function samplesOf(overlay: Buffer, slot: Slot): Promise<Sample[]> {
  const { width, height } = canvas
  const alpha = await sharp(overlay).extractChannel('alpha').resize(width, height).raw().toBuffer()
  const centre = { x: (slot.x + slot.width / 2) * half, y: (slot.y + slot.height / 2) * half }
  const angle = ((slot.rotation ?? 0) * Math.PI) / 180
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
  const mirrored = (x: number, y: number) => {
    const aside = (x + 0.5 - centre.x) * cos + (y + 0.5 - centre.y) * sin
    return Math.round(y - 2 * aside * sin) * width + Math.round(x - 2 * aside * cos)
  }
  const found: Sample[] = []
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      const from = alpha[at] === 0 ? mirrored(x, y) : at
      const alone = alpha[at] === alpha[from] && (alpha[at] === 0 || alpha[at] === 255)
      if (alone) found.push({ tile: Math.floor(y / tile) * (width / tile) + Math.floor(x / tile), at, from })
    }
  }
  return found
}

/** The means of a picture's tiles. */
async function tilesOf(picture: Buffer, samples: readonly Sample[], pixel: 'at' | 'from'): Promise<Tiles> {
  const { buffer } = await sharp(picture)
    .removeAlpha()
    .resize(canvas.width, canvas.height, { fit: 'fill' })
    .toColourspace('lab')
    .raw({ depth: 'float' })
    .toBuffer()
  const lab = new Float32Array(buffer)
  const sums = Array.from({ length: (canvas.width * canvas.height) / tile ** 2 }, () => ({
    count: 0,
    l: 0,
    a: 0,
    b: 0,
  }))
  for (const sample of samples) {
    const sum = sums[sample.tile]!
    const i = sample[pixel] * 3
    sum.l += lab[i]!
    sum.a += lab[i + 1]!
    sum.b += lab[i + 2]!
    sum.count++
  }
  return sums.map(({ l, a, b, count }) => [l / count, a / count, b / count])
}

/** The distance of the two tiles that differ most. */
function worst(one: Tiles, two: Tiles): number {
  return Math.max(
    ...one.map((tile, i) => Math.hypot(...tile.map((value, channel) => value - two[i]![channel]!))),
  )
}
