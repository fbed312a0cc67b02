/** Why the gate does not let a photo through: for people who ask, never to decide by. Pure: entries in, the answer out. */
import type { Photo } from '../capture/photos.ts'
import type { Purpose } from '../contract/consent.ts'
import type { Entry } from './ledger.ts'
import { standing } from './standing.ts'
import { standingAnswers } from './standing-answers.ts'

export type WhyNot =
  /** Nobody was asked, or nobody answered. */
  | 'nothingSaid'
  | 'refused'
  /** Somebody in the picture has not said yes, or not in a way that counts. */
  | 'notEverybody'
  | 'takenBack'
  /** All had said yes, and its time is over. */
  | 'termOver'
  /** Staff want to see its words first. */
  | 'unseen'
  /** It is gone, or on its way out. */
  | 'erasing'

/** For a photo that is not allowed for `purpose`, by its entries in order. `undefined` is a photo that is gone. */
export function whyNot(photo: Photo | undefined, entries: readonly Entry[], purpose: Purpose): WhyNot {
  if (!photo || photo.erasing !== null) return 'erasing'
  if (photo.withdrawn_at !== null) return 'takenBack'
  const last = entries.findLast(({ said }) => said.purpose === purpose || said.purpose === 'everything')
  if (!last) return 'nothingSaid'
  const yes = standingAnswers(entries, purpose)
  if (yes.length === 0) {
    const ended = last.kind === 'withdrawal' || entries.some(({ said }) => said.purpose === 'everything')
    return ended ? 'takenBack' : 'refused'
  }
  // When the last of them said yes, were they all? Then only time has ended it.
  const newest = Math.max(...yes.map(({ at }) => Date.parse(at)))
  if (!standing(entries, purpose, newest).allowed) return 'notEverybody'
  return photo.story_sight === 'waits' ? 'unseen' : 'termOver'
}
