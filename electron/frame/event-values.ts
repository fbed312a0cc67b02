import { textOn } from '../event/colour.ts'
import type { EventSettings } from '../event/settings.ts'
import type { FrameValues } from './gaps.ts'

/** What fills a frame's gaps for this event, with `day` as its date. */
export function eventValues(event: EventSettings, day: Date): FrameValues {
  return {
    'event.name': event.name,
    'event.hashtag': event.hashtag,
    brand: event.brand,
    date: new Intl.DateTimeFormat(event.language, { dateStyle: 'long' }).format(day),
    accent: event.accent,
    onAccent: textOn(event.accent),
  }
}
