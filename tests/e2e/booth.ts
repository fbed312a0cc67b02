/**
 * A booth for a test: a real station, a real Chromium with its fake camera fed from a real photograph, the
 * kiosk's page in it, and phones as further browsers.
 */
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Browser, test as base, chromium, type Locator, type Page } from '@playwright/test'
import jsqr from 'jsqr'
import sharp from 'sharp'
import { writeCameraFeed } from '../support/camera-feed.ts'
import { type StationProcess, startStation, temporaryFolder } from '../support/station.ts'

export { expect } from '@playwright/test'

export const portrait = { width: 1080, height: 1920 }
export const landscape = { width: 1920, height: 1080 }
export const tablet = { width: 1280, height: 800 }
/** A small kiosk's, for tests of something else: without a GPU, a large screen is mostly waited for. */
const small = { width: 720, height: 1280 }
export const phoneSize = { width: 390, height: 844 }
/** In which languages a phone's page is looked at: the source, one of long words, one from right to left. Unit tests read all. */
export const phoneLooks = { light: ['en', 'pl', 'ar'], dark: ['en', 'ar'] } as const

export interface BoothOptions {
  /** The kiosk's screen, in pixels. */
  screenSize: { width: number; height: number }
  /** plugged: one is there. pluggable: one whose plug can be pulled. none: there is none. denied: the browser's person said no. */
  camera: 'plugged' | 'pluggable' | 'none' | 'denied'
  /** What is in event.json. */
  event: object
  /** Further flags of the station. */
  flags: readonly string[]
}

/** A booth whose kiosk has no screen. */
export interface Venue {
  readonly data: string
  readonly station: StationProcess
  /** Opens `address` on a phone; JavaScript can be off. */
  phone(address: string, options?: Parameters<Browser['newContext']>[0]): Promise<Page>
  /** Kills the station (-9) and starts it again at the same addresses, as a supervisor does. */
  restartStation(between?: () => Promise<void>): Promise<void>
}

export interface Booth extends Venue {
  readonly page: Page
  /** Pulls a pluggable camera's plug, or puts it back. */
  unplug(): Promise<void>
  plugIn(): Promise<void>
}

const secret = 'a-secret-that-a-supervisor-keeps-over-restarts'

export const test = base.extend<BoothOptions & { venue: Venue; booth: Booth }, { browser: Browser }>({
  screenSize: [small, { option: true }],
  camera: ['plugged', { option: true }],
  event: [{}, { option: true }],
  flags: [[], { option: true }],

  // Shared by a worker's tests, each of which has contexts of its own.
  browser: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from it which fixtures are needed
    async ({}, use) => {
      await using folder = await temporaryFolder()
      const feed = join(folder.path, 'camera.y4m')
      await writeCameraFeed(feed)
      await using browser = await launch(feed)
      await use(browser)
    },
    { scope: 'worker' },
  ],

  venue: async ({ browser, event, flags }, use) => {
    await using folder = await temporaryFolder()
    const data = join(folder.path, 'data')
    await mkdir(data)
    await writeFile(join(data, 'event.json'), JSON.stringify(event))
    const env = { GROUNDSWELL_SECRET: secret }
    let station = await startStation({ data, flags, env })
    await using undo = new AsyncDisposableStack()
    undo.defer(async () => void (await station.stop()))

    await use({
      data,
      get station() {
        return station
      },
      async phone(address, options) {
        const phone = undo.use(await browser.newContext({ viewport: phoneSize, hasTouch: true, ...options }))
        const opened = await phone.newPage()
        await opened.goto(address)
        return opened
      },
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
  },

  booth: async ({ venue, browser, screenSize, camera }, use) => {
    await using undo = new AsyncDisposableStack()
    const feed = join(venue.data, '../camera.y4m')
    let own: Browser | undefined
    if (camera !== 'plugged') {
      await writeCameraFeed(feed)
      own = undo.use(await launch(feed, camera))
    }
    const context = undo.use(await (own ?? browser).newContext({ viewport: screenSize }))
    const page = await context.newPage()
    await page.goto(venue.station.ready.kiosk)
    const booth = Object.assign(venue, {
      page,
      unplug: () => rename(feed, `${feed}.unplugged`),
      plugIn: () => rename(`${feed}.unplugged`, feed),
    })
    await use(booth)
  },
})

/** Without them Chromium makes two pages for the address bar in every context, whose scripts run beside the test. */
const addressBar = ['WebUIOmniboxPopup', 'WebUIOmniboxAimPopup']
/** What Playwright turns off: of two lists Chromium reads the last. */
const playwrights = [
  'AimEnabled',
  'AvoidCorsURLLoaderRestartOnRedirect',
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsFirstBalancedModeAutoEnable',
  'HttpsUpgrades',
  'LensOverlay',
  'MediaRouter',
  'NetworkTimeServiceQuerying',
  'OptimizationHints',
  'PaintHolding',
  'PreconnectToSearch',
  'ThirdPartyStoragePartitioning',
]

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
      `--disable-features=${[...addressBar, ...playwrights].join()}`,
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ],
  })
}

/** Goes from the start to the code with as few touches as a person needs. */
export async function takePhoto(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Take our photo' }).click()
  await page.getByRole('button', { name: 'To the camera' }).click()
  await page.getByRole('button', { name: 'Ready' }).click()
  await page.getByRole('button', { name: 'Love it' }).click()
  await page.locator('[data-at="takeaway"]').waitFor()
}

/** Goes from the code back to the start. */
export async function leave(page: Page): Promise<void> {
  for (const at of ['thanks', 'attract']) {
    await page.getByRole('button', { name: 'Done' }).click()
    await page.locator(`[data-at="${at}"]`).waitFor()
  }
}

/** Opens all languages that the kiosk offers. */
export async function openLanguages(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'More languages' }).click()
  await page.getByRole('heading', { name: 'Language' }).waitFor()
}

/** Goes on from the code to what the brand may do with the photo. */
export async function choose(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Yes, choose what' }).click()
  await page.locator('[data-at="choose"]').waitFor()
}

/** Where a phone's camera leads from the screen: decoded from a picture of it, not from the page's data. */
export async function scan(page: Page): Promise<string> {
  const read = await readCode(await page.screenshot())
  if (read === null) throw new Error('No QR code can be read from the screen')
  return new URL(read).href
}

/** What the QR code in a picture says; null when none can be read. */
export async function readCode(picture: Buffer): Promise<string | null> {
  const { data, info } = await sharp(picture).ensureAlpha().raw().toBuffer({ resolveWithObject: true })
  return jsqr(new Uint8ClampedArray(data), info.width, info.height)?.data ?? null
}

/** The mean colour of what `element` shows, as [red, green, blue]. */
export async function meanColour(element: Locator): Promise<readonly number[]> {
  const { channels } = await sharp(await element.screenshot())
    .removeAlpha()
    .stats()
  return channels.map(channel => channel.mean)
}
