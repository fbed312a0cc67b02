/** The camera's minute: what is seen and heard from the live view to the code. */
import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import sharp from 'sharp'
import { projectRoot, startStation, temporaryFolder } from '../support/station.ts'
import { expect, landscape, portrait, tablet, takePhoto, test } from './booth.ts'
import { resize, settled } from './fitting.ts'

/** What the page's loudspeaker is told: how long the sound is in seconds, and when it begins after it was told. */
interface Heard {
  readonly seconds: number
  readonly after: number
  /** Milliseconds on the page's clock. */
  readonly at: number
  /** What says the same to the eyes, in the frame after it. */
  caption: string
}

/** Notes every sound that is started from now on; each is played all the same. */
async function listen(page: Page): Promise<() => Promise<Heard[]>> {
  await page.evaluate(() => {
    const heard: Heard[] = []
    Object.assign(window, { heard })
    const { start } = AudioBufferSourceNode.prototype
    AudioBufferSourceNode.prototype.start = function (when = 0, ...rest) {
      const after = Math.max(0, when - this.context.currentTime)
      const sound = { seconds: this.buffer?.duration ?? 0, after, at: performance.now(), caption: '' }
      heard.push(sound)
      const shows = (what: string) => document.querySelector(what) !== null
      requestAnimationFrame(() => {
        const numeral = document.querySelector('[role="timer"]')?.textContent?.trim()
        sound.caption =
          numeral || (shows('.takeaway .code svg') && after ? 'code' : shows('.bloom') ? 'bloom' : '')
      })
      return start.call(this, when, ...rest)
    }
  })
  return () => page.evaluate(() => (window as unknown as { heard: Heard[] }).heard)
}

const toCamera = async (page: Page) => {
  await page.getByRole('button', { name: 'Take our photo' }).click()
  await page.getByRole('button', { name: 'To the camera' }).click()
  await page.waitForFunction(() => (document.querySelector('video')?.currentTime ?? 0) > 0.5)
}

test.use({ isShared: true })

test.describe('the usual count', () => {
  test.use({ event: { count: 3 } })

  test('a tick with each numeral, the shutter with its bloom, and after it one chime with the code', async ({
    booth,
  }) => {
    const heard = await listen(booth.page)
    await takePhoto(booth.page)
    await expect(booth.page.getByRole('img', { name: 'Your framed photo' })).toBeVisible()
    const sounds = await heard()
    const lengths = sounds.map(({ seconds }) => (seconds > 1 ? 'chime' : seconds > 0.15 ? 'shutter' : 'tick'))
    expect(lengths).toEqual(['tick', 'tick', 'tick', 'shutter', 'chime'])
    expect(sounds.map(({ caption }) => caption)).toEqual(['3', '2', '1', 'bloom', 'code'])
    const [first, second, third, shutter] = sounds.map(({ at }) => at) as [number, number, number, number]
    for (const gap of [second - first, third - second, shutter - third]) {
      expect(gap).toBeGreaterThan(400) // a second; a busy machine says one of them late
      expect(gap).toBeLessThan(1_600)
    }
    // The shutter is heard out first.
    expect(sounds[4]?.after).toBeGreaterThan(0.2)
  })
})

test.describe('an event without sounds', () => {
  test.use({ event: { sounds: [] } })

  test('is silent, and takes photos all the same', async ({ booth }) => {
    const heard = await listen(booth.page)
    await takePhoto(booth.page)
    await expect(booth.page.getByRole('img', { name: 'Your framed photo' })).toBeVisible()
    expect(await heard()).toEqual([])
  })
})

for (const [name, screenSize] of Object.entries({ portrait, landscape, tablet })) {
  test.describe(`on a ${name} screen`, () => {
    test.use({ screenSize, event: { count: 5 } })

    test("the numeral takes 45 % of the screen's height", async ({ booth }) => {
      const { page } = booth
      await toCamera(page)
      await page.getByRole('button', { name: 'Ready' }).click()
      const numeral = page.getByRole('timer').locator('span')
      await numeral.waitFor()
      const high = await numeral.evaluate(one => {
        const { fontFamily, fontSize, fontWeight } = getComputedStyle(one)
        const pen = new OffscreenCanvas(1, 1).getContext('2d')!
        pen.font = `${fontWeight} ${fontSize} ${fontFamily}`
        const { actualBoundingBoxAscent, actualBoundingBoxDescent } = pen.measureText('5')
        return actualBoundingBoxAscent + actualBoundingBoxDescent
      })
      expect(high / screenSize.height).toBeGreaterThan(0.44)
      expect(high / screenSize.height).toBeLessThan(0.48)
      // And it lies on the screen, whole.
      const box = await numeral.boundingBox()
      expect(box!.y).toBeGreaterThanOrEqual(0)
      expect(box!.y + box!.height).toBeLessThanOrEqual(screenSize.height)
    })
  })
}

