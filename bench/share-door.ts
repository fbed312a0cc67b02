import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { openKiosk } from '../tests/support/kiosk.ts'
import { photo1080p } from '../tests/support/photo.ts'
import { startStation, temporaryFolder } from '../tests/support/station.ts'
import { until } from '../tests/support/until.ts'
import { startOthers } from './others.ts'
import { measureVisits } from './shutter.ts'
import { median, percentile, round, within } from './statistics.ts'

const photos = 40
const visits = 40
/** A crowd this often, in seconds. */
const often = 2

interface Crowds {
  readonly page: number[]
  readonly picture: number[]
  readonly dropped: number
  readonly crowds: number
}

/** 200 phones at once, each opening a page and its picture: alone, and while the kiosk takes photos. */
export async function measureShareDoor() {
  await using folder = await temporaryFolder()
  const data = join(folder.path, 'data')
  const paths = await takePhotos(data)

  const station = await startStation({ data })
  const alone = startPhones(station.ready.share, paths)
  await pause(20_000)
  const calm = await alone()
  await station.stop()

  let busy = calm
  const { toCode } = await measureVisits(folder.path, visits, {
    beside(share) {
      const crowd = startPhones(share, paths)
      return async () => {
        busy = await crowd()
      }
    },
  })

  const dropped = calm.dropped + busy.dropped
  return {
    '200 phones at once: page, ms (95th percentile)': within(percentile(calm.page, 0.95), 300),
    '200 phones at once: page, ms (median)': round(median(calm.page)),
    '200 phones at once: page and picture, ms (95th percentile)': round(percentile(calm.picture, 0.95)),
    // Here the phones have what the kiosk's page leaves of the two cores: no promise about their own.
    '200 phones at once while photos are taken: page, ms (95th percentile)': round(
      percentile(busy.page, 0.95),
    ),
    'shutter to QR painted while 200 phones come at once, ms (95th percentile)': within(
      percentile(toCode, 0.95),
      50,
    ),
    'shutter to QR painted while 200 phones come at once, ms (median)': round(median(toCode)),
    'phones dropped': { value: dropped, limit: 0, ok: dropped === 0 },
    crowds: calm.crowds + busy.crowds,
    visits,
  }
}

/** Takes photos at a station on `data`, which then stops; gives the paths of their pages. */
async function takePhotos(data: string): Promise<string[]> {
  const station = await startStation({ data })
  const kiosk = await openKiosk(station.ready)
  const paths: string[] = []
  for (let i = 0; i < photos; i++) {
    const { id, link } = await kiosk.shutter()
    await kiosk.send(id, photo1080p)
    const framed = await fetch(`${link}/ready`)
    if (framed.status !== 200) throw new Error(`Photo ${i} was not framed: ${framed.status}`)
    paths.push(new URL(link).pathname)
  }
  const isMade = async (path: string) =>
    (await fetch(`${station.ready.share}${path}/story.jpg`)).status === 200
  for (const path of paths) await until('its story', () => isMade(path)) // or the next start would make it meanwhile
  kiosk.close()
  await station.stop()
  return paths
}

const startPhones = (origin: string, paths: readonly string[]) =>
  startOthers<Crowds>('phones.ts', [origin, String(often), ...paths])
