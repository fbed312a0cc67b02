/** What attendees say beside their photo: how long it may be, by the same measure everywhere, and what staff say to it. */
import type { PhotoStage } from './visit.ts'

/** In characters as people count them: a letter with its accents is one, and so is an emoji. */
export const longestStory = 120

/** More than anybody types, in UTF-16 units: what a door takes before the station looks at it. */
export const mostStoryUnits = 2000

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** The characters of `words` as people count them (UAX #29, which does not depend on the language). */
export function charactersOf(words: string): string[] {
  return Array.from(segmenter.segment(words), ({ segment }) => segment)
}

/**
 * What staff say to the words beside a photo. waits: they have not seen them, so it is neither published nor the
 * brand's. fine: it goes out with its words. not: it goes out without them.
 */
export const storySights = ['waits', 'fine', 'not'] as const
export type StorySight = (typeof storySights)[number]

/** Words that staff see before anybody else does. */
export interface StoryToSee {
  readonly id: string
  readonly words: string
  /** In which language the visit was. */
  readonly language: string
  /** RFC 3339 in UTC. */
  readonly takenAt: string
  readonly stage: PhotoStage
  readonly sight: StorySight
}
