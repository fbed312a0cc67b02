/**
 * Erasing a photo everywhere on this kiosk: its files, its row, what was said about it, the addresses left with it,
 * and the bytes that the database would keep of all that. What stays is in the ledger: a keyed number that leads back
 * to nothing, times, and the reason.
 */
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { removePhotoFiles } from '../capture/originals.ts'
import type { Photo, Photos } from '../capture/photos.ts'
import type { Store } from '../store/open.ts'
import { clearTraces } from '../store/traces.ts'
import { ifMissing } from '../system/files.ts'
import type { Log } from '../system/log.ts'
import { type Moment, moment } from '../system/time.ts'
import type { Ledger } from './ledger.ts'

export const erasureReasons = [
  /** Its term was over. */
  'expired',
  /** Somebody in the picture asked for it. */
  'asked',
  /** Staff did, of their own accord. */
  'staff',
  /** Its people took another one instead. */
  'retaken',
] as const
export type ErasureReason = (typeof erasureReasons)[number]

/** What an erasure came to. */
export interface Erased {
  /** The ids of the photos that are erased now. */
  readonly erased: readonly string[]
  /** Those that are gone for everybody but still have a file; the next start or sweep goes on with them. */
  readonly failed: readonly { readonly id: string; readonly error: unknown }[]
  /** False while the database's files may still hold bytes of what was deleted; the next start, sweep or `tidy` tries again. */
  readonly traceless: boolean
}

export interface Erasure {
  /**
   * Erases a photo; false when there is none. From the call on it is gone for everybody; when the promise settles,
   * nothing of it is on this kiosk, unless the log warns of traces. Throws the system's error when a file cannot be
   * removed.
   */
  erase(photoId: string, reason: ErasureReason, when?: Moment): Promise<boolean>
  /**
   * The same for many at once, which is much faster. One that fails does not keep the others. What was taken again leaves
   * its traces for `tidy`: its people wait at the camera, and writing a large database anew takes as long as a blink.
   */
  eraseAll(photoIds: readonly string[], reason: ErasureReason, when?: Moment): Promise<Erased>
  /** Erases the sealed addresses alone, from the call on. Gives whether the database is free of traces. */
  eraseContacts(photoIds: readonly string[], reason: ErasureReason, when?: Moment): Promise<boolean>
  /** Frees the database of traces that are still there, if any; gives whether none is left. */
  tidy(): Promise<boolean>
  /** Goes on with what a crash broke off, before anything else reads the photos' folders. Never throws. */
  resume(when?: Moment): Promise<Erased>
  /** Does what somebody else has begun, such as the sync's worker. Never throws. */
  goOn(): Promise<Erased>
  /** Starts nothing more and waits for what is going on; `resume` takes up the rest. */
  close(): Promise<void>
}

export interface ErasureParts {
  readonly store: Store
  readonly dataFolder: string
  readonly photos: Photos
  readonly ledger: Ledger
  readonly log?: Log | undefined
  /** Called between the steps. */
  readonly onStep?: ((step: string) => void) | undefined
}

/** How long others are waited for who read the database: a command beside the station, say. In milliseconds. */
const patience = 5_000
const askEvery = 200

export function openErasure(parts: ErasureParts): Erasure {
  const { store, dataFolder, photos, ledger, log, onStep = () => {} } = parts
  const going = new Set<Promise<unknown>>()
  let closed = false

  /** What `close` waits for. */
  function tracked<T>(work: Promise<T>): Promise<T> {
    const done = work.finally(() => going.delete(done))
    going.add(done)
    return done
  }

  function begin(photoIds: readonly string[], reason: ErasureReason): Photo[] {
    return store
      .transaction(() => photoIds.map(id => photos.beginErasing(id, reason)))
      .immediate()
      .filter(present)
  }

  /** Files first: as long as the row is there, a crash leaves nothing behind that nobody knows of. */
  async function remove(begun: readonly Photo[], when: Moment): Promise<Erased> {
    const erased: string[] = []
    const failed: Erased['failed'][number][] = []
    for (const { id, erasing } of begun) {
      try {
        if (closed) throw new Error('broken off, because the station closes')
        await removePhotoFiles(dataFolder, id)
        onStep('files-removed')
        store
          .transaction(() => {
            if (photos.remove(id)) ledger.erase(id, erasing!, when) // somebody else may have done it meanwhile
          })
          .immediate()
        onStep('row-removed')
        erased.push(id)
        log?.info({ photo: id, reason: erasing }, 'photo erased')
      } catch (error) {
        failed.push({ id, error })
        log?.error({ photo: id, code: (error as { code?: string }).code }, 'photo not yet erased')
      }
    }
    return { erased, failed, traceless: false }
  }

  async function finish(begun: readonly Photo[], when: Moment): Promise<Erased> {
    const gone = await remove(begun, when)
    const traceless = await tidy()
    onStep('traces-cleared')
    return { ...gone, traceless }
  }

  async function tidy(): Promise<boolean> {
    let problem: unknown = 'something else reads the database'
    for (const end = Date.now() + patience; !closed; await pause(askEvery)) {
      try {
        if (clearTraces(store)) return true
      } catch (error) {
        problem = error
      }
      if (Date.now() > end) break
    }
    log?.warn({ err: problem }, 'traces of what was erased are not yet cleared from the database')
    return false
  }

  async function eraseAll(
    photoIds: readonly string[],
    reason: ErasureReason,
    when = moment(),
  ): Promise<Erased> {
    const begun = begin(photoIds, reason)
    onStep('begun')
    return reason === 'retaken' ? remove(begun, when) : finish(begun, when)
  }

  async function erase(photoId: string, reason: ErasureReason, when?: Moment): Promise<boolean> {
    const { erased, failed } = await eraseAll([photoId], reason, when)
    for (const { error } of failed) throw error
    return erased.length > 0
  }

  async function eraseContacts(photoIds: readonly string[], reason: ErasureReason, when = moment()) {
    store
      .transaction(() => {
        for (const id of photoIds) ledger.eraseContacts(id, reason, when)
      })
      .immediate()
    return tidy()
  }

  async function resume(when = moment()): Promise<Erased> {
    await removeLeftovers().catch(error => log?.error({ err: error }, 'leftovers of erased photos stay'))
    return finish(photos.erasing(), when)
  }

  /** Folders of photos that are erased: whoever was writing into one when the plug was pulled could not clear up. */
  async function removeLeftovers(): Promise<void> {
    for (const id of await readdir(join(dataFolder, 'photos')).catch(ifMissing([]))) {
      if (photos.find(id) || !ledger.erasureOf(id)) continue
      await removePhotoFiles(dataFolder, id)
      log?.info({ photo: id }, 'leftovers of an erased photo removed')
    }
  }

  return {
    erase: (...given) => tracked(erase(...given)),
    eraseAll: (...given) => tracked(eraseAll(...given)),
    eraseContacts: (...given) => tracked(eraseContacts(...given)),
    tidy: () => tracked(tidy()),
    resume: when => tracked(resume(when)),
    goOn: () => tracked(finish(photos.erasing(), moment())),
    async close() {
      closed = true
      await Promise.allSettled(going)
    },
  }
}

function present<T>(one: T | undefined): one is T {
  return one !== undefined
}
