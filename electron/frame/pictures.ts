/**
 * The pictures that a photo has beside its framed one: the card beside a link, and what can be saved for other places.
 * They are made after the photo is in its people's hands, one after the other; what a crash breaks off is made by the
 * next start.
 */
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type Originals, photoFolder, removePhotoFiles } from '../capture/originals.ts'
import type { Photo, Photos, StoredFile } from '../capture/photos.ts'
import { Trouble } from '../contract/errors.ts'
import type { LookName } from '../contract/looks.ts'
import type { EventSettings } from '../event/settings.ts'
import type { Store } from '../store/open.ts'
import { sha256, writeCarefully } from '../system/files.ts'
import type { Log } from '../system/log.ts'
import type { OutputName } from './outputs.ts'
import type { Framer } from './render.ts'

export interface StoredPicture extends StoredFile {
  readonly name: string
}

export interface Pictures {
  /** Those that are made, by name. */
  of(photoId: string): StoredPicture[]
  find(photoId: string, name: string): StoredPicture | undefined
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
  return {
    of: photoId => of.all(photoId),
    find: (photoId, name) => find.get(photoId, name),
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
  readonly look: LookName
  readonly log: Log
}

/** The phone that waits for the framed picture has the machine to itself for so long, in milliseconds. */
const leaveAlone = 250

export function openPictureMaker(parts: PictureMakerParts): PictureMaker {
  const { dataFolder, photos, originals, pictures, names, log } = parts
  const framers = new Map<string, Promise<Framer | null>>()
  const waiting = new Set<string>()
  let working: Promise<void> | null = null
  let closed = false

  function make(photoId: string): void {
    if (names.length === 0 || closed) return
    waiting.add(photoId)
    working ??= work().finally(() => {
      working = null
    })
  }

  async function work(): Promise<void> {
    await pause(leaveAlone)
    for (const id of waiting) {
      waiting.delete(id)
      const photo = photos.find(id)
      if (closed) return
      if (photo?.stage !== 'framed') continue
      await makeOf(photo).catch(error => log.error({ photo: id, err: error }, 'pictures are not made'))
    }
  }

  async function makeOf(photo: Photo): Promise<void> {
    const missing = names.filter(name => !pictures.find(photo.id, name))
    if (missing.length === 0 || !photo.original_file || photo.original_dropped_at) return
    const original = await originals.read(photo.original_file)
    for (const name of missing) {
      const framer = await framerOf(photo.template, name)
      if (framer && !closed) await makeOne(photo.id, name, framer, original)
    }
  }

  async function makeOne(id: string, name: OutputName, framer: Framer, original: Buffer): Promise<void> {
    const { jpeg, steps } = await framer.frame([original], parts.look)
    const hash = sha256(jpeg)
    const file = `${photoFolder(id)}/${name}-${hash}.jpg`
    if (!photos.find(id)) return
    await writeCarefully(join(dataFolder, file), jpeg)
    const isAdded = pictures.add(id, { name, file, sha256: hash, bytes: jpeg.length })
    if (!isAdded && !photos.find(id)) return await removePhotoFiles(dataFolder, id) // erased meanwhile
    log.info({ photo: id, name, ms: steps }, 'picture made')
  }

  /** A frame that has no such picture, or cannot draw it, is asked once. */
  function framerOf(template: string, name: OutputName): Promise<Framer | null> {
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

  return {
    make,
    resume() {
      for (const { id } of photos.at('framed')) {
        if (names.some(name => !pictures.find(id, name))) make(id)
      }
    },
    async close() {
      closed = true
      await working
    },
  }
}
