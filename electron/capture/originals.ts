/** Keeping what the camera gave: the original goes to disk, whole and hashed, before anything else may count on it. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Trouble } from '../contract/errors.ts'
import { ifMissing, makeFolder, removeFolder, sha256, writeCarefully } from '../system/files.ts'
import { moment } from '../system/time.ts'
import type { Photos, StoredFile } from './photos.ts'

/** Largest original taken, in bytes: a 60-megapixel JPEG at its best quality fits. */
export const largestOriginal = 64 * 1024 * 1024

export interface Originals {
  /**
   * Keeps `bytes` as the original of photo `id`; durable when the promise settles. The same bytes twice are
   * fine, so a page that saw no answer may send again. Throws PHOTO_UNKNOWN or PHOTO_ALREADY_KEPT.
   */
  keep(id: string, bytes: Buffer): Promise<'kept' | 'already'>
  /** The original's bytes. */
  read(file: string): Promise<Buffer>
  /** After a crash: takes in originals that reached the disk but not the database. Gives their ids. */
  recover(): Promise<string[]>
}

/** `onStep` is called between the steps of keeping. */
export function openOriginals(dataFolder: string, photos: Photos, onStep: (step: string) => void): Originals {
  async function keep(id: string, bytes: Buffer): Promise<'kept' | 'already'> {
    const photo = photos.find(id)
    if (!photo) throw new Trouble('PHOTO_UNKNOWN', { id })
    const hash = sha256(bytes)
    if (photo.stage !== 'reserved') {
      if (photo.original_sha256 === hash) return 'already'
      throw new Trouble('PHOTO_ALREADY_KEPT', { id })
    }
    const file = `${photoFolder(id)}/${originalName(hash)}`
    let first = false
    try {
      await makeFolder(join(dataFolder, photoFolder(id)))
      await writeCarefully(join(dataFolder, file), bytes)
      onStep('original-written')
      first = photos.kept(id, { file, sha256: hash, bytes: bytes.length }, moment())
    } catch (error) {
      if (photos.find(id)) throw error
    }
    if (!photos.find(id)) {
      await removePhotoFiles(dataFolder, id) // erased meanwhile, and this may have made its folder anew
      throw new Trouble('PHOTO_UNKNOWN', { id })
    }
    onStep('kept')
    return first ? 'kept' : keep(id, bytes)
  }

  async function recover(): Promise<string[]> {
    const found: string[] = []
    for (const { id } of photos.at('reserved')) {
      const original = await findOriginal(id)
      if (original && photos.kept(id, original, moment())) found.push(id)
    }
    return found
  }

  /** The file of `id` whose bytes are what its name says. */
  async function findOriginal(id: string): Promise<StoredFile | null> {
    const folder = photoFolder(id)
    const names = await readdir(join(dataFolder, folder)).catch(ifMissing([]))
    for (const name of names) {
      if (!name.startsWith('original-')) continue
      const bytes = await readFile(join(dataFolder, folder, name))
      const hash = sha256(bytes)
      if (name === originalName(hash)) return { file: `${folder}/${name}`, sha256: hash, bytes: bytes.length }
    }
    return null
  }

  return { keep, recover, read: file => readFile(join(dataFolder, file)) }
}

/** Where a photo's files lie, relative to the data folder. */
export function photoFolder(id: string): string {
  return `photos/${id}`
}

/** Removes a photo's folder with everything in it. */
export function removePhotoFiles(dataFolder: string, id: string): Promise<void> {
  return removeFolder(join(dataFolder, photoFolder(id)))
}

function originalName(hash: string): string {
  return `original-${hash}.jpg`
}
