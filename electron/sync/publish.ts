/**
 * Brings a photo's public page to what it should be. A page goes after its pictures and is taken down before them, so
 * none ever shows a picture that is not there. Until the picture is framed the page says that it is on its way: the
 * code is on the kiosk's screen by then, and opens something.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Photo, StoredFile } from '../capture/photos.ts'
import type { Gate } from '../consent/gate.ts'
import type { Pictures } from '../frame/pictures.ts'
import type { PublicPicture, StaticPages } from '../share/static-page.ts'
import { ifMissing, sha256 } from '../system/files.ts'
import { pageKey, pagePictureKey, publicFolder } from './layout.ts'
import type { Objects, StoredObject } from './objects.ts'
import { ItemTrouble } from './outbox.ts'
import { allowedWith } from './record.ts'
import type { Shelf, Wanted } from './shelf.ts'

export interface Publisher {
  /** Whether photos get pages. */
  readonly isOn: boolean
  /**
   * `photo` is undefined when it is erased. Gives whether anything was taken down. Throws a TargetProblem or an
   * ItemTrouble; then it may be called again at any time.
   */
  publish(photoId: string, photo: Photo | undefined, signal?: AbortSignal): Promise<boolean>
}

export interface PublishParts {
  readonly dataFolder: string
  readonly gate: Gate
  readonly pictures: Pictures
  /** Null where nothing is published; what was, is taken down. */
  readonly pages: StaticPages | null
  readonly objects: Objects
  readonly shelf: Shelf
  readonly now: () => number
}

export function openPublisher(parts: PublishParts): Publisher {
  const { dataFolder, gate, pictures, pages, objects, shelf, now } = parts

  async function publish(photoId: string, photo: Photo | undefined, signal?: AbortSignal): Promise<boolean> {
    const wanted = photo && pages && isOpen(photo) ? wantedOf(photo, pages) : []
    shelf.note(wanted)
    for (const one of wanted) await shelf.put(one, signal)
    const keys = new Set(wanted.map(({ key }) => key))
    const extra = objects.of(photoId).filter(({ key }) => key.startsWith(publicFolder) && !keys.has(key))
    const isTakenDown = extra.some(({ state }) => state !== 'gone')
    for (const object of extra.toSorted(pageFirst)) await shelf.remove(object, signal)
    return isTakenDown
  }

  function isOpen({ withdrawn_at, expires_at }: Photo): boolean {
    return withdrawn_at === null && Date.parse(expires_at) > now()
  }

  /** In the order in which they go: the page last. */
  function wantedOf(photo: Photo, { pageOf }: StaticPages): Wanted[] {
    const published = publishedOf(photo)
    const allowed = allowedWith(gate, photo.id, now())
    const html = pageOf(photo, { pictures: published.map(({ name }) => name), allowed })
    return [...published.map(({ name, stored }) => pictureOf(photo, name, stored)), page(photo, html)]
  }

  function publishedOf(photo: Photo): { readonly name: PublicPicture; readonly stored: StoredFile }[] {
    const { stage, framed_file: file, framed_sha256: hash, framed_bytes: bytes } = photo
    if (stage !== 'framed' || file === null || hash === null || bytes === null) return []
    const more = pictures.of(photo.id).map(({ name, ...stored }) => ({ name: name as PublicPicture, stored }))
    return [{ name: 'photo', stored: { file, sha256: hash, bytes } }, ...more]
  }

  function pictureOf({ id, token }: Photo, name: PublicPicture, stored: StoredFile): Wanted {
    const load = async () => {
      const read = await readFile(join(dataFolder, stored.file)).catch(ifMissing(null))
      if (read !== null && sha256(read) === stored.sha256) return read
      throw new ItemTrouble('file', `a picture's file is ${read === null ? 'missing' : 'damaged'}`)
    }
    const { sha256: hash, bytes } = stored
    return { key: pagePictureKey(token, name), photo: id, type: 'image/jpeg', sha256: hash, bytes, load }
  }

  function page({ id, token }: Photo, html: string): Wanted {
    const bytes = Buffer.from(html)
    const type = 'text/html; charset=utf-8'
    const load = async () => bytes
    return { key: pageKey(token), photo: id, type, sha256: sha256(bytes), bytes: bytes.length, load }
  }

  return { isOn: pages !== null, publish }
}

/** The page has the shorter name. */
function pageFirst(a: StoredObject, b: StoredObject): number {
  return a.key.length - b.key.length
}
