import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, CDPSession, Page } from '@playwright/test'
import { launch } from '../tests/e2e/booth.ts'
import { writeCameraFeed } from '../tests/support/camera-feed.ts'
import { startStation, temporaryFolder } from '../tests/support/station.ts'
import { screen } from './shutter.ts'
import { round, within } from './statistics.ts'

/** An afternoon's: one every 22 seconds for two and a half hours. */
const standardVisits = 400
/** By then everything is loaded that a page ever needs. */
const warm = 30
const compared = 300

/**
 * An afternoon without its pauses, at one page that is never loaded anew: people look at their photo, some try again, some
 * say what the brand may do, some take one more. Measured are what goes wrong, and the page's memory. `visits` can be
 * fewer, to try it out.
 */
export async function measureVisitsInARow(visits = Number(process.env.BENCH_VISITS ?? standardVisits)) {
  await using folder = await temporaryFolder()
  const feed = join(folder.path, 'camera.y4m')
  await writeCameraFeed(feed)
  const data = join(folder.path, 'data')
  await mkdir(data)
  await writeFile(join(data, 'event.json'), JSON.stringify({ count: 1 }))
  const station = await startStation({ data })
  const browser = await launch(feed)
  const page = await (await browser.newContext({ viewport: screen })).newPage()
  const wrong: string[] = []
  page.on('pageerror', error => wrong.push(error.message))
  page.on('crash', () => wrong.push('the page crashed'))
  await page.goto(station.ready.kiosk)
  const tools = await page.context().newCDPSession(page)
  const memory = new Map<number, Memory>()
  for (let visit = 1; visit <= visits; visit++) {
    await take(page, visit).catch(error => wrong.push(`visit ${visit}: ${error}`))
    if (wrong.length > 0) break
    if (visit === Math.min(warm, Math.ceil(visits / 10)) || visit === Math.min(compared, visits))
      memory.set(visit, await memoryOf(browser, tools))
  }
  await browser.close()
  await station.stop()
  if (wrong.length > 0) throw new Error(wrong.join('\n'))
  const [first, last] = [...memory.values()] as [Memory, Memory]
  return {
    "the page's memory after 300 visits to that after 30": within(last.process / first.process, 1.3),
    'the same of what its scripts hold': within(last.scripts / first.scripts, 1.3),
    "the page's memory after 300 visits, MB": round(last.process, 0),
    'visits without a failure': visits,
  }
}

async function take(page: Page, visit: number): Promise<void> {
  const press = (name: string) => page.getByRole('button', { name }).click()
  const at = (screen: string) => page.locator(`[data-at="${screen}"]`).waitFor()
  // Every third visit is one more photo of the people before.
  const isOneMore = (await page.locator('main').getAttribute('data-at')) === 'thanks'
  if (!isOneMore) {
    await press('Take our photo')
    await press('To the camera')
    await press('Ready')
  } else await press('One more photo')
  if (visit % 5 === 0) {
    await press('Try again')
    await press('Ready')
  }
  await press('Love it')
  await page.getByRole('img', { name: 'Your framed photo' }).waitFor()
  if (visit % 4 === 0) {
    await press('Yes, choose what')
    await page.getByRole('checkbox').first().check()
    await press('Yes to what we ticked')
    await at('takeaway')
  }
  await press('Done')
  await at('thanks')
  if (visit % 3 === 0) return
  await press('Done')
  await at('attract')
}

/** In MB: all that the page's process holds for itself, and what its scripts do, after what nobody needs is cleared. */
interface Memory {
  readonly process: number
  readonly scripts: number
}

async function memoryOf(browser: Browser, tools: CDPSession): Promise<Memory> {
  await tools.send('HeapProfiler.collectGarbage')
  await tools.send('Performance.enable')
  const { metrics } = await tools.send('Performance.getMetrics')
  const value = (name: string) => metrics.find(one => one.name === name)?.value ?? Number.NaN
  const system = await browser.newBrowserCDPSession()
  const { processInfo } = await system.send('SystemInfo.getProcessInfo')
  // The kiosk's page is the one that has worked.
  const [busiest] = processInfo
    .filter(({ type }) => type === 'renderer')
    .toSorted((a, b) => b.cpuTime - a.cpuTime)
  const pid = busiest?.id
  const told = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8')
  const kilobytes = Number(/Private_Dirty:\s+(\d+) kB/.exec(told)?.[1])
  return { process: kilobytes / 1024, scripts: value('JSHeapUsedSize') / 2 ** 20 }
}
