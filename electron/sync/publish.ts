/**
 * Brings a photo's public page to what it should be. A page goes after its pictures and is taken down before them, so
 * none ever shows a picture that is not there. Until the picture is framed the page says that it is on its way: the
 * code is on the kiosk's screen by then, and opens something.
 */
import type { Photo, StoredFile } from '../capture/photos.ts'
import type { Gate } from '../consent/gate.ts'
import { purposes } from '../contract/consent.ts'
import { filmDue } from '../frame/clips.ts'
import type { Pictures } from '../frame/pictures.ts'
import { postToken } from '../share/links.ts'
import { type PublicPicture, publicFile, type StaticPages } from '../share/static-page.ts'
import { sha256 } from '../system/files.ts'
import { pageKey, publicFolder } from './layout.ts'
import type { Objects, StoredObject } from './objects.ts'
import { allowedWith } from './record.ts'
import type { Requests } from './requests.ts'
import { pictureWanted, type Shelf, type Wanted } from './shelf.ts'
import { cachedFor } from './target.ts'

export interface Publisher {
  /** Whether photos get pages. */
  readonly isOn: boolean
  /**
   * `photo` is undefined when it is erased. The original goes only `withOriginal`. Throws a TargetProblem or an
   * ItemTrouble; then it may be called again at any time.
   */
  publish(
    photoId: string,
    photo: Photo | undefined,
    withOriginal: boolean,
    signal?: AbortSignal,
  ): Promise<PublishResult>
}

/** `takenDown`: something lay there and does not any more. `originalWaits`: all is there but that. */
export type PublishResult = 'done' | 'takenDown' | 'originalWaits'

export interface PublishParts {
  readonly dataFolder: string
  readonly gate: Gate
  readonly pictures: Pictures
  /** Null where nothing is published; what was, is taken down. */
  readonly pages: StaticPages | null
  /** Whether people can save the camera's own picture there. */
  readonly originals: boolean
  readonly requests: Pick<Requests, 'formsFor'>
  readonly objects: Objects
  readonly shelf: Shelf
  readonly now: () => number
}

export function openPublisher(parts: PublishParts): Publisher {
  const { dataFolder, gate, pictures, pages, objects, shelf, now } = parts
  if (!pages) endAll()

  /** Has the worker look at every photo that has a page. */
  function endAll(): void {
    for (const { key, photo, state } of objects.startingWith(publicFolder))
      if (photo !== null && state !== 'gone') objects.endsAt(key, 0)
  }

  async function publish(
    photoId: string,
    photo: Photo | undefined,
    withOriginal: boolean,
    signal?: AbortSignal,
  ): Promise<PublishResult> {
    const original = photo && pages && isOpen(photo) ? originalOf(photo) : null
    if (original && withOriginal) await shelf.put(original, signal) // it is large: the page does without it first
    const isOriginalThere = original !== null && shelf.has(original)
    const { wanted, until } =
      photo && pages && isOpen(photo)
        ? await wantedOf(photo, pages, isOriginalThere, signal)
        : { wanted: [], until: null }
    shelf.note(wanted)
    for (const one of wanted) await shelf.put(one, signal)
    if (photo && until !== null) objects.endsAt(pageKey(photo.token), until) // then it is looked at again
    const keys = new Set([...wanted, ...(original ? [original] : [])].map(({ key }) => key))
    const extra = objects.of(photoId).filter(({ key }) => key.startsWith(publicFolder) && !keys.has(key))
    const isTakenDown = extra.some(({ state }) => state !== 'gone')
    for (const object of extra.toSorted(pageFirst)) {
      await shelf.remove(object, signal)
      objects.endsAt(object.key, null)
    }
    if (original && !isOriginalThere) return 'originalWaits'
    return isTakenDown ? 'takenDown' : 'done'
  }

  function isOpen({ public_page, withdrawn_at, expires_at }: Photo): boolean {
    return public_page === 1 && withdrawn_at === null && Date.parse(expires_at) > now()
  }

  /**
   * In the order in which they go: pages after pictures, and the one that posts lead to last of all. `until` is when
   * something else is wanted, though nobody changes anything: its link ends, or its forms do.
   */
  async function wantedOf(
    photo: Photo,
    { pageOf, postPageOf }: StaticPages,
    isOriginalThere: boolean,
    signal?: AbortSignal,
  ): Promise<{ readonly wanted: Wanted[]; readonly until: number }> {
    const due = filmDue(photo, pictures.find(photo.id, 'boomerang') !== undefined, now())
    // Its page says that it is on its way until the film is there: nobody looks at a page twice.
    const published = due === null ? publishedOf(photo) : []
    const names = [...published.map(({ name }) => name), ...(isOriginalThere ? (['original'] as const) : [])]
    const allowed = allowedWith(gate, photo.id, now())
    // The page of a picture that is on its way has no use for them, and must not wait.
    const requests = isShown(photo) ? await parts.requests.formsFor(photo, now(), signal) : null
    const isAnythingGiven = purposes.some(purpose => gate.standing(photo.id, purpose, now()).agreed > 0)
    const state = { pictures: names, allowed, isAnythingGiven, requests }
    const own = page(photo, photo.token, pageOf(photo, state))
    const until = Math.min(Date.parse(photo.expires_at), requests?.renewAt ?? Infinity, due ?? Infinity)
    // No cache may go on saying that it is on its way.
    if (!isShown(photo) || due !== null) return { wanted: [{ ...own, publicFor: 0 }], until }
    const post = page(photo, postToken(photo.token), postPageOf(photo, state))
    const shown = published.map(({ name, stored }) => pictureOf(photo, name, stored))
    return { wanted: [...shown, own, post], until }
  }

  function publishedOf(photo: Photo): { readonly name: PublicPicture; readonly stored: StoredFile }[] {
    const { framed_file: file, framed_sha256: hash, framed_bytes: bytes } = photo
    if (!isShown(photo) || file === null || hash === null || bytes === null) return []
    const more = pictures.of(photo.id).map(({ name, ...stored }) => ({ name: name as PublicPicture, stored }))
    return [{ name: 'photo', stored: { file, sha256: hash, bytes } }, ...more]
  }

  function originalOf(photo: Photo): Wanted | null {
    const { original_file: file, original_sha256: hash, original_bytes: bytes } = photo
    if (!parts.originals || !isShown(photo) || file === null || hash === null || bytes === null) return null
    const original = pictureOf(photo, 'original', { file, sha256: hash, bytes })
    // Dropped here to make room, it stays where it is.
    return photo.original_dropped_at === null || objects.get(original.key) ? original : null
  }

  function pictureOf({ id, token }: Photo, name: PublicPicture, stored: StoredFile): Wanted {
    const key = `${publicFolder}${publicFile(token, name)}`
    const kind = name === 'card' ? 'photo' : name
    return { ...pictureWanted(dataFolder, id, key, stored, kind), publicFor: cachedFor }
  }

  function page({ id }: Photo, token: string, html: string): Wanted {
    const content = Buffer.from(html)
    const file = { type: 'text/html; charset=utf-8', sha256: sha256(content), bytes: content.length }
    return { key: pageKey(token), photo: id, ...file, publicFor: cachedFor, load: async () => content }
  }

  return { isOn: pages !== null, publish }
}

/** Before, its people find a page that says that it is on its way, or that staff see their words first. */
function isShown({ stage, story_sight }: Photo): boolean {
  return stage === 'framed' && story_sight !== 'waits'
}

/** Pages have the shorter names. */
function pageFirst(a: StoredObject, b: StoredObject): number {
  return a.key.length - b.key.length
}
