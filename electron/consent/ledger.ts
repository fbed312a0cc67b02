/** The consent ledger: what was asked, in which words, and what was answered. Entries are only ever added. */
import type { Store } from '../store/open.ts'
import { sha256 } from '../system/files.ts'
import type { Moment } from '../system/time.ts'

/** What the brand may ask to do with a photo. */
export type Purpose = 'brand-channels'

export interface ConsentEntry {
  readonly photoId: string
  readonly purpose: Purpose
  readonly given: boolean
  /** The whole text that was on the screen. */
  readonly wording: string
  readonly language: string
}

export interface Ledger {
  add(entry: ConsentEntry, when: Moment): void
  /** Whether `purpose` is allowed for the photo: its newest entry counts, none means no. */
  allows(photoId: string, purpose: Purpose): boolean
}

export function openLedger(store: Store): Ledger {
  const add = store.prepare(`
    INSERT INTO consent_entries (photo_id, purpose, given, wording, wording_sha256, language, at, offset)
    VALUES (@photoId, @purpose, @given, @wording, @hash, @language, @at, @offset)`)
  const newest = store.prepare<[string, string], { given: 0 | 1 }>(
    'SELECT given FROM consent_entries WHERE photo_id = ? AND purpose = ? ORDER BY seq DESC LIMIT 1',
  )
  return {
    add: (entry, when) =>
      void add.run({ ...entry, given: entry.given ? 1 : 0, hash: sha256(entry.wording), ...when }),
    allows: (photoId, purpose) => newest.get(photoId, purpose)?.given === 1,
  }
}
