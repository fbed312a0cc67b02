/**
 * The one gate: whoever shows, exports, publishes or counts photos asks here, and nobody reads the ledger around it.
 */
import type { Purpose } from '../contract/consent.ts'
import type { Store } from '../store/open.ts'
import type { Entry, Ledger } from './ledger.ts'
import { type Standing, standing } from './standing.ts'

/** Where hardly anybody allows anything, the newest few are found among so many. */
const mostLookedAt = 200

export interface Gate {
  /** Whether a photo may be used for `purpose` at `when`, in milliseconds since 1970. */
  allowed(photoId: string, purpose: Purpose, when: number): boolean
  /** The ids of all photos that may, in the order in which they were taken. */
  allowedPhotos(purpose: Purpose, when: number): string[]
  /**
   * The ids of the newest that may, newest first, at most `most`. Only the newest that were asked about are looked at,
   * so that it can be asked again and again.
   */
  newestAllowed(purpose: Purpose, when: number, most: number): string[]
  /** How a photo stands for `purpose`, for the people in it: whether it may be used, `allowed` alone says. */
  standing(photoId: string, purpose: Purpose, when: number): Standing
}

const isSeen = "story_sight IS NOT 'waits'"

/**
 * `isWhole` says whether the ledger's chain holds: of a damaged one, nothing is believed. A photo that is gone, or on
 * its way out, is allowed for nothing, and so is one whose words staff want to see first. Time only goes forward: of
 * `when` and the newest entry's time the later counts, so that a clock that was set back brings no ended yes to life.
 */
export function openGate(store: Store, ledger: Ledger, isWhole: boolean): Gate {
  const present = store
    .prepare<[string], 1>('SELECT 1 FROM photos WHERE id = ? AND withdrawn_at IS NULL AND erasing IS NULL')
    .pluck()
  const allPresent = store
    .prepare<[], string>(
      `SELECT id FROM photos WHERE withdrawn_at IS NULL AND erasing IS NULL AND ${isSeen} ORDER BY id`,
    )
    .pluck()
  const seen = store.prepare<[string], 1>(`SELECT 1 FROM photos WHERE id = ? AND ${isSeen}`).pluck()
  const none: Standing = { allowed: false, agreed: 0, people: 1, until: null }
  const notBefore = (when: number) => Math.max(when, Date.parse(ledger.head().at ?? '') || 0)
  const standingOf = (photoId: string, purpose: Purpose, when: number) =>
    isWhole && present.get(photoId) === 1
      ? standing(ledger.entriesOf(photoId), purpose, notBefore(when))
      : none
  const allowed = (photoId: string, purpose: Purpose, when: number) =>
    seen.get(photoId) === 1 && standingOf(photoId, purpose, when).allowed
  return {
    standing: standingOf,
    allowed,
    newestAllowed(purpose, when, most) {
      const found: string[] = []
      for (const id of ledger.newestAsked(purpose, mostLookedAt)) {
        if (allowed(id, purpose, when)) found.push(id)
        if (found.length === most) break
      }
      return found
    },
    allowedPhotos(purpose, when) {
      if (!isWhole) return []
      const now = notBefore(when)
      const allowed = new Set<string>()
      // They come photo by photo, so only one photo's entries are held at a time.
      let entries: Entry[] = []
      const judge = () => {
        if (standing(entries, purpose, now).allowed) allowed.add(entries[0]!.said.photo)
      }
      for (const entry of ledger.entriesFor(purpose)) {
        if (entries.length > 0 && entries[0]!.said.photo !== entry.said.photo) {
          judge()
          entries = []
        }
        entries.push(entry)
      }
      judge()
      return allPresent.all().filter(id => allowed.has(id))
    },
  }
}
