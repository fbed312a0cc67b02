/**
 * Whether this kiosk may be wiped: photo by photo, what lies at the storage is fetched and hashed anew, here and now.
 * This verdict is the only thing that lets an original be dropped.
 */
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { photoFolder } from '../capture/originals.ts'
import type { Photo, Photos } from '../capture/photos.ts'
import { openLedger } from '../consent/ledger.ts'
import { isClip } from '../contract/share.ts'
import type { WipeVerdict } from '../contract/wipe.ts'
import { openPictures } from '../frame/pictures.ts'
import type { Store } from '../store/open.ts'
import { ifMissing, syncFolder } from '../system/files.ts'
import { moment } from '../system/time.ts'
import { version } from '../system/version.ts'
import type { Layout } from './layout.ts'
import type { Objects } from './objects.ts'
import { mediaEnding } from './record.ts'
import type { Target } from './target.ts'
import { readBack } from './verify.ts'

export interface WipeItem {
  readonly photo: Photo
  readonly verdict: WipeVerdict
}

export interface WipeParts {
  readonly store: Store
  readonly dataFolder: string
  readonly photos: Photos
  readonly objects: Objects
  readonly target: Target
  readonly layout: Layout
}

/** Judges every photo, oldest first. Throws a TargetProblem. */
export async function* wipeItems(parts: WipeParts, signal?: AbortSignal): AsyncGenerator<WipeItem> {
  for (const photo of parts.photos.all()) yield { photo, verdict: await judge(parts, photo, signal) }
}

async function judge(parts: WipeParts, photo: Photo, signal?: AbortSignal): Promise<WipeVerdict> {
  const { objects, target, layout } = parts
  if (isWaiting(parts.store, photo.id)) return 'waiting'
  const there = objects.of(photo.id).filter(({ state }) => state === 'there')
  const names = new Set(there.map(({ key }) => key))
  if (!names.has(layout.record(photo.id))) return 'private'
  const media = (hash: string | null, ending?: string) =>
    hash !== null && names.has(layout.media(photo.id, hash, ending))
  if (photo.framed_sha256 !== null && !media(photo.framed_sha256)) return 'private'
  for (const { name, sha256 } of openPictures(parts.store).of(photo.id))
    if (isClip(name) && !media(sha256, mediaEnding(name))) return 'private'
  for (const object of there) if ((await readBack(target, object, signal)) !== 'whole') return 'damaged'
  if (!media(photo.original_sha256)) return 'originalHere'
  return isWaiting(parts.store, photo.id) ? 'waiting' : 'safe' // somebody may have said something meanwhile
}

function isWaiting(store: Store, photo: string): boolean {
  return store.prepare('SELECT 1 FROM outbox WHERE photo = ?').get(photo) !== undefined
}

/**
 * How much is not as it should be at the storage beside the photos: what has to be gone and surely is not, lines and
 * entries that are not yet there, and the station's own files, each fetched and hashed anew. Throws a TargetProblem.
 */
export async function othersWaiting(
  { store, objects, target }: Pick<WipeParts, 'store' | 'objects' | 'target'>,
  signal?: AbortSignal,
): Promise<number> {
  const gone = store
    .prepare<[], number>('SELECT count(*) FROM outbox WHERE photo NOT IN (SELECT id FROM photos)')
    .pluck()
    .get()!
  let wrong = 0
  for (const object of objects.all()) {
    if (object.state === 'removing' || object.state === 'gone') wrong++
    else if (object.photo === null && (await readBack(target, object, signal)) !== 'whole') wrong++
  }
  return gone + wrong + linesWaiting(store)
}

/** Lines of the journal and entries of the ledger that are not yet there. */
export function linesWaiting(store: Store): number {
  const lines = store
    .prepare<[], number>('SELECT count(*) FROM journal, storage WHERE seq > journal_seq')
    .pluck()
    .get()!
  const sent = store.prepare<[], number>('SELECT ledger_seq FROM storage').pluck().get()!
  return lines + openLedger(store, version).head().seq - sent
}

/** What dropping its original would free here, in bytes; null when it must stay or is gone already. */
export function droppableBytes({ photo, verdict }: WipeItem): number | null {
  const { original_file, original_bytes, original_dropped_at } = photo
  if (verdict !== 'safe' || original_file === null || original_dropped_at !== null) return null
  return original_bytes ?? 0
}

/**
 * Removes the original of a photo that was judged safe a moment ago; the framed picture stays for those whose link leads
 * to it. Gives the bytes that are free now.
 */
export async function dropOriginal({ photos, dataFolder }: WipeParts, item: WipeItem): Promise<number> {
  const { id, original_file } = item.photo
  const bytes = droppableBytes(item)
  if (bytes === null || original_file === null) return 0
  photos.originalDropped(id, moment()) // first: a crash after it leaves a file too many, and never one too few
  await rm(join(dataFolder, original_file), { force: true })
  await syncFolder(join(dataFolder, photoFolder(id))).catch(ifMissing(undefined))
  return bytes
}
