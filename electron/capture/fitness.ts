/** Whether this machine can take photos now: room on its disk, and a clock that can be believed. */
import type { KioskTrouble } from '../contract/kiosk.ts'
import { freeDisk } from '../system/disk.ts'
import type { Log } from '../system/log.ts'
import type { Photos } from './photos.ts'

/** Below it no visit begins: what is left is for the photos that are under way, in bytes. */
const leastRoom = 300e6
/** No photo of this program is older; and clocks that are set by the network step back a little, in milliseconds. */
const firstYear = 2026
const smallStep = 60_000

/** How often it is looked, in milliseconds. */
const lookEvery = 10_000

export interface FitnessFacts {
  readonly freeBytes: number
  /** When the newest photo was taken, RFC 3339; null without any. */
  readonly newest: string | null
  readonly now: Date
}

/** What keeps this machine from taking good photos; null when nothing does. A full disk weighs more than a clock. */
export function troubleOf({ freeBytes, newest, now }: FitnessFacts): KioskTrouble | null {
  if (freeBytes < leastRoom) return 'disk'
  const isBehind = newest !== null && Date.parse(newest) - now.getTime() > smallStep
  return isBehind || now.getFullYear() < firstYear ? 'clock' : null
}

export interface Fitness {
  readonly now: () => KioskTrouble | null
  readonly close: () => void
}

/** Looks at once and then by itself; `onChange` is told when it has become another. */
export async function watchFitness(parts: {
  readonly dataFolder: string
  readonly photos: Pick<Photos, 'newest'>
  readonly log: Log
  readonly onChange: (trouble: KioskTrouble | null) => void
}): Promise<Fitness> {
  const { dataFolder, photos, log, onChange } = parts
  const look = async () =>
    troubleOf({
      freeBytes: (await freeDisk(dataFolder)).bytes,
      newest: photos.newest(),
      now: new Date(),
    })
  let trouble = await look()
  let isClosed = false
  if (trouble) log.warn({ trouble }, 'not fit for photos')
  const timer = setInterval(async () => {
    const found = await look().catch(() => trouble) // a disk that cannot be asked is heard of elsewhere
    if (found === trouble || isClosed) return
    trouble = found
    log.warn({ trouble }, found ? 'not fit for photos' : 'fit for photos again')
    onChange(found)
  }, lookEvery)
  return {
    now: () => trouble,
    close() {
      isClosed = true
      clearInterval(timer)
    },
  }
}
