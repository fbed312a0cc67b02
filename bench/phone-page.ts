import { gzipSync } from 'node:zlib'
import { devices, type Page } from '@playwright/test'
import { launch } from '../tests/e2e/booth.ts'
import { openKiosk } from '../tests/support/kiosk.ts'
import { photo1080p } from '../tests/support/photo.ts'
import { startStation, temporaryFolder } from '../tests/support/station.ts'
import { median, round, within } from './statistics.ts'

const visits = 9

/** "Slow 4G" as Lighthouse means it: 150 ms there and back, 1.6 Mbit/s down, 750 kbit/s up; and a slow phone. */
const slow4g = { offline: false, latency: 150, downloadThroughput: 1.6e6 / 8, uploadThroughput: 0.75e6 / 8 }
const cpuSlowDown = 4

/** What the page behind the code weighs, and how soon its picture is on a slow phone with a slow line. */
export async function measurePhonePage() {
  await using folder = await temporaryFolder()
  const station = await startStation({ data: folder.path })
  const kiosk = await openKiosk(station.ready)
  const { id, link } = await kiosk.shutter()
  await kiosk.send(id, photo1080p)
  await fetch(`${link}/ready`)
  const html = await (await fetch(link)).text()
  const picture = (await (await fetch(`${link}/photo.jpg`)).arrayBuffer()).byteLength

  const browser = await launch('')
  const took: number[] = []
  let requests = 0
  for (let i = -1; i < visits; i++) {
    const context = await browser.newContext(devices['iPhone 13'])
    const page = await context.newPage()
    const seen: string[] = []
    page.on('request', request => seen.push(request.url()))
    const ms = await pictureAfter(page, link)
    requests = seen.length
    await context.close()
    if (i >= 0) took.push(ms)
  }
  await browser.close()
  kiosk.close()
  await station.stop()
  return {
    'phone page, kB compressed': within(gzipSync(html).length / 1000, 20),
    'requests until the picture is there': within(requests, 2),
    'picture on slow 4G and a slow phone, ms (median)': within(median(took), 2_500),
    'picture, kB': round(picture / 1000, 0),
  }
}

/** Milliseconds from the tap on the link until the whole picture has been painted. */
async function pictureAfter(page: Page, link: string): Promise<number> {
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Network.enable')
  await devtools.send('Network.emulateNetworkConditions', slow4g)
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: cpuSlowDown })
  await page.goto(link, { waitUntil: 'commit' })
  return page.evaluate(
    () =>
      new Promise<number>(resolve => {
        new PerformanceObserver(list => {
          for (const entry of list.getEntries()) {
            const { element, startTime } = entry as PerformanceEntry & { element: Element | null }
            if (element?.id === 'picture') resolve(startTime)
          }
        }).observe({ type: 'largest-contentful-paint', buffered: true })
      }),
  )
}
