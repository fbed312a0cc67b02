import { copyFile, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { launch } from '../tests/e2e/booth.ts'
import { projectRoot, startStation, temporaryFolder } from '../tests/support/station.ts'
import { startOthers } from './others.ts'
import { screen } from './shutter.ts'
import { atLeast, round, within } from './statistics.ts'

/** How long the live view is watched, in seconds. */
const watched = 20

/** What the live view draws of a camera's frames at 1080p, and whether the page keeps free for the count and the shutter. */
export async function measureLiveView() {
  await using folder = await temporaryFolder()
  const { drawn, perSecond, longestTask } = await watchLiveView(folder.path)
  await using besieged = await temporaryFolder()
  let tried = {}
  const attacked = await watchLiveView(besieged.path, share => {
    const end = startOthers<object>('attackers.ts', [share])
    return async () => {
      tried = await end()
    }
  })
  return {
    "live view: share of the camera's frames drawn": atLeast(drawn, 0.95),
    'live view: frames a second': round(perSecond, 1),
    "live view: share of the camera's frames drawn while the phones' door is attacked": atLeast(
      attacked.drawn,
      0.95,
    ),
    'tried meanwhile': tried,
    'count to code: longest task of the page, ms (shorter than 50 is 0)': within(longestTask, 100),
  }
}

/**
 * Opens a visit at a station on `folder`/data, which is made or goes on as an event with nothing set, looks into the camera
 * for a while, and takes a photo. `beside` begins what goes on meanwhile at the share door, and gives how it ends.
 */
export async function watchLiveView(
  folder: string,
  beside: (share: string) => () => Promise<unknown> = () => async () => {},
) {
  const feed = join(folder, 'camera.mjpeg')
  await copyFile(join(projectRoot, 'tests/fixtures/photos/portrait-1080p.jpg'), feed)
  const data = join(folder, 'data')
  await mkdir(data, { recursive: true })
  await writeFile(join(data, 'event.json'), '{}')
  const station = await startStation({ data })
  const browser = await launch(feed)
  const page = await (await browser.newContext({ viewport: screen })).newPage()
  await page.goto(station.ready.kiosk)
  await page.getByRole('button', { name: 'Take our photo' }).click()
  await page.getByRole('button', { name: 'To the camera' }).click()
  await page.waitForFunction(() => (document.querySelector('video')?.currentTime ?? 0) > 2)
  const end = beside(station.ready.share)
  const first = await framesOf(page)
  await page.waitForTimeout(watched * 1000)
  const last = await framesOf(page)
  const longestTask = await longestOfCount(page)
  await end()
  await browser.close()
  await station.stop()
  const frames = last.all - first.all
  return {
    drawn: (frames - (last.dropped - first.dropped)) / frames,
    perSecond: frames / ((last.at - first.at) / 1000),
    longestTask,
  }
}

/** From the touch that starts the count, over the look at the photo, to a second after the code, in milliseconds. */
async function longestOfCount(page: Page): Promise<number> {
  const longest = await watchTasks(page)
  await page.getByRole('button', { name: 'Ready' }).click()
  await page.getByRole('button', { name: 'Love it' }).click()
  await page.locator('[data-at="takeaway"]').waitFor()
  await page.waitForTimeout(1000)
  return longest()
}

/** Gives how long the page's longest task from now on was, in milliseconds (W3C Long Tasks: from 50 on, else 0). */
export async function watchTasks(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(() => {
    const tasks: number[] = []
    Object.assign(window, { tasks })
    new PerformanceObserver(list => tasks.push(...list.getEntries().map(one => one.duration))).observe({
      type: 'longtask',
    })
  })
  return () => page.evaluate(() => Math.max(0, ...(window as unknown as { tasks: number[] }).tasks))
}

/** By the player's own count: the frames that came from the camera, and those of them that were never drawn. */
export function framesOf(page: Page) {
  return page.evaluate(() => {
    const { totalVideoFrames, droppedVideoFrames } = document
      .querySelector('video')!
      .getVideoPlaybackQuality()
    return { all: totalVideoFrames, dropped: droppedVideoFrames, at: performance.now() }
  })
}
