/** What a kiosk page needs to draw itself: what stays as long as the station runs, and what `now` gives. */
import { type Language, nameOf } from '../text/languages.ts'
import type { Answers } from './consent/answers.ts'
import { wordingFor } from './consent/wording.ts'
import type { KioskTheme } from './contract/brand.ts'
import type { KioskHello, KioskPictureView, StoryAsk } from './contract/calls.ts'
import { overlayPath, storyPath } from './contract/visit.ts'
import { textOn } from './event/colour.ts'
import { type EventSettings, offeredLanguages, offeredLooks, storyQuestion } from './event/settings.ts'
import type { ReadyFrame } from './frame/kiosk-frame.ts'
import type { KioskFrames } from './frame/kiosk-frames.ts'
import { guestWifi } from './share/wifi.ts'
import { version } from './system/version.ts'

export interface KioskHelloParts {
  readonly event: EventSettings
  readonly answers: Answers
  /** Whether photos get a page on the internet. */
  readonly isPublic: boolean
  readonly camera: KioskHello['camera']
  readonly frames: Pick<KioskFrames, 'all' | 'modes'>
  readonly theme: KioskTheme
  readonly now: () => Pick<KioskHello, 'attract' | 'visit' | 'remote' | 'trouble' | 'reach' | 'isOnBreak'>
}

export function openKioskHello(parts: KioskHelloParts): () => KioskHello {
  const { event, answers, isPublic, camera, frames, theme } = parts
  const { name, hashtag, brand, accent, language, sounds, mirrorResult, flash, lens } = event
  const wifi = guestWifi(event.share.wifi)
  const views = frames.all.map(({ name, title, post, strip }) => ({
    ...{ name, title, ...viewOf(post), strip: strip && viewOf(strip) },
  }))
  return () => ({
    ...{
      version,
      language,
      camera,
      accent,
      onAccent: textOn(accent),
      theme,
      frames: views,
      modes: frames.modes,
      looks: offeredLooks(event),
      texts: event.texts,
      wifi,
      sounds,
      mirrorResult,
      flash,
      lens,
    },
    event: { name, hashtag, brand },
    languages: offeredLanguages(event).map(one => ({
      ...{ language: one, name: nameOf(one) },
      wording: wordingFor(event, isPublic, one),
      consent: answers.ask('kiosk', one),
      story: storyAsk(event, one),
    })),
    ...parts.now(),
  })
}

function viewOf({ framer, overlay }: ReadyFrame): KioskPictureView {
  const { width, height, slots } = framer.plan
  const story = framer.hasStory ? storyPath(overlay.sha256) : null
  return { width, height, slots, overlay: overlayPath(overlay.sha256), story }
}

function storyAsk(event: EventSettings, language: Language): StoryAsk | null {
  const asked = storyQuestion(event, language)
  return asked && { language: asked.language, question: asked.words, isSeenFirst: event.story.seeFirst }
}
