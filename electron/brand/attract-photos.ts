/** The photos between two visits: the newest whose people allowed the event's screens, as the gate says at this moment. */
import type { Photos } from '../capture/photos.ts'
import type { Gate } from '../consent/gate.ts'

export interface AttractPhotos {
  /** Their ids, newest first. */
  now(): readonly string[]
  /** The visit is at its start, or is not any more. Tells what is to be shown before anything is. */
  rests(isResting: boolean): void
  close(): void
}

export interface AttractPhotosParts {
  readonly gate: Gate
  readonly photos: Pick<Photos, 'find'>
  /** Of a framed picture, in pixels. */
  readonly size: { readonly width: number; readonly height: number }
  /** Whether the event's settings want them. */
  readonly isOn: boolean
  /** Told what may be shown from now on, whenever that has changed. */
  readonly onChange: (ids: readonly string[]) => void
}

/** Photos that nobody looks at twice. */
const most = 12
/** Of pixels that a page may have decoded of them, four bytes each. */
const mostPixels = 40e6

/** How often the gate is asked: so long at most is a photo seen that somebody has taken back. In milliseconds. */
const askEvery = 1_000

export function openAttractPhotos(parts: AttractPhotosParts): AttractPhotos {
  const { gate, photos, size, isOn, onChange } = parts
  const count = Math.max(1, Math.min(most, Math.floor(mostPixels / (size.width * size.height))))
  let told: readonly string[] = []
  let asking: NodeJS.Timeout | undefined

  function now(): readonly string[] {
    if (!isOn) return []
    const allowed = gate.newestAllowed('screens', Date.now(), count)
    return allowed.filter(id => photos.find(id)?.stage === 'framed')
  }

  function look(): void {
    const found = now()
    if (found.join() === told.join()) return
    told = found
    onChange(found)
  }

  return {
    now,
    rests(isResting) {
      clearInterval(asking)
      asking = undefined
      if (!isOn || !isResting) return
      look()
      asking = setInterval(look, askEvery)
    },
    close: () => clearInterval(asking),
  }
}
