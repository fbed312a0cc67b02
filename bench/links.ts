import { join } from 'node:path'
import { openStore } from '../electron/store/open.ts'
import { openKiosk } from '../tests/support/kiosk.ts'
import { startStation, temporaryFolder } from '../tests/support/station.ts'
import { median, round } from './statistics.ts'

const rounds = 25

/** Whether the time of an answer tells apart a link that never was, one that expired and one that was withdrawn. */
export async function measureLinks() {
  await using folder = await temporaryFolder()
  const station = await startStation({ data: folder.path })
  const kiosk = await openKiosk(station.ready)
  const links = {
    unknown: `${station.ready.share}/s/${'A'.repeat(22)}`,
    expired: (await kiosk.shutter()).link,
    withdrawn: (await kiosk.shutter()).link,
  }
  const store = openStore(join(folder.path, 'groundswell.sqlite'))
  const end = (column: string, link: string) =>
    store.prepare(`UPDATE photos SET ${column} = '2020-01-01' WHERE token = ?`).run(link.slice(-22))
  end('expires_at', links.expired)
  end('withdrawn_at', links.withdrawn)
  store.close()

  const took: Record<string, number[]> = { unknown: [], expired: [], withdrawn: [] }
  for (let i = 0; i < rounds; i++) {
    for (const [name, link] of Object.entries(links)) {
      await new Promise(resolve => setTimeout(resolve, 700)) // within a person's allowance
      const started = performance.now()
      await (await fetch(link)).text()
      took[name]?.push(performance.now() - started)
    }
  }
  await station.stop()
  const [least = 0, , most = 0] = Object.values(took)
    .map(median)
    .toSorted((a, b) => a - b)
  return {
    'slowest to fastest kind of closed link (median)': round(most / least),
    'ms (median)': Object.fromEntries(Object.entries(took).map(([name, ms]) => [name, round(median(ms))])),
  }
}
