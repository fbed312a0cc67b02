/**
 * Framing what was kept. It is work that can be redone: a kept photo is one that still has to be framed, so
 * a crash anywhere in here loses nothing and the next start goes on.
 */
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type Originals, photoFolder, removePhotoFiles } from '../capture/originals.ts'
import { type Photo, type Photos, saidWith } from '../capture/photos.ts'
import { Trouble } from '../contract/errors.ts'
import type { LookName } from '../contract/looks.ts'
import { sha256, writeCarefully } from '../system/files.ts'
import type { Log } from '../system/log.ts'
import { moment } from '../system/time.ts'
import { shotsIn } from './photo/pixels.ts'
import type { Pictures } from './pictures.ts'
import { type Framer, storyOf } from './render.ts'

export interface Framing {
  /**
   * Frames the original `bytes` of photo `id` while they are still being kept; the result counts only when
   * `keeping` succeeds. Never throws: what goes wrong is in the photo's row or tried again.
   */
  frame(id: string, bytes: Buffer, keeping: Promise<unknown>): Promise<void>
  /** Frames a photo whose original is kept, unless that is going on. Never throws, as `frame`. */
  finish(id: string): Promise<void>
  /**
   * Makes all pictures of a framed photo anew, where its original is here: when it returns, nobody finds the old ones any
   * more. Throws the database's error before that; its promise never rejects, as that of `frame`.
   */
  anew(id: string): Promise<void>
  /** Frames every kept photo, one after the other, but for one whose people still decide how. */
  resume(): Promise<void>
  /** The framed picture's bytes. */
  read(file: string): Promise<Buffer>
  /** Starts nothing more and waits for what is going on. */
  close(): Promise<void>
}

export interface FramingParts {
  readonly dataFolder: string
  readonly photos: Photos
  readonly originals: Originals
  readonly pictures: Pictures
  /** What a photo is framed by. */
  readonly framerOf: (photo: Photo) => Framer
  /** For photos whose people chose none. */
  readonly look: LookName
  /** Whether its people still decide how it is framed; `finish` is called when they have. */
  readonly isLookedAt: (id: string) => boolean
  readonly log: Log
  /** Called when a photo is framed or has failed for good. */
  readonly onSettled: (id: string, stage: 'framed' | 'failed') => void
  /** Called between the steps; what they took is in the log. */
  readonly onStep: (step: string) => void
}

/** After this time what failed for a passing reason (a full disk, say) is tried again. */
const retryAfter = 15_000

export function openFraming(parts: FramingParts): Framing {
  const { dataFolder, photos, originals, log } = parts
  const going = new Map<Promise<void>, string>()
  let retry: NodeJS.Timeout | undefined
  let closed = false

  function frame(id: string, bytes: Buffer, keeping: Promise<unknown>): Promise<void> {
    const work = attempt(id, bytes, keeping).finally(() => going.delete(work))
    going.set(work, id)
    return work
  }

  async function attempt(id: string, bytes: Buffer, keeping: Promise<unknown>): Promise<void> {
    keeping.catch(() => {}) // whoever keeps it answers for it
    const photo = photos.find(id)
    if (!photo) return
    const rendering = shotsIn(bytes, photo.shots).then(shots =>
      parts.framerOf(photo).frame(shots, photo.look ?? parts.look, storyOf(photo)),
    )
    rendering.catch(() => {}) // judged below, after the original is safe
    try {
      await keeping
    } catch {
      return
    }
    try {
      const { jpeg, steps } = await rendering
      parts.onStep('composed')
      const started = performance.now()
      const hash = sha256(jpeg)
      const file = `${photoFolder(id)}/framed-${hash}.jpg`
      await writeCarefully(join(dataFolder, file), jpeg)
      parts.onStep('framed-written')
      const now = photos.find(id)
      if (now && saidWith(now) !== saidWith(photo)) {
        await rm(join(dataFolder, file), { force: true })
        return await attempt(id, bytes, keeping) // staff were faster
      }
      photos.framed(id, { file, sha256: hash, bytes: jpeg.length }, moment())
      if (!photos.find(id)) return await removePhotoFiles(dataFolder, id) // erased meanwhile
      parts.onStep('framed')
      log.info({ photo: id, ms: { ...steps, write: performance.now() - started } }, 'photo framed')
      parts.onSettled(id, 'framed')
    } catch (error) {
      if (photos.find(id)) giveUpOrRetry(id, error) // otherwise it was erased meanwhile, and its folder with it
    }
  }

  function giveUpOrRetry(id: string, error: unknown): void {
    if (error instanceof Trouble) {
      photos.failed(id, error.code)
      log.error({ photo: id, code: error.code, ...error.details }, 'photo cannot be framed')
      parts.onSettled(id, 'failed')
    } else {
      log.error({ photo: id, err: error }, 'framing will be tried again')
      if (!closed) retry ??= setTimeout(() => void resume(), retryAfter)
    }
  }

  async function resume(): Promise<void> {
    clearTimeout(retry)
    retry = undefined
    for (const { id } of photos.at('kept')) {
      if (closed) return
      if (!parts.isLookedAt(id)) await finish(id)
    }
  }

  async function finish(id: string): Promise<void> {
    const photo = photos.find(id)
    if (photo?.stage !== 'kept' || !photo.original_file || going.values().some(one => one === id)) return
    try {
      await frame(id, await originals.read(photo.original_file), Promise.resolve())
    } catch (error) {
      if (photos.find(id)) log.error({ photo: id, err: error }, 'original cannot be read')
    }
  }

  /** A crash in here leaves a kept photo, which is framed at the next start. */
  function anew(id: string): Promise<void> {
    const photo = photos.find(id)
    if (!photo?.original_file || photo.original_dropped_at) return Promise.resolve()
    const framed = photos.unframed(id)
    return replace(id, [...(framed === null ? [] : [framed]), ...parts.pictures.drop(id)])
  }

  async function replace(id: string, files: readonly string[]): Promise<void> {
    for (const file of files)
      await rm(join(dataFolder, file), { force: true }).catch(error =>
        log.error({ photo: id, err: error }, 'picture not yet removed'),
      )
    await finish(id)
  }

  return {
    frame,
    anew,
    finish,
    resume,
    read: file => readFile(join(dataFolder, file)),
    async close() {
      closed = true
      clearTimeout(retry)
      await Promise.all(going.keys())
    },
  }
}
