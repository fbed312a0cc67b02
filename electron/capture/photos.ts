/** The photos' rows: one a photo, from the instant its code is on the screen. */
import type { PhotoStage } from '../contract/visit.ts'
import { commitSoon, type Store } from '../store/open.ts'
import type { Moment } from '../system/time.ts'

export interface Photo {
  readonly id: string
  readonly token: string
  readonly stage: PhotoStage
  readonly template: string
  readonly language: string
  readonly reserved_at: string
  readonly offset: number
  readonly expires_at: string
  readonly withdrawn_at: string | null
  readonly kept_at: string | null
  /** File names are relative to the data folder. */
  readonly original_file: string | null
  readonly original_sha256: string | null
  readonly original_bytes: number | null
  readonly framed_at: string | null
  readonly framed_file: string | null
  readonly framed_sha256: string | null
  readonly framed_bytes: number | null
  /** The code of what went wrong when `stage` is failed. */
  readonly failure: string | null
}

export interface StoredFile {
  readonly file: string
  readonly sha256: string
  readonly bytes: number
}

export type NewPhoto = Pick<Photo, 'id' | 'token' | 'template' | 'language' | 'expires_at'>

export interface Photos {
  reserve(photo: NewPhoto, when: Moment): void
  /** Records that the original is safe on disk; false when another was first. */
  kept(id: string, original: StoredFile, when: Moment): boolean
  /** Not waited for on the disk: a power cut that undoes it only has the photo framed again. */
  framed(id: string, framed: StoredFile, when: Moment): void
  /** Records that the original cannot be framed; it stays. */
  failed(id: string, code: string): void
  find(id: string): Photo | undefined
  findByToken(token: string): Photo | undefined
  at(stage: PhotoStage): Photo[]
  /** Every photo, oldest first. */
  all(): Photo[]
}

export function openPhotos(store: Store): Photos {
  const reserve = store.prepare(`
    INSERT INTO photos (id, token, stage, template, language, expires_at, reserved_at, offset)
    VALUES (@id, @token, 'reserved', @template, @language, @expires_at, @at, @offset)`)
  const kept = store.prepare(`
    UPDATE photos SET stage = 'kept', kept_at = @at,
      original_file = @file, original_sha256 = @sha256, original_bytes = @bytes
    WHERE id = @id AND stage = 'reserved'`)
  const framed = store.prepare(`
    UPDATE photos SET stage = 'framed', framed_at = @at, failure = NULL,
      framed_file = @file, framed_sha256 = @sha256, framed_bytes = @bytes
    WHERE id = @id AND stage = 'kept'`)
  const failed = store.prepare(
    `UPDATE photos SET stage = 'failed', failure = @code WHERE id = @id AND stage = 'kept'`,
  )
  const find = store.prepare<[string], Photo>('SELECT * FROM photos WHERE id = ?')
  const findByToken = store.prepare<[string], Photo>('SELECT * FROM photos WHERE token = ?')
  const at = store.prepare<[string], Photo>('SELECT * FROM photos WHERE stage = ? ORDER BY id')
  const all = store.prepare<[], Photo>('SELECT * FROM photos ORDER BY id')

  return {
    reserve: (photo, when) => void reserve.run({ ...photo, ...when }),
    kept: (id, original, when) => kept.run({ id, ...original, at: when.at }).changes === 1,
    framed: (id, file, when) => commitSoon(store, () => void framed.run({ id, ...file, at: when.at })),
    failed: (id, code) => void failed.run({ id, code }),
    find: id => find.get(id),
    findByToken: token => findByToken.get(token),
    at: stage => at.all(stage),
    all: () => all.all(),
  }
}
