import { textOn } from '../event/colour.ts'
import type { EventSettings } from '../event/settings.ts'
import type { FrameValues } from './gaps.ts'

/** What fills a frame's gaps for this event, with `day` as its date. */
export function eventValues(event: EventSettings, day: Date): FrameValues {
  const written = (form: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(event.language, form).format(day)
  return {
    'event.name': event.name,
    'event.hashtag': event.hashtag,
    brand: event.brand,
    place: event.place,
    date: written({ dateStyle: 'long' }),
    year: written({ year: 'numeric' }),
    story: '',
    accent: event.accent,
    onAccent: textOn(event.accent),
  }
}
