/** What attendees said, as it may be kept: words are hostile until they have been through here. */
import { Trouble } from '../contract/errors.ts'
import { charactersOf, longestStory } from '../contract/story.ts'

/** More marks on one letter than any language has only hide the lines around. */
const pileOfMarks = /(\p{M}{4})\p{M}+/gu

/**
 * Gives `came` on one line and in one form (NFC), without what nobody sees or what turns other words around: controls,
 * the overrides, embeddings and isolates of bidirectional text, half characters, private ones, and spaces of no width.
 * The joiners that Persian, Hindi and emoji are written with stay. Throws CALL_INPUT when it is longer than
 * `longestStory`.
 */
export function cleanStory(came: string): string {
  const words = came
    .normalize('NFC')
    .replace(
      /[\p{Cs}\p{Co}\u00AD\u200B\u200E\u200F\u061C\u202A-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFC]/gu,
      '',
    )
    .replace(/[\s\p{Cc}\p{Z}]+/gu, ' ')
    .replace(pileOfMarks, '$1')
    .trim()
  if (charactersOf(words).length > longestStory) {
    const expected = `at most ${longestStory} characters`
    throw new Trouble('CALL_INPUT', { call: 'visit.story', key: 'words', expected })
  }
  // Joiners alone are no words.
  return /[^\p{Cf}\p{M}\p{Z}]/u.test(words) ? words : ''
}
