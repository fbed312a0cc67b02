/**
 * What is or may be at the storage. An object's row is on disk before its first byte is sent, so that whatever may lie
 * there can also be removed; it goes when the object surely does not lie there any more. Times are milliseconds since
 * 1970.
 */
import { commitSoon, type Store } from '../store/open.ts'
import { longestDelay, type Rank } from './outbox.ts'

export interface StoredObject {
  readonly key: string
  readonly photo: string | null
  readonly state: 'putting' | 'there' | 'removing' | 'gone'
  readonly type: string
  readonly sha256: string
  readonly bytes: number
  readonly upload: string | null
  readonly changed_at: number
  /** When a separate read last found it whole. */
  readonly verified_at: number | null
  /** When something that was given up may still land, and it has to be looked at again. */
  readonly recheck_at: number | null
}

export type NewObject = Pick<StoredObject, 'key' | 'photo' | 'type' | 'sha256' | 'bytes'>

export interface Objects {
  get(key: string): StoredObject | undefined
  of(photo: string): StoredObject[]
  /** Those whose keys begin with this. */
  startingWith(prefix: string): StoredObject[]
  /** Says that these are about to be sent; from here on they may be there, also after a power cut. */
  putting(objects: readonly NewObject[], now: number): void
  /** The name of its upload in parts. */
  uploading(key: string, upload: string | null): void
  /** It was found whole. Where something else was sent or removed before, it is looked at once more later. */
  there(key: string, now: number): void
  /** It was found to be something else. */
  different(key: string): void
  /** Says that this is about to be removed. */
  removing(key: string, now: number): void
  /** It was found to be gone; it is removed once more later, since a write that was given up may still land. */
  gone(key: string, now: number): void
  /** It is not there, and nothing can land any more. */
  forget(key: string): void
  /** The station's own that are gone and to be removed once more. */
  ownGone(now: number): StoredObject[]
  /** Whether something is meant to lie at this key, as far as is known here. */
  isWanted(key: string): boolean
  /** Remembers when the first of the yeses ends that stand in a record. */
  endsAt(key: string, at: number | null): void
  /** Has the photos of objects that are to be looked at again noted in the outbox, and those of which a yes has ended. */
  noteRechecks(rank: Rank, now: number): number
  all(): StoredObject[]
}

/** Whether it is time to look again. A time that only a wrong clock can have set counts as past. */
export function isRecheckDue({ recheck_at }: StoredObject, now: number): boolean {
  return recheck_at !== null && (recheck_at <= now || recheck_at > now + longestDelay)
}

/**
 * How long a write that was given up may still land, in milliseconds. Four times as long as a single request may take;
 * what comes later still is found by the nightly look through the storage.
 */
export const standardLateness = 4 * 60_000

/** `target` is the storage, by its settings; `lateness` how long a write may take to land. */
export function openObjects(store: Store, target: string, lateness = standardLateness): Objects {
  const columns =
    'key, photo, state, type, sha256, bytes, upload, changed_at, verified_at, recheck_at FROM objects'
  const get = store.prepare<[string, string], StoredObject>(`SELECT ${columns} WHERE target = ? AND key = ?`)
  const of = store.prepare<[string, string], StoredObject>(`SELECT ${columns} WHERE target = ? AND photo = ?`)
  const starting = store.prepare<[string, string, string], StoredObject>(
    `SELECT ${columns} WHERE target = ? AND key >= ? AND key < ? || char(0x10ffff)`,
  )
  const all = store.prepare<[string], StoredObject>(`SELECT ${columns} WHERE target = ? ORDER BY key`)
  const put = store.prepare(`
    INSERT INTO objects (target, key, photo, state, type, sha256, bytes, changed_at)
    VALUES (@target, @key, @photo, 'putting', @type, @sha256, @bytes, @now)
    ON CONFLICT DO UPDATE SET
      -- What was sent or removed before may still be on its way, also when a later attempt came through; the same bytes
      -- do no harm.
      recheck_at = iif(sha256 = @sha256 AND state IN ('putting', 'there'), recheck_at, @now + @lateness),
      upload = iif(sha256 = @sha256, upload, NULL),
      state = 'putting', type = @type, sha256 = @sha256, bytes = @bytes, changed_at = @now, verified_at = NULL`)
  const uploading = store.prepare('UPDATE objects SET upload = ? WHERE target = ? AND key = ?')
  const there = store.prepare(`
    UPDATE objects SET state = 'there', upload = NULL, verified_at = @now,
      recheck_at = iif(recheck_at > @now AND recheck_at <= @now + @lateness, recheck_at, NULL)
    WHERE target = @target AND key = @key`)
  const different = store.prepare(
    `UPDATE objects SET state = 'putting', verified_at = NULL WHERE target = ? AND key = ?`,
  )
  const removing = store.prepare(`
    UPDATE objects SET state = 'removing', verified_at = NULL, changed_at = ? WHERE target = ? AND key = ?`)
  const gone = store.prepare(`
    UPDATE objects SET state = 'gone', upload = NULL, recheck_at = ? WHERE target = ? AND key = ?`)
  const forget = store.prepare('DELETE FROM objects WHERE target = ? AND key = ?')
  const isDue = `(recheck_at <= @now OR recheck_at > @now + ${longestDelay})`
  const note = store.prepare(`
    INSERT INTO changes (photo, rank)
    SELECT DISTINCT photo, @rank FROM objects WHERE target = @target AND photo IS NOT NULL
      AND (${isDue} OR ends_at <= @now) AND NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.photo = objects.photo)`)

  const ends = store.prepare('UPDATE objects SET ends_at = ? WHERE target = ? AND key = ?')
  const ownGone = store.prepare<[{ target: string; now: number }], StoredObject>(
    `SELECT ${columns} WHERE target = @target AND photo IS NULL AND state = 'gone' AND ${isDue}`,
  )

  /** What a power cut undoes here is only looked at once more; the disk is not waited for, nor the station kept waiting. */
  const soon = (write: () => unknown) => commitSoon(store, () => void write())

  return {
    get: key => get.get(target, key),
    of: photo => of.all(target, photo),
    startingWith: prefix => starting.all(target, prefix, prefix),
    putting: (all, now) =>
      store.transaction(() => {
        for (const object of all) put.run({ target, lateness, ...object, now })
      })(),
    uploading: (key, upload) => void uploading.run(upload, target, key),
    there: (key, now) => soon(() => there.run({ target, key, now, lateness })),
    different: key => soon(() => different.run(target, key)),
    removing: (key, now) => void removing.run(now, target, key),
    gone: (key, now) => soon(() => gone.run(now + lateness, target, key)),
    forget: key => soon(() => forget.run(target, key)),
    ownGone: now => ownGone.all({ target, now }),
    isWanted: key => ['putting', 'there'].includes(get.get(target, key)?.state ?? ''),
    endsAt: (key, at) => soon(() => ends.run(at, target, key)),
    noteRechecks: (rank, now) => note.run({ target, rank, now }).changes,
    all: () => all.all(target),
  }
}
