import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Browser } from '@playwright/test'
import { launch } from '../tests/e2e/booth.ts'
import { writeCameraFeed } from '../tests/support/camera-feed.ts'
import { startStation, temporaryFolder } from '../tests/support/station.ts'
import { screen } from './shutter.ts'
import { median, round, sample, within } from './statistics.ts'

/**
 * From starting the process to the ready line, on a data folder that is there already, and from there until the kiosk's
 * page has answered its first touch.
 */
export async function measureStart() {
  await using folder = await temporaryFolder()
  const feed = join(folder.path, 'camera.y4m')
  await writeCameraFeed(feed)
  const data = join(folder.path, 'data')
  const browser = await launch(feed)
  const station: number[] = []
  const touch: number[] = []
  for (let i = -1; i < 5; i++) {
    const started = performance.now()
    const running = await startStation({ data })
    const ready = performance.now()
    await touchFirst(browser, running.ready.kiosk)
    if (i >= 0) {
      station.push(ready - started)
      touch.push(performance.now() - ready)
    }
    await running.stop()
  }
  await browser.close()
  const bareNode = await sample(5, 1, () => once(spawn(process.execPath, ['-e', '0']), 'close'))
  return {
    'start to ready, ms (median)': within(median(station), 1500),
    'times a bare Node start': round(median(station) / median(bareNode), 1),
    'ready to the first touch answered, ms (median)': within(median(touch), 1500),
  }
}

/** Opens the kiosk in a window of its own, touches it as soon as it can be touched, and waits for the next screen. */
async function touchFirst(browser: Browser, kiosk: string): Promise<void> {
  await using context = await browser.newContext({ viewport: screen })
  const page = await context.newPage()
  await page.goto(kiosk, { waitUntil: 'commit' })
  await page.getByRole('button', { name: 'Take our photo' }).click()
  await page.locator('[data-at="expect"]').waitFor()
}
