/** Tells work that can wait when a photo is being taken, from the countdown until its code and picture are on the screen. */
import type { VisitView } from '../contract/visit.ts'

/** By then the picture is framed and with the phone, in milliseconds after the shutter. */
const standardAfter = 1_500

export interface ShutterRoom {
  /** The visit is at this screen now, by that event. */
  moved(at: VisitView['at'], event: string): void
  close(): void
}

/** After these the picture is made that people wait for. */
const makesPicture: readonly string[] = ['shutter', 'keep', 'told']
/** At these nothing is taken, and what people look at is there. */
const keepsStill: readonly VisitView['at'][] = ['review', 'story', 'takeaway']

/** `hold` is told until `after` milliseconds after the shutter, and after what has the photo framed. */
export function keepShutterFree(hold: (isHeld: boolean) => void, after = standardAfter): ShutterRoom {
  let timer: NodeJS.Timeout | undefined
  let isHeld = false

  function set(next: boolean): void {
    clearTimeout(timer)
    if (next !== isHeld) hold(next)
    isHeld = next
  }

  return {
    moved(at, event) {
      if (at === 'count') return set(true)
      if (makesPicture.includes(event)) {
        set(true)
        timer = setTimeout(set, after, false)
      } else if (!keepsStill.includes(at)) set(false)
    },
    close: () => clearTimeout(timer),
  }
}
