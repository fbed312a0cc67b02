/**
 * The pictures that a photo has beside its framed one: the card beside a link, and what can be saved for other places.
 * They are made after the photo is in its people's hands, one after the other and the newest photo's first, for its
 * people are still there; what a crash breaks off is made by the next start.
 */
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type Originals, photoFolder, removePhotoFiles } from '../capture/originals.ts'
import { type Photo, type Photos, type StoredFile, saidWith } from '../capture/photos.ts'
import { clipNames } from '../contract/clip.ts'
import { Trouble } from '../contract/errors.ts'
import type { LookName } from '../contract/looks.ts'
import type { EventSettings } from '../event/settings.ts'
import type { Store } from '../store/open.ts'
import { ifMissing, sha256, writeCarefully } from '../system/files.ts'
import type { Log } from '../system/log.ts'
import type { OutputName } from './outputs.ts'
import { shotsIn } from './photo/pixels.ts'
import { type Framer, storyOf } from './render.ts'

export interface StoredPicture extends StoredFile {
  readonly name: string
}

export interface Pictures {
  /** Those that are made, by name. */
  of(photoId: string): StoredPicture[]
  find(photoId: string, name: string): StoredPicture | undefined
  /** Forgets those of a photo that is framed anew, but for what only the kiosk's page could make; gives their files. */
  drop(photoId: string): string[]
  /** Records one that is safe on disk; false when the photo is gone. */
  add(photoId: string, picture: StoredPicture): boolean
}

export function openPictures(store: Store): Pictures {
  const columns = 'name, file, sha256, bytes FROM outputs WHERE photo = ?'
  const of = store.prepare<[string], StoredPicture>(`SELECT ${columns} ORDER BY name`)
  const find = store.prepare<[string, string], StoredPicture>(`SELECT ${columns} AND name = ?`)
  const add = store.prepare(`
    INSERT OR IGNORE INTO outputs (photo, name, file, sha256, bytes)
    SELECT id, @name, @file, @sha256, @bytes FROM photos WHERE id = @photo AND erasing IS NULL`)
  const drop = store
    .prepare<[string, string], string>(
      'DELETE FROM outputs WHERE photo = ? AND name NOT IN (SELECT value FROM json_each(?)) RETURNING file',
    )
    .pluck()
  return {
    of: photoId => of.all(photoId),
    find: (photoId, name) => find.get(photoId, name),
    drop: photoId => drop.all(photoId, JSON.stringify(clipNames)),
    add: (photo, picture) => add.run({ photo, ...picture }).changes === 1,
  }
}

/** What an event makes of every photo; the card beside a link is for published pages alone. */
export function picturesFor({ share }: EventSettings, publicAddress: string): OutputName[] {
  const wanted: OutputName[] = share.pictures.filter(name => name !== 'original')
  return publicAddress ? ['card', ...wanted] : wanted
}

export interface PictureMaker {
  /** Makes what this photo lacks, when it is its turn. */
  make(photoId: string): void
  /** Makes what any framed photo lacks. */
  resume(): void
  /** Whether what this photo lacks is still to be made; otherwise its frame does not give it. */
  isComing(photo: Photo): boolean
  /** Begins nothing while a photo is being taken. */
  hold(isHeld: boolean): void
  /** Starts nothing more and waits for what is going on. */
  close(): Promise<void>
}

export interface PictureMakerParts {
  readonly dataFolder: string
  readonly photos: Photos
  readonly originals: Originals
  readonly pictures: Pictures
  /** What is made of every photo. */
  readonly names: readonly OutputName[]
  /** Makes a picture of the photo's own frame ready; null when that frame has none such. */
  readonly framerFor: (template: string, name: OutputName) => Promise<Framer | null>
  /** For photos whose people chose none. */
  readonly look: LookName
  readonly log: Log
  readonly retryAfter?: number
}

/** The phone that waits for the framed picture has the machine to itself for so long, in milliseconds. */
const leaveAlone = 250

/** After this time what failed for a passing reason (a full disk, say) is tried again, in milliseconds. */
const standardRetry = 15_000

