/** The photos' rows: one a photo, from the instant its code is on the screen. */
import type { LookName } from '../contract/looks.ts'
import type { StorySight } from '../contract/story.ts'
import type { Mode, PhotoStage } from '../contract/visit.ts'
import { commitSoon, type Store } from '../store/open.ts'
import type { Moment } from '../system/time.ts'

export interface Photo {
  readonly id: string
  readonly token: string
  readonly stage: PhotoStage
  readonly template: string
  readonly language: string
  readonly mode: Mode
  /** How many its original has, one below the other. */
  readonly shots: number
  /** Null for the event's own. */
  readonly look: LookName | null
  /** Its people's own words. */
  readonly story: string | null
  /** What staff say to the words; null when nobody has to see them. */
  readonly story_sight: StorySight | null
  readonly reserved_at: string
  readonly offset: number
  readonly expires_at: string
  readonly withdrawn_at: string | null
  /** Its people were told beforehand that it gets a page on the internet. */
  readonly public_page: 0 | 1
  /** What people read out when they have lost the link. */
  readonly code: string | null
  /** Why the photo is being erased; from then on it is as good as gone. */
  readonly erasing: string | null
  readonly kept_at: string | null
  /** File names are relative to the data folder. */
  readonly original_file: string | null
  readonly original_sha256: string | null
  readonly original_bytes: number | null
  readonly framed_at: string | null
  readonly framed_file: string | null
  readonly framed_sha256: string | null
  readonly framed_bytes: number | null
  /** When the original was removed here, because it is safe elsewhere. */
  readonly original_dropped_at: string | null
  /** The code of what went wrong when `stage` is failed. */
  readonly failure: string | null
}

export interface StoredFile {
  readonly file: string
  readonly sha256: string
  readonly bytes: number
}

export type NewPhoto = Pick<Photo, 'id' | 'token' | 'code' | 'template' | 'language' | 'expires_at'> &
  Partial<Pick<Photo, 'mode' | 'shots' | 'look' | 'public_page'>>

/** What goes out with a photo of what its people said: nothing that staff have taken out. */
export function saidWith({ story, story_sight }: Pick<Photo, 'story' | 'story_sight'>): string | null {
  return story_sight === 'not' ? null : story
}

/** A photo that is being erased is as good as gone: nothing here finds or changes it but what is said to. */
export interface Photos {
  reserve(photo: NewPhoto, when: Moment): void
  /** What it is framed in. */
  setLook(id: string, look: LookName): void
  /** Records that the original is safe on disk; false when another was first. */
  kept(id: string, original: StoredFile, when: Moment): boolean
  /** Not waited for on the disk: a power cut that undoes it only has the photo framed again. */
  framed(id: string, framed: StoredFile, when: Moment): void
  /** From here on it is a kept photo again, to be framed anew. Gives the file of its picture; null when it has none. */
  unframed(id: string): string | null
  /** Records that the original cannot be framed; it stays. */
  failed(id: string, code: string): void
  /** Records that the original is about to be removed here. */
  originalDropped(id: string, when: Moment): void
  find(id: string): Photo | undefined
  findByToken(token: string): Photo | undefined
  /** However people type it: in small letters, with blanks or dashes. */
  findByCode(typed: string): Photo | undefined
  setExpiry(id: string, at: string): void
  at(stage: PhotoStage): Photo[]
  /** Every photo, oldest first. */
  all(): Photo[]
  /** Those that expire at `at` (RFC 3339 in UTC) or before, oldest first. */
  expired(at: string): Photo[]
  /** When the newest photo was reserved, one that is being erased included; null without any. */
  newest(): string | null
  /** From here on the photo is gone for everybody, durably. Gives it with the first reason that came; undefined when it is gone. */
  beginErasing(id: string, reason: string): Photo | undefined
  /** Those whose erasure has begun and is not done, oldest first. */
  erasing(): Photo[]
  /** Deletes the row of a photo that is being erased; false when there is none. */
  remove(id: string): boolean
}

