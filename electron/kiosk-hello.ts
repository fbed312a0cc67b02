/** What a kiosk page needs to draw itself: what stays as long as the station runs, and what `now` gives. */
import { nameOf } from '../text/languages.ts'
import type { Answers } from './consent/answers.ts'
import { wordingFor } from './consent/wording.ts'
import type { KioskHello } from './contract/calls.ts'
import { textOn } from './event/colour.ts'
import { type EventSettings, offeredLanguages } from './event/settings.ts'
import type { FramePlan } from './frame/layout.ts'
import { guestWifi } from './share/wifi.ts'
import { sha256 } from './system/files.ts'
import { version } from './system/version.ts'

export interface KioskHelloParts {
  readonly event: EventSettings
  readonly answers: Answers
  /** Whether photos get a page on the internet. */
  readonly isPublic: boolean
  readonly camera: KioskHello['camera']
  readonly plan: FramePlan
  /** The frame's artwork, as a PNG. */
  readonly overlay: Buffer
  readonly now: () => Pick<KioskHello, 'visit' | 'trouble' | 'reach' | 'isOnBreak'>
}

export function openKioskHello(parts: KioskHelloParts): () => KioskHello {
  const { event, answers, isPublic, camera, plan } = parts
  const { name, hashtag, brand, accent, language, sounds, mirrorResult, lens } = event
  const wifi = guestWifi(event.share.wifi)
  // Named by what it shows: a page that stays open over other settings would show the one that it has.
  const overlay = `/frame/overlay.png?${sha256(parts.overlay)}`
  const { width, height } = plan
  const frame = { width, height, slot: plan.slots[0]!, look: event.look, overlay }
  return () => ({
    ...{
      version,
      language,
      camera,
      accent,
      onAccent: textOn(accent),
      frame,
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
