/**
 * A booth for a test: a real station, a real Chromium with its fake camera fed from a real photograph, the
 * kiosk's page in it, and phones as further browsers.
 */
import { copyFile, mkdir, rename, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { type Browser, test as base, chromium, type Locator, type Page } from '@playwright/test'
import sharp from 'sharp'
import { writeCameraFeed, writeMovingFeed } from '../support/camera-feed.ts'
import { openKiosk } from '../support/kiosk.ts'
import { readCode } from '../support/qr.ts'
import { type StationProcess, startStation, temporaryFolder } from '../support/station.ts'
import { until } from '../support/until.ts'

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
  /** plugged: one is there. moving: one before which something moves. pluggable: one whose plug can be pulled. none: there is none. denied: the browser's person said no. */
  camera: 'plugged' | 'moving' | 'pluggable' | 'none' | 'denied'
  /** What is in event.json. */
  event: object
  /** Files that lie in brand/ in the data folder, by where they are here. */
  brandFiles: readonly string[]
  /** Further flags of the station. */
  flags: readonly string[]
  /**
   * Whether the station may be one that other tests of the same event and flags have had visits at: for tests that look
   * at their own visit and photo alone, and change nothing of the station.
   */
  isShared: boolean
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

const env = { GROUNDSWELL_SECRET: 'a-secret-that-a-supervisor-keeps-over-restarts' }

/** What is about the count itself says so in its event. */
const shortCount = { count: 1 }

/** A station with a data folder of its own. */
interface Place {
  readonly data: string
  station: StationProcess
  close(): Promise<void>
}

type PlaceOptions = Pick<BoothOptions, 'event' | 'brandFiles' | 'flags'>

async function openPlace({ event, brandFiles, flags }: PlaceOptions): Promise<Place> {
  const folder = await temporaryFolder()
  const data = join(folder.path, 'data')
  await mkdir(join(data, 'brand'), { recursive: true })
  await writeFile(join(data, 'event.json'), JSON.stringify({ ...shortCount, ...event }))
  for (const file of brandFiles) await copyFile(file, join(data, 'brand', basename(file)))
  const place: Place = {
    data,
    station: await startStation({ data, flags, env }),
    async close() {
      await place.station.stop()
      await folder[Symbol.asyncDispose]()
    },
  }
  return place
}

/**
 * The station that a worker's tests share: one at a time, since the tests of one event mostly follow each other. After a
 * test that failed, Playwright goes on in another worker.
 */
class SharedPlace {
  #place: Place | null = null
  #for = ''

  /** At its start, whatever the test before has left. */
  async take(options: PlaceOptions): Promise<Place> {
    const wanted = JSON.stringify([options.event, options.brandFiles, options.flags])
    if (wanted !== this.#for) await this.close()
    this.#place ??= await openPlace(options)
    this.#for = wanted
    const kiosk = await openKiosk(this.#place.station.ready)
    await kiosk.leave()
    kiosk.close()
    return this.#place
  }

  async close(): Promise<void> {
    const place = this.#place
    this.#place = null
    await place?.close()
  }
}

interface WorkerFixtures {
  browser: Browser
  shared: SharedPlace
}

export const test = base.extend<BoothOptions & { venue: Venue; booth: Booth }, WorkerFixtures>({
  screenSize: [small, { option: true }],
  camera: ['plugged', { option: true }],
  event: [{}, { option: true }],
  brandFiles: [[], { option: true }],
  flags: [[], { option: true }],
  isShared: [false, { option: true }],

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

  shared: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from it which fixtures are needed
    async ({}, use) => {
      const shared = new SharedPlace()
      await use(shared)
      await shared.close()
    },
    { scope: 'worker' },
  ],

  venue: async ({ browser, shared, event, brandFiles, flags, isShared }, use) => {
    const options = { event, brandFiles, flags }
    const place = isShared ? await shared.take(options) : await openPlace(options)
    await using undo = new AsyncDisposableStack()
    undo.defer(() => (isShared ? undefined : place.close()))

    await use({
      data: place.data,
      get station() {
        return place.station
      },
      async phone(address, options) {
        const phone = undo.use(await browser.newContext({ viewport: phoneSize, hasTouch: true, ...options }))
        const opened = await phone.newPage()
        await opened.goto(address)
        return opened
      },
      async restartStation(between = async () => {}) {
        if (isShared) throw new Error('A test that restarts the station needs one of its own: isShared false')
        const { kiosk, share } = place.station.ready
        const [port = '', sharePort = ''] = [kiosk, share].map(url => new URL(url).port)
        await place.station.kill()
        await between()
        place.station = await startStation({
          data: place.data,
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
      await (camera === 'moving' ? writeMovingFeed : writeCameraFeed)(feed)
      own = undo.use(await launch(feed, camera))
    }
    const context = undo.use(await (own ?? browser).newContext({ viewport: screenSize }))
    const page = await context.newPage()
    await page.goto(venue.station.ready.kiosk)
    await untilLinked(page)
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

/** Waits until the kiosk's page has its words and the station's: it is loaded before it has them. */
export async function untilLinked(page: Page): Promise<void> {
  await page.locator('main:not([inert])').waitFor()
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

/** Goes from wherever the kiosk is to the operator's page, by keyboard. */
export async function openOperator(page: Page): Promise<void> {
  await untilLinked(page) // before that no key leads there
  await page.keyboard.press('Control+Shift+O')
  await page.waitForURL(/\/operator\//)
}

/** What `choosePin` chooses. */
export const pin = '24680'

/** Chooses the operator's PIN, the first time, and comes to the glance. */
export async function choosePin(page: Page): Promise<void> {
  for (const name of ['Choose a PIN for this kiosk', 'Type it once more']) {
    await page.getByRole('heading', { level: 1, name, exact: true }).waitFor()
    await page.keyboard.type(pin)
    await page.keyboard.press('Enter')
  }
  await page.getByText('Seen at').waitFor()
}

/** Goes on from the code to what the brand may do with the photo. */
export async function choose(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Yes, choose what' }).click()
  await page.locator('[data-at="choose"]').waitFor()
}

/**
 * Where a phone's camera leads from the screen: decoded from pictures of it, not from the page's data. As a phone does,
 * it looks until there is a code that it can read.
 */
export async function scan(page: Page): Promise<string> {
  const read = await until('a code on the screen', async () => readCode(await page.screenshot()))
  return new URL(read).href
}

/** The mean colour of what `element` shows, as [red, green, blue]. */
export async function meanColour(element: Locator): Promise<readonly number[]> {
  const { channels } = await sharp(await element.screenshot())
    .removeAlpha()
    .stats()
  return channels.map(channel => channel.mean)
}