for (const [lens, x, y] of [
  ['left', 0, 0.5],
  ['right', 1, 0.5],
  ['bottom', 0.5, 1],
] as const) {
  test.describe(`a lens at the ${lens}`, () => {
    test.use({ event: { lens, count: 5 } })

    test('has the arrow beside it, also in Arabic', async ({ booth }) => {
      const { page } = booth
      await toCamera(page)
      await page.getByRole('button', { name: 'Ready' }).click()
      await page.evaluate(() => {
        document.documentElement.dir = 'rtl'
      })
      const box = await page.locator('.lens').boundingBox()
      const { width, height } = page.viewportSize()!
      expect(Math.abs(box!.x + box!.width / 2 - x * width)).toBeLessThan(width * 0.1)
      expect(Math.abs(box!.y + box!.height / 2 - y * height)).toBeLessThan(height * 0.1)
    })
  })
}

/** The mean colours of the left and the right half of a picture's middle. */
async function halves(picture: Buffer): Promise<readonly (readonly number[])[]> {
  const { width, height } = await sharp(picture).metadata()
  const half = async (left: number) => {
    const part = await sharp(picture)
      .extract({
        ...{ left: Math.round(left * width), top: Math.round(height * 0.1) },
        ...{ width: Math.round(width * 0.3), height: Math.round(height * 0.4) },
      })
      .removeAlpha()
      .toBuffer()
    return sharp(part).stats()
  }
  const both = await Promise.all([half(0.05), half(0.65)])
  return both.map(({ channels }) => channels.map(({ mean }) => mean))
}
const apart = (a: readonly number[] = [], b: readonly number[] = []) =>
  Math.max(...a.map((value, i) => Math.abs(value - (b[i] ?? 0))))

for (const mirrorResult of [false, true]) {
  test.describe(mirrorResult ? 'an event that wants mirrored photos' : 'an event that says nothing', () => {
    test.use({ event: { mirrorResult } })

    test(`gets photos ${mirrorResult ? 'as people saw themselves' : 'as others see them'}`, async ({
      booth,
    }) => {
      const { page } = booth
      await toCamera(page)
      await settled(page)
      const live = await halves(await page.locator('.picture').screenshot())
      await page.getByRole('button', { name: 'Ready' }).click()
      await page.getByRole('button', { name: 'Love it' }).click()
      const framed = page.getByRole('img', { name: 'Your framed photo' })
      await expect(framed).toBeVisible()
      await page.waitForTimeout(1000) // the bloom fades
      const photo = await halves(await framed.screenshot())
      // The two halves of the scene must differ, or nothing is shown by it.
      const between = apart(live[0], live[1])
      expect(between).toBeGreaterThan(12)
      const same = mirrorResult ? photo : photo.toReversed()
      expect(apart(live[0], same[0])).toBeLessThan(between / 2)
      expect(apart(live[1], same[1])).toBeLessThan(between / 2)
    })
  })
}

test('in every frame that comes along, the whole slot is seen', async ({ browser }) => {
  test.setTimeout(120_000)
  const names = (await readdir(join(projectRoot, 'templates'), { withFileTypes: true }))
    .filter(one => one.isDirectory())
    .map(({ name }) => name)
  expect(names).toHaveLength(8)
  // As many as an event can offer; the last has the screen to itself.
  for (const [template, ...frames] of [names.slice(0, 7), names.slice(7)]) {
    await using folder = await temporaryFolder()
    await using undo = new AsyncDisposableStack()
    await writeFile(join(folder.path, 'event.json'), JSON.stringify({ template, frames }))
    const station = await startStation({ data: folder.path })
    undo.defer(async () => void (await station.stop()))
    const context = undo.use(await browser.newContext())
    const page = await context.newPage()
    await page.goto(station.ready.kiosk)
    await page.getByRole('button', { name: 'Take our photo' }).click()
    await page.getByRole('button', { name: 'To the camera' }).click()
    const artwork = page.locator('.fit > .picture > img').first()
    let before = ''
    for (const [i, name] of [template, ...frames].entries()) {
      if (i > 0) await page.getByRole('radio').nth(i).press('Space')
      await expect(artwork).not.toHaveAttribute('src', before)
      before = (await artwork.getAttribute('src'))!
      for (const viewport of [portrait, landscape, tablet]) {
        await resize(page, viewport)
        expect(await coveredParts(page), `${name} at ${viewport.width}`).toEqual([])
      }
    }
  }
})

/** What lies over the slot while people find their place: nothing of the interface may. */
function coveredParts(page: Page): Promise<(string | undefined)[]> {
  return page.locator('.fit .slot').evaluate(slot => {
    const { left, top, right, bottom } = slot.getBoundingClientRect()
    const out = left < -1 || top < -1 || right > innerWidth + 1 || bottom > innerHeight + 1
    const spots = [0.1, 0.3, 0.5, 0.7, 0.9].flatMap(x => [0.1, 0.5, 0.9].map(y => [x, y] as const))
    const over = spots
      .map(([x, y]) => document.elementFromPoint(left + x * (right - left), top + y * (bottom - top)))
      .filter(one => !one?.closest('.picture'))
    return [...(out ? ['outside'] : []), ...over.map(one => one?.outerHTML.slice(0, 80))]
  })
}
