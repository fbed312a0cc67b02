/**
 * A booth for a test: a real station, a real Chromium with its fake camera fed from a real photograph, the
 * kiosk's page in it, and phones as further browsers.
 */
import { copyFile, mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type Browser,
  type BrowserContext,
  test as base,
  chromium,
  type Locator,
  type Page,
} from '@playwright/test'
import jsqr from 'jsqr'
import sharp from 'sharp'
import { projectRoot, type StationProcess, startStation, temporaryFolder } from '../support/station.ts'

export { expect } from '@playwright/test'

export const portrait = { width: 1080, height: 1920 }
export const landscape = { width: 1920, height: 1080 }
export const tablet = { width: 1280, height: 800 }
export const phoneSize = { width: 390, height: 844 }

export interface BoothOptions {
  /** The kiosk's screen, in pixels. */
  screenSize: { width: number; height: number }
  /** plugged: one is there. none: there is none. denied: the browser's person said no. */
  camera: 'plugged' | 'none' | 'denied'
  /** What is in event.json. */
  event: object
  /** Further flags of the station. */
  flags: readonly string[]
}

export interface Booth {
  readonly data: string
  readonly station: StationProcess
  readonly browser: Browser
  readonly page: Page
  /** Opens `address` on a phone; JavaScript can be off. */
  phone(address: string, options?: Parameters<Browser['newContext']>[0]): Promise<Page>
  /** Pulls the camera's plug, or puts it back. */
  unplug(): Promise<void>
  plugIn(): Promise<void>
  /** Kills the station (-9) and starts it again at the same addresses, as a supervisor does. */
  restartStation(between?: () => Promise<void>): Promise<void>
}

const secret = 'a-secret-that-a-supervisor-keeps-over-restarts'

export const test = base.extend<BoothOptions & { booth: Booth }>({
  screenSize: [portrait, { option: true }],
  camera: ['plugged', { option: true }],
  event: [{}, { option: true }],
  flags: [[], { option: true }],

  booth: async ({ screenSize, camera, event, flags }, use) => {
    await using folder = await temporaryFolder()
    const data = join(folder.path, 'data')
    const feed = join(folder.path, 'camera.mjpeg')
    // A stream of one JPEG: Chromium plays it in a loop.
    await copyFile(join(projectRoot, 'tests/fixtures/photos/portrait-1080p.jpg'), feed)
    await mkdir(data)
    await writeFile(join(data, 'event.json'), JSON.stringify(event))
    const env = { GROUNDSWELL_SECRET: secret }
    let station = await startStation({ data, flags, env })
    const browser = await launch(feed, camera)
    const context = await browser.newContext({ viewport: screenSize })
    const page = await context.newPage()
    const phones: BrowserContext[] = []
    await page.goto(station.ready.kiosk)

    await use({
      data,
      browser,
      page,
      get station() {
        return station
      },
      async phone(address, options) {
        const phone = await browser.newContext({ viewport: phoneSize, hasTouch: true, ...options })
        phones.push(phone)
        const opened = await phone.newPage()
        await opened.goto(address)
        return opened
      },
      unplug: () => rename(feed, `${feed}.unplugged`),
      plugIn: () => rename(`${feed}.unplugged`, feed),
      async restartStation(between = async () => {}) {
        const ports = [station.ready.kiosk, station.ready.share].map(url => new URL(url).port)
        await station.kill()
        await between()
        const [port = '', sharePort = ''] = ports
        station = await startStation({
          data,
          flags: [...flags, '--port', port, '--share-port', sharePort],
          env,
        })
      },
    })

    await browser.close()
    await station.stop()
  },
})

/** A Chromium with a fake camera that shows `feed`. */
export function launch(feed: string, camera: BoothOptions['camera'] = 'plugged'): Promise<Browser> {
  // A feed makes a device of its own, so without a camera there must be none.
  const devices =
    camera === 'none'
      ? ['--use-fake-device-for-media-stream=device-count=0']
      : ['--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${feed}`]
  return chromium.launch({
    executablePath: process.env.GROUNDSWELL_CHROMIUM || '/usr/bin/chromium',
    args: [
      ...devices,
      `--use-fake-ui-for-media-stream${camera === 'denied' ? '=deny' : ''}`,
      '--disable-background-networking',
      '--disable-component-update',
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ],
  })
}

/** Goes from the start to the code with as few touches as a person needs. */
export async function takePhoto(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Take our photo' }).click()
  await page.getByRole('button', { name: 'To the camera' }).click()
  await page.getByRole('button', { name: 'Ready' }).click()
  await page.locator('[data-at="takeaway"]').waitFor()
}

/** Goes on from the code to what the brand may do with the photo. */
export async function choose(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Yes, choose what' }).click()
  await page.locator('[data-at="choose"]').waitFor()
}

/** What a phone's camera reads from the screen: decoded from a picture of it, not from the page's data. */
export async function scan(page: Page): Promise<string> {
  const { data, info } = await sharp(await page.screenshot())
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  const code = jsqr(new Uint8ClampedArray(data), info.width, info.height)
  if (!code) throw new Error('No QR code can be read from the screen')
  return code.data
}

/** The mean colour of what `element` shows, as [red, green, blue]. */
export async function meanColour(element: Locator): Promise<readonly number[]> {
  const { channels } = await sharp(await element.screenshot())
    .removeAlpha()
    .stats()
  return channels.map(channel => channel.mean)
}
