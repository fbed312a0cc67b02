/** What a kiosk page needs to draw itself: what stays as long as the station runs, and what `now` gives. */
import { nameOf } from '../text/languages.ts'
import type { Answers } from './consent/answers.ts'
import { wordingFor } from './consent/wording.ts'
import type { KioskHello, KioskPictureView } from './contract/calls.ts'
import { overlayPath } from './contract/visit.ts'
import { textOn } from './event/colour.ts'
import { type EventSettings, offeredLanguages, offeredLooks } from './event/settings.ts'
import type { KioskFrame, ReadyFrame } from './frame/kiosk-frame.ts'
import { guestWifi } from './share/wifi.ts'
import { version } from './system/version.ts'

export interface KioskHelloParts {
  readonly event: EventSettings
  readonly answers: Answers
  /** Whether photos get a page on the internet. */
  readonly isPublic: boolean
  readonly camera: KioskHello['camera']
  readonly frames: readonly KioskFrame[]
  readonly now: () => Pick<KioskHello, 'visit' | 'trouble' | 'reach' | 'isOnBreak'>
}

export function openKioskHello(parts: KioskHelloParts): () => KioskHello {
  const { event, answers, isPublic, camera, frames } = parts
  const { name, hashtag, brand, accent, language, sounds, mirrorResult, lens } = event
  const wifi = guestWifi(event.share.wifi)
  const views = frames.map(({ name, title, post, strip }) => ({
    ...{ name, title, ...viewOf(post), strip: strip && viewOf(strip) },
  }))
  return () => ({
    ...{
      version,
      language,
      camera,
      accent,
      onAccent: textOn(accent),
      frames: views,
      modes: event.modes,
      looks: offeredLooks(event),
      wifi,
      sounds,
      mirrorResult,
      lens,
    },
    event: { name, hashtag, brand },
    languages: offeredLanguages(event).map(one => ({
      ...{ language: one, name: nameOf(one) },
      wording: wordingFor(event, isPublic, one),
      consent: answers.ask('kiosk', one),
    })),
    ...parts.now(),
  })
}

function viewOf({ framer: { plan }, overlay }: ReadyFrame): KioskPictureView {
  const { width, height, slots } = plan
  return { width, height, slots, overlay: overlayPath(overlay.sha256) }
}