export function openPhotos(store: Store): Photos {
  const reserve = store.prepare(`
    INSERT INTO photos (id, token, code, stage, template, language, mode, shots, look, expires_at, public_page,
      reserved_at, offset)
    VALUES (@id, @token, @code, 'reserved', @template, @language, @mode, @shots, @look, @expires_at, @public_page,
      @at, @offset)`)
  const setLook = store.prepare('UPDATE photos SET look = ? WHERE id = ? AND erasing IS NULL')
  const kept = store.prepare(`
    UPDATE photos SET stage = 'kept', kept_at = @at,
      original_file = @file, original_sha256 = @sha256, original_bytes = @bytes
    WHERE id = @id AND stage = 'reserved' AND erasing IS NULL`)
  const framed = store.prepare(`
    UPDATE photos SET stage = 'framed', framed_at = coalesce(framed_at, @at), failure = NULL,
      framed_file = @file, framed_sha256 = @sha256, framed_bytes = @bytes
    WHERE id = @id AND stage = 'kept' AND erasing IS NULL`)
  const unframed = store.prepare(`
    UPDATE photos SET stage = 'kept', framed_file = NULL, framed_sha256 = NULL, framed_bytes = NULL
    WHERE id = ? AND stage = 'framed' AND erasing IS NULL`)
  const failed = store.prepare(`
    UPDATE photos SET stage = 'failed', failure = @code
    WHERE id = @id AND stage = 'kept' AND erasing IS NULL`)
  const dropped = store.prepare('UPDATE photos SET original_dropped_at = ? WHERE id = ?')
  const select = (where: string) => `SELECT * FROM photos WHERE ${where} AND erasing IS NULL`
  const find = store.prepare<[string], Photo>(select('id = ?'))
  const findByToken = store.prepare<[string], Photo>(select('token = ?'))
  const findByCode = store.prepare<[string], Photo>(select('code = ?'))
  const setExpiry = store.prepare('UPDATE photos SET expires_at = ? WHERE id = ?')
  const at = store.prepare<[string], Photo>(`${select('stage = ?')} ORDER BY id`)
  const all = store.prepare<[], Photo>(`${select('true')} ORDER BY id`)
  const expired = store.prepare<[string], Photo>(`${select('expires_at <= ?')} ORDER BY id`)
  const newest = store.prepare<[], string | null>('SELECT max(reserved_at) FROM photos').pluck()
  const beginErasing = store.prepare<[string, string], Photo>(
    'UPDATE photos SET erasing = coalesce(erasing, ?) WHERE id = ? RETURNING *',
  )
  const erasing = store.prepare<[], Photo>('SELECT * FROM photos WHERE erasing IS NOT NULL ORDER BY id')
  const remove = store.prepare('DELETE FROM photos WHERE id = ? AND erasing IS NOT NULL')

  return {
    reserve: (photo, when) =>
      void reserve.run({ mode: 'photo', shots: 1, look: null, public_page: 0, ...photo, ...when }),
    setLook: (id, look) => void setLook.run(look, id),
    kept: (id, original, when) => kept.run({ id, ...original, at: when.at }).changes === 1,
    framed: (id, file, when) => commitSoon(store, () => void framed.run({ id, ...file, at: when.at })),
    unframed: store.transaction((id: string) => {
      const file = find.get(id)?.framed_file ?? null
      return unframed.run(id).changes === 1 ? file : null
    }),
    failed: (id, code) => void failed.run({ id, code }),
    originalDropped: (id, when) => void dropped.run(when.at, id),
    find: id => find.get(id),
    findByToken: token => findByToken.get(token),
    findByCode: typed => findByCode.get(typed.replace(/[\s\p{Pd}]/gu, '').toUpperCase()),
    setExpiry: (id, at) => void setExpiry.run(at, id),
    at: stage => at.all(stage),
    all: () => all.all(),
    expired: at => expired.all(at),
    newest: () => newest.get() ?? null,
    beginErasing: (id, reason) => beginErasing.get(reason, id),
    erasing: () => erasing.all(),
    remove: id => remove.run(id).changes === 1,
  }
}
