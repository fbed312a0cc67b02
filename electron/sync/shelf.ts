/** Putting and removing single objects, each with the separate read that proves it. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { StoredFile } from '../capture/photos.ts'
import { type SavedName, savedType } from '../contract/share.ts'
import { ifMissing, sha256 } from '../system/files.ts'
import type { Counts } from './counts.ts'
import { isRecheckDue, type Objects, type StoredObject } from './objects.ts'
import { ItemTrouble } from './outbox.ts'
import type { Pace } from './pace.ts'
import { jsonContent } from './record.ts'
import { type Content, type Target, TargetProblem } from './target.ts'

/** An object as it should be at the storage. Its bytes are loaded only when they are needed. */
export interface Wanted {
  readonly key: string
  /** Whose it is; null for the station's own. */
  readonly photo: string | null
  readonly type: string
  readonly sha256: string
  readonly bytes: number
  /** Everybody may read it there, and keep it for so many seconds. */
  readonly publicFor?: number
  readonly load: () => Promise<Buffer>
}

export interface Shelf {
  /** Whether this lies there, as a separate read has shown. */
  has(wanted: Pick<Wanted, 'key' | 'sha256'>): boolean
  /** Notes at once all that is about to be sent, since each note waits for the disk. */
  note(all: readonly Wanted[]): void
  /** Sees to it that this lies there: sends it unless it does, and reads it anew. Throws a TargetProblem. */
  put(wanted: Wanted, signal?: AbortSignal): Promise<void>
  /** Sees to it that nothing lies there, now and when a late write could have landed. Throws a TargetProblem. */
  remove(object: StoredObject, signal?: AbortSignal): Promise<void>
}

export interface ShelfParts {
  readonly target: Target
  readonly objects: Objects
  readonly counts: Counts
  readonly now: () => number
  readonly pace: Pace
  /** Called between the steps of an object. */
  readonly onStep?: ((step: string) => void) | undefined
}

export function openShelf({ target, objects, counts, now, pace, onStep = () => {} }: ShelfParts): Shelf {
  const has: Shelf['has'] = ({ key, sha256 }) => {
    const row = objects.get(key)
    return row?.state === 'there' && row.sha256 === sha256 && !isRecheckDue(row, now())
  }

  /** Noted here and not yet sent, so that nothing of it can lie there. */
  const fresh = new Set<string>()

  function note(all: readonly Wanted[]): void {
    const unknown = all.filter(({ key, sha256 }) => {
      const row = objects.get(key)
      const isNoted = row?.sha256 === sha256 && (row.state === 'putting' || row.state === 'there')
      return !isNoted && !row?.upload // an upload of other bytes is given up first
    })
    if (unknown.length === 0) return
    objects.putting(
      unknown.map(({ load, publicFor, ...object }) => object),
      now(),
    )
    for (const { key } of unknown) fresh.add(key)
  }

  async function put(wanted: Wanted, signal?: AbortSignal): Promise<void> {
    if (has(wanted)) return
    await pace.free()
    const { key, type, sha256, bytes, publicFor } = wanted
    const content = {
      bytes: await wanted.load(),
      sha256,
      type,
      ...(publicFor === undefined ? {} : { publicFor }),
    }
    const before = objects.get(key)
    const isTried = before?.sha256 === sha256 && before.state === 'putting' && !fresh.has(key)
    const wasThere = before?.sha256 === sha256 && before.state === 'there'
    // The answer to an earlier attempt may have been lost, or this is the second look.
    if (isTried || wasThere) {
      if ((await target.verify(key, content, signal)) === 'whole') return objects.there(key, now())
      if (wasThere) counts.add('mismatches', 1)
      objects.different(key)
    }

    if (before?.upload && before.sha256 !== sha256) {
      await target.abandon(key, before.upload, signal)
      objects.uploading(key, null)
    }
    note([wanted])
    fresh.delete(key)
    onStep('noted')
    await target.put(key, content, {
      ...(signal ? { signal } : {}),
      upload: objects.get(key)?.upload ?? null,
      onUpload: upload => objects.uploading(key, upload),
    })
    onStep('put')
    counts.add('bytes', bytes)
    if ((await target.verify(key, content, signal)) === 'whole') {
      objects.there(key, now())
      return onStep('verified')
    }
    counts.add('mismatches', 1)
    throw new TargetProblem('damaged', `${key} is not what was sent`)
  }

  async function remove(object: StoredObject, signal?: AbortSignal): Promise<void> {
    const { key, state, upload } = object
    if (state === 'gone' && !isRecheckDue(object, now())) return
    if (state !== 'gone') objects.removing(key, now())
    onStep('removing')
    if (upload) await target.abandon(key, upload, signal)
    await target.remove(key, signal)
    onStep('removed')
    if ((await target.verify(key, nothing, signal)) !== 'missing')
      throw new TargetProblem('busy', `${key} is still there`)
    if (state === 'gone') objects.forget(key)
    else objects.gone(key, now())
  }

  return {
    has,
    note,
    put,
    remove,
  }
}

/** A content that no object of ours has. */
const nothing: Content = { bytes: Buffer.alloc(0), sha256: sha256(''), type: '' }

/**
 * A picture's file in the data folder, as it should be at the storage, `name` being what it is of its photo. Loading it
 * throws an ItemTrouble when it is not what it was.
 */
export function pictureWanted(
  dataFolder: string,
  photo: string,
  key: string,
  stored: StoredFile,
  name: SavedName = 'photo',
): Wanted {
  const { file, sha256: hash, bytes } = stored
  const load = async () => {
    const read = await readFile(join(dataFolder, file)).catch(ifMissing(null))
    if (read !== null && sha256(read) === hash) return read
    throw new ItemTrouble('file', `the picture's file is ${read === null ? 'missing' : 'damaged'}`)
  }
  return { key, photo, type: savedType(name), sha256: hash, bytes, load }
}

/** A JSON file as it should be at the storage. */
export function jsonWanted(key: string, photo: string | null, value: object): Wanted {
  const { bytes, ...rest } = jsonContent(value)
  return { key, photo, ...rest, bytes: bytes.length, load: async () => bytes }
}
