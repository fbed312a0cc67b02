import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { BufferSource, Input, MP4 } from 'mediabunny'
import { type ClipName, clipFile, clips } from '../electron/contract/clip.ts'
import { launch } from '../tests/e2e/booth.ts'
import { writeMovingFeed } from '../tests/support/camera-feed.ts'
import { startStation, temporaryFolder } from '../tests/support/station.ts'
import { framesOf, watchTasks } from './live-view.ts'
import { screen } from './shutter.ts'
import { atLeast, median, round, within } from './statistics.ts'

const visits = 5

/**
 * What a boomerang costs the page while its burst is taken, and how soon its clips are at the station when its people keep
 * it: in parts of the time that the film itself takes, since they could not see it sooner.
 */
export async function measureBoomerang() {
  await using folder = await temporaryFolder()
  const { runs, seconds } = await takeBoomerangs(folder.path)
  return {
    "burst: share of the camera's frames drawn": atLeast(median(runs.map(run => run.drawn)), 0.9),
    'burst to review: longest task of the page, ms (shorter than 50 is 0)': within(
      Math.max(...runs.map(run => run.longestTask)),
      100,
    ),
    'touch to film at the station, to the length of the film': within(
      median(runs.map(run => run.toFilm)) / seconds,
      1,
    ),
    'touch to animation at the station, to the length of the film': within(
      median(runs.map(run => run.toAnimation)) / seconds,
      1,
    ),
    'film, s': round(seconds, 1),
    visits,
  }
}

/** Visits to a station on `folder`/data; times are in seconds. */
async function takeBoomerangs(folder: string) {
  const [data, feed] = [join(folder, 'data'), join(folder, 'camera.y4m')]
  await mkdir(data)
  await writeFile(join(data, 'event.json'), JSON.stringify({ modes: ['boomerang'] }))
  await writeMovingFeed(feed)
  const station = await startStation({ data })
  const browser = await launch(feed)
  const page = await (await browser.newContext({ viewport: screen })).newPage()
  await page.goto(station.ready.kiosk)
  const runs: Awaited<ReturnType<typeof takeBoomerang>>[] = []
  for (let i = -1; i < visits; i++) {
    const run = await takeBoomerang(page)
    if (i >= 0) runs.push(run)
  }
  await browser.close()
  await station.stop()
  return { runs, seconds: median(await lengthsOfFilms(data)) }
}

/** Of all the films that a station has, in seconds. */
async function lengthsOfFilms(data: string): Promise<number[]> {
  const names = await readdir(join(data, 'photos'), { recursive: true })
  return Promise.all(
    names
      .filter(name => name.endsWith(clips.boomerang.ending))
      .map(async name => {
        const source = new BufferSource(await readFile(join(data, 'photos', name)))
        return new Input({ formats: [MP4], source }).computeDuration()
      }),
  )
}

async function takeBoomerang(page: Page) {
  await page.getByRole('button', { name: 'Take our photo' }).click()
  await page.getByRole('button', { name: 'To the camera' }).click()
  await page.waitForFunction(() => (document.querySelector('video')?.currentTime ?? 0) > 0.5)
  const watched = await watch(page)
  await page.getByRole('button', { name: 'Ready' }).click()
  await page.locator('[data-at="review"]').waitFor()
  const { drawn, longestTask } = await watched()
  const kept = Date.now()
  const arrives = async (name: ClipName) => {
    await page.waitForResponse(answer => answer.url().endsWith(clipFile(name)) && answer.status() === 201)
    return (Date.now() - kept) / 1000
  }
  const arriving = [arrives('boomerang'), arrives('animation')] as const
  await page.getByRole('button', { name: 'Love it' }).click()
  const [toFilm, toAnimation] = await Promise.all(arriving)
  for (let touch = 0; touch < 2; touch++) await page.getByRole('button', { name: 'Done' }).click()
  return { drawn, longestTask, toFilm, toAnimation }
}

/** From now on: the share of the camera's frames that is drawn, and the page's longest task in milliseconds. */
async function watch(page: Page) {
  const longest = await watchTasks(page)
  const before = await framesOf(page)
  return async () => {
    const after = await framesOf(page)
    const drawn = 1 - (after.dropped - before.dropped) / (after.all - before.all)
    return { drawn, longestTask: await longest() }
  }
}