export function openPictureMaker(parts: PictureMakerParts): PictureMaker {
  const { dataFolder, photos, originals, pictures, names, log } = parts
  const framers = new Map<string, Promise<Framer | null>>()
  const waiting = new Set<string>()
  /** Photos of which no picture can be made: the next start looks at them again. */
  const hopeless = new Set<string>()
  let making: string | null = null
  let room: PromiseWithResolvers<void> | null = null
  let working: Promise<void> | null = null
  let retry: NodeJS.Timeout | undefined
  let closed = false

  function make(photoId: string): void {
    if (names.length === 0 || closed || hopeless.has(photoId)) return
    waiting.add(photoId)
    working ??= work().finally(() => {
      working = null
    })
  }

  async function work(): Promise<void> {
    await pause(leaveAlone)
    for (let id = newest(); id !== null; id = newest()) {
      making = id
      waiting.delete(id)
      await makeOf(id).catch(error => {
        if (error instanceof Trouble) {
          log.error({ photo: id, code: error.code }, 'pictures cannot be made')
          return hopeless.add(id)
        }
        log.error({ photo: id, err: error }, 'pictures will be tried again')
        if (!closed) retry ??= setTimeout(resume, parts.retryAfter ?? standardRetry)
      })
      making = null
    }
  }

  /** Ids are in the order of the photos. */
  function newest(): string | null {
    if (closed) return null
    return waiting
      .values()
      .reduce<string | null>((most, id) => (most === null || id > most ? id : most), null)
  }

  async function makeOf(id: string): Promise<void> {
    const photo = photos.find(id)
    if (photo?.stage !== 'framed' || !photo.original_file || photo.original_dropped_at) return
    const missing = names.filter(name => !pictures.find(id, name))
    const asked = await Promise.all(
      missing.map(async name => ({ name, framer: await framerOf(photo, name) })),
    )
    const given = asked.filter((one): one is { name: OutputName; framer: Framer } => one.framer !== null)
    if (given.length === 0) return
    const original = await originals.read(photo.original_file).catch(ifMissing(null))
    if (!original) return // erased in this instant
    const [shot] = await shotsIn(original, photo.shots)
    for (const { name, framer } of given) {
      await room?.promise
      if (!closed) await makeOne(photo, name, framer, shot!)
    }
  }

  async function makeOne(photo: Photo, name: OutputName, framer: Framer, original: Buffer): Promise<void> {
    const { id, look } = photo
    const { jpeg, steps } = await framer.frame([original], look ?? parts.look, storyOf(photo))
    const hash = sha256(jpeg)
    const file = `${photoFolder(id)}/${name}-${hash}.jpg`
    if (!photos.find(id)) return
    await writeCarefully(join(dataFolder, file), jpeg)
    const now = photos.find(id)
    if (!now) return await removePhotoFiles(dataFolder, id) // erased meanwhile
    if (saidWith(now) !== saidWith(photo)) return await rm(join(dataFolder, file), { force: true }) // framed anew
    pictures.add(id, { name, file, sha256: hash, bytes: jpeg.length })
    log.info({ photo: id, name, ms: steps }, 'picture made')
  }

  /** A frame that has no such picture, or cannot draw it, is asked once. */
  function framerOf({ template }: Photo, name: OutputName): Promise<Framer | null> {
    const key = `${template} ${name}`
    const framer =
      framers.get(key) ??
      parts.framerFor(template, name).catch(error => {
        const code = error instanceof Trouble ? error.code : String(error)
        log.warn({ template, name, code }, 'the frame does not give this picture')
        return null
      })
    framers.set(key, framer)
    return framer
  }

  function resume(): void {
    clearTimeout(retry)
    retry = undefined
    for (const { id } of photos.at('framed')) {
      if (names.some(name => !pictures.find(id, name))) make(id)
    }
  }

  return {
    make,
    resume,
    isComing: ({ id, stage }) => (stage === 'framed' ? waiting.has(id) || making === id : stage !== 'failed'),
    hold(isHeld) {
      if (isHeld) room ??= Promise.withResolvers()
      else {
        room?.resolve()
        room = null
      }
    },
    async close() {
      closed = true
      clearTimeout(retry)
      room?.resolve()
      await working
    },
  }
}
