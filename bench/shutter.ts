import { copyFile, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import type { StationMessage } from '../electron/contract/events.ts'
import { launch } from '../tests/e2e/booth.ts'
import { photo1080p } from '../tests/support/photo.ts'
import { projectRoot, startStation, temporaryFolder } from '../tests/support/station.ts'
import { until } from '../tests/support/until.ts'
import { openFramer } from './engine.ts'
import { median, percentile, round, sample, within } from './statistics.ts'

const standardVisits = 50
const reviewedVisits = 20
const warmUp = 3
/** A small kiosk's: without a GPU, larger screens measure how fast Chromium paints in software. */
export const screen = { width: 1280, height: 800 }

/**
 * With a real camera stream at 1080p, from the shutter in the kiosk's page: until the QR code is painted, and until a
 * phone has downloaded the framed picture, the original safe on disk. The same from the touch that keeps the photo, where
 * people look at it first.
 */
export async function measureShutter() {
  await using folder = await temporaryFolder()
  const { toCode, toPhone, encode, visits } = await measureVisits(folder.path, standardVisits)
  await using beside = await temporaryFolder()
  const kept = await measureVisits(beside.path, reviewedVisits, { review: true })
  const framer = await openFramer()
  // Each time another photo, as far as the engine knows: it cuts none twice.
  const frame = median(await sample(20, 3, () => framer.frame([Buffer.from(photo1080p)])))
  return {
    'shutter to QR painted, ms (95th percentile)': within(percentile(toCode, 0.95), 50),
    'shutter to QR painted, ms (median)': round(median(toCode)),
    'photo kept to QR painted, ms (95th percentile)': within(percentile(kept.toCode, 0.95), 50),
    'photo kept to picture on the phone, ms (median)': round(median(kept.toPhone)),
    'shutter to picture on the phone, to bare encode + frame (median)': within(
      median(toPhone) / (encode + frame),
      2,
    ),
    'shutter to picture on the phone, ms (median)': round(median(toPhone)),
    'bare canvas encode, ms (median)': round(encode),
    'bare frame, ms (median)': round(frame),
    visits,
  }
}

/**
 * Visits to a station on `folder`/data, which is made or goes on: milliseconds from the shutter to the painted code
 * and to the picture on the phone; and of a bare canvas encode on the same page. `beside` begins what goes on meanwhile
 * at the share door, and gives how it ends. With `review`, people look at their photo first, and it is measured from when
 * they keep it.
 */
export async function measureVisits(
  folder: string,
  visits: number,
  {
    review = false,
    beside = () => async () => {},
  }: { review?: boolean; beside?: (share: string) => () => Promise<unknown> } = {},
) {
  const feed = join(folder, 'camera.mjpeg')
  await copyFile(join(projectRoot, 'tests/fixtures/photos/portrait-1080p.jpg'), feed)
  const data = join(folder, 'data')
  await mkdir(data, { recursive: true })
  await writeFile(join(data, 'event.json'), JSON.stringify({ review }))
  const station = await startStation({ data })
  const end = beside(station.ready.share)
  const browser = await launch(feed)
  const page = await (await browser.newContext({ viewport: screen })).newPage()
  const downloads: Promise<number>[] = []
  page.on('websocket', socket => {
    socket.on('framereceived', ({ payload }) => {
      const link = linkOf(String(payload))
      if (link) downloads.push(download(link))
    })
  })
  await page.goto(station.ready.kiosk)

  const toCode: number[] = []
  const toPhone: number[] = []
  for (let i = -warmUp; i < visits; i++) {
    await goToShutter(page)
    if (review) await page.getByRole('button', { name: 'Love it' }).click()
    // Nobody asks the page anything until the phone has the picture: that would cost it time.
    const downloaded = await until('the link', () => downloads[i + warmUp])
    await page.waitForTimeout(500)
    const { began, painted } = await marks(page)
    for (let touch = 0; touch < 2; touch++) await page.getByRole('button', { name: 'Done' }).click()
    if (i < 0) continue
    toCode.push(painted - began)
    toPhone.push(downloaded - began)
  }
  await end()
  await page.goto('about:blank') // its start screen moves, which costs
  const encode = await measureCanvas(page, `${new URL(station.ready.kiosk).origin}/nothing`)
  await browser.close()
  await station.stop()
  return { toCode, toPhone, encode, visits }
}

/** A visit up to the last touch before the shutter. */
async function goToShutter(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Take our photo' }).click()
  await page.getByRole('button', { name: 'To the camera' }).click()
  await page.waitForFunction(() => (document.querySelector('video')?.currentTime ?? 0) > 0.5)
  await page.getByRole('button', { name: 'Ready' }).click()
}

/** The page's own marks, of the touch that keeps the photo or else of the shutter, as milliseconds since 1970. */
function marks(page: Page): Promise<{ began: number; painted: number }> {
  return page.evaluate(() => {
    const at = (name: string) =>
      performance.timeOrigin + (performance.getEntriesByName(name)[0]?.startTime ?? Number.NaN)
    return { began: at('kept') || at('shutter'), painted: at('qr-painted') }
  })
}

function linkOf(payload: string): string | undefined {
  const message = JSON.parse(payload) as StationMessage
  const output = 'output' in message ? (message.output as { link?: string } | null) : null
  return output?.link
}

/** A phone that waits for the picture and downloads it; when it has all of it, as milliseconds since 1970. */
async function download(link: string): Promise<number> {
  const ready = await fetch(`${link}/ready`)
  if (ready.status !== 200) throw new Error(`The picture did not come: ${ready.status}`)
  await (await fetch(`${link}/photo.jpg`)).arrayBuffer()
  return performance.timeOrigin + performance.now()
}

/** The same picture from the same camera, drawn to a canvas and encoded, with nothing else to do. */
async function measureCanvas(page: Page, address: string): Promise<number> {
  await page.goto(address) // getUserMedia wants a trustworthy origin
  const samples = await page.evaluate(async () => {
    const video = document.createElement('video')
    video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { width: 1920, height: 1080 } })
    await video.play()
    const took: number[] = []
    for (let i = -3; i < 20; i++) {
      await new Promise(resolve => setTimeout(resolve, 100))
      const started = performance.now()
      const canvas = document.createElement('canvas')
      canvas.width = video.videoWidth
      canvas.height = video.videoHeight
      canvas.getContext('2d')?.drawImage(video, 0, 0)
      await new Promise(resolve => canvas.toBlob(resolve, 'image/jpeg', 0.92))
      if (i >= 0) took.push(performance.now() - started)
    }
    return took
  })
  return median(samples)
}
