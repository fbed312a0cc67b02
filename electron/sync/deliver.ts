/**
 * Brings one photo's state at the storage to what it is here, whatever happened before. Its public page is first, for
 * somebody waits for it. What the brand may use goes in the order picture, record; what has to go, the other way round.
 * So no record ever names a picture that is not there. The original comes last, when everybody else's picture is there.
 */
import type { Photo, Photos } from '../capture/photos.ts'
import type { Gate } from '../consent/gate.ts'
import type { Ledger } from '../consent/ledger.ts'
import { standingAnswers } from '../consent/standing-answers.ts'
import { purposes } from '../contract/consent.ts'
import { isClip, type SavedName } from '../contract/share.ts'
import type { Pictures } from '../frame/pictures.ts'
import { type Layout, publicFolder, wordingKey } from './layout.ts'
import type { Objects, StoredObject } from './objects.ts'
import { type Item, ItemTrouble, ranks } from './outbox.ts'
import type { LedgerSync } from './own-files.ts'
import type { Publisher } from './publish.ts'
import {
  allowedWith,
  type Media,
  mediaEnding,
  type PhotoRecord,
  type Picture,
  recordOf,
  recordVersion,
  type SealedContacts,
  type Tombstone,
  tombstoneOf,
} from './record.ts'
import { jsonWanted, pictureWanted, type Shelf, type Wanted } from './shelf.ts'

/**
 * `photoWaits`: its page is what it should be, the rest is to be done. `originalWaits`: all but that is done.
 * `takenDown`: something lay there and does not any more.
 */
export type Delivered = 'done' | 'photoWaits' | 'originalWaits' | 'takenDown'

export interface DeliverParts {
  readonly dataFolder: string
  readonly station: string
  readonly photos: Photos
  readonly ledger: Ledger
  readonly gate: Gate
  /** Of a ledger that does not hold nothing is believed: nothing is sent, and nothing taken down for want of a yes. */
  readonly isLedgerWhole: boolean
  readonly ledgerSync: LedgerSync
  readonly publisher: Publisher
  readonly pictures: Pictures
  readonly layout: Layout
  readonly objects: Objects
  readonly shelf: Shelf
  readonly originals: 'always' | 'night' | 'never'
  readonly now: () => number
}

export interface Deliverer {
  /**
   * Delivers a photo; nothing but its page with an item of that rank, its original with an item of that rank alone.
   * Throws a TargetProblem or an ItemTrouble; then it may be called again at any time.
   */
  deliver(item: Item, signal?: AbortSignal): Promise<Delivered>
}

export function openDeliverer(parts: DeliverParts): Deliverer {
  const { dataFolder, station, photos, ledger, gate, layout, objects, shelf, now } = parts

  async function deliver(item: Item, signal?: AbortSignal): Promise<Delivered> {
    const photo = photos.find(item.photo)
    const publish = () => parts.publisher.publish(item.photo, photo, item.rank === ranks.original, signal)
    if (photo && item.rank === ranks.page && parts.publisher.isOn) {
      await publish()
      return 'photoWaits'
    }
    // What is in the way of the one must not keep the other from being taken down.
    const [delivered] = await Promise.allSettled([deliverToBrand(item, photo, signal)])
    const [published] = await Promise.allSettled([publish()])
    if (delivered.status === 'rejected') throw delivered.reason
    if (published.status === 'rejected') throw published.reason
    return delivered.value === 'done' ? published.value : delivered.value
  }

  async function deliverToBrand(
    item: Item,
    photo: Photo | undefined,
    signal?: AbortSignal,
  ): Promise<Delivered> {
    // A no needs no proof, and a yes does.
    if (photo && !parts.isLedgerWhole && isAnythingSaid(photo.id))
      throw new ItemTrouble('ledger', 'the consent ledger does not hold')
    const allowed = photo ? allowedWith(gate, photo.id, now()) : []
    if (!photo || allowed.length === 0) {
      return takeDown(item, photo, signal)
    }
    if (photo.stage !== 'framed' && photo.stage !== 'failed') return 'done' // it is noted again when it is
    return bring(photo, allowed, item.rank === ranks.original, signal)
  }

  /** Whether a yes stands, if one believes what is written down. */
  function isAnythingSaid(photoId: string): boolean {
    const entries = ledger.entriesOf(photoId)
    return purposes.some(purpose => standingAnswers(entries, purpose).length > 0)
  }

  async function bring(
    photo: Photo,
    allowed: PhotoRecord['allowed'],
    withOriginal: boolean,
    signal?: AbortSignal,
  ): Promise<Delivered> {
    const isPicture = allowed.some(({ purpose }) => purpose !== 'contact')
    const media = isPicture ? [...framedOf(photo), ...clipsOf(photo)] : []
    const original = isPicture ? originalOf(photo) : null
    const contacts = allowed.some(({ purpose }) => purpose === 'contact') ? ledger.contactsOf(photo.id) : []
    const sealed: SealedContacts = { version: recordVersion, photo: photo.id, station, contacts }
    const beside = contacts.length > 0 ? [jsonWanted(layout.contacts(photo.id), photo.id, sealed)] : []
    const before = [...media.map(one => mediaFile(photo, one)), ...wordingsOf(photo.id), ...beside]
    const isPublished = parts.publisher.isOn && photo.public_page === 1
    const record = recordOf(photo, { media, original }, allowed, { station, isPublished, ledger })
    await parts.ledgerSync.upTo(record.said.at(-1)?.seq ?? 0, signal) // first the proof, then what it proves
    const recorded = jsonWanted(layout.record(photo.id), photo.id, record)
    shelf.note([...before, recorded])
    for (const one of [...before, recorded]) await shelf.put(one, signal)
    objects.endsAt(recorded.key, Math.min(...allowed.map(({ until }) => Date.parse(until))))

    const pictures = [...media, ...(original ? [original] : [])]
    const wanted = new Set([...pictures, ...beside, recorded].map(({ key }) => key))
    await removeAll(
      lyingOf(photo.id).filter(({ key }) => !wanted.has(key)),
      signal,
    )
    if (!original || shelf.has(original)) return 'done'
    if (!withOriginal) return 'originalWaits'
    await shelf.put(file(photo.id, original, photo.original_file), signal)
    return 'done'
  }

  async function takeDown(item: Item, photo: Photo | undefined, signal?: AbortSignal): Promise<Delivered> {
    const stone = layout.tombstone(item.photo)
    const lying = () => lyingOf(item.photo).filter(({ key }) => key !== stone)
    if (photo && lyingOf(item.photo).length === 0) return 'done' // nobody there ever heard of it
    const tombstone = tombstoneFor(item, photo)
    // It comes first, so that whoever reads the storage meanwhile is told.
    if (tombstone) await shelf.put(jsonWanted(stone, item.photo, tombstone), signal)
    const isTakenDown = lying().some(({ state }) => state !== 'gone')
    await removeAll(lying(), signal)
    // The names of what is erased go; the tombstone itself stays at the storage.
    const left = objects.get(stone)
    if (!photo && lying().length === 0 && left?.recheck_at === null) objects.forget(stone)
    return isTakenDown ? 'takenDown' : 'done'
  }

  function tombstoneFor(item: Item, photo: Photo | undefined): Tombstone | null {
    const why = photo
      ? { at: ledger.entriesOf(photo.id).at(-1)?.at ?? photo.reserved_at, reason: 'withdrawn' }
      : (ledger.erasureOf(item.photo) ?? erasureNoted(item))
    if (why) return tombstoneOf(item.photo, station, why)
    if (objects.get(layout.tombstone(item.photo))) return null
    return tombstoneOf(item.photo, station, { at: new Date(item.since).toISOString(), reason: 'unknown' })
  }

  /** By the outbox: one that has only begun, or whose name in the ledger nothing here leads to any more. */
  function erasureNoted({ since, reason }: Item): { at: string; reason: string } | null {
    return reason === null ? null : { at: new Date(since).toISOString(), reason }
  }

  async function removeAll(lying: readonly StoredObject[], signal?: AbortSignal): Promise<void> {
    const folders = [layout.folders.records, layout.folders.media]
    const order = ({ key }: StoredObject) => folders.findIndex(folder => key.startsWith(folder))
    for (const object of lying.toSorted((a, b) => order(a) - order(b))) await shelf.remove(object, signal)
  }

  /** What lies there for the brand; its page is its people's. */
  function lyingOf(photoId: string): StoredObject[] {
    return objects.of(photoId).filter(({ key }) => !key.startsWith(publicFolder))
  }

  function framedOf({ id, framed_sha256: hash, framed_bytes: bytes }: Photo): Media[] {
    if (hash === null || bytes === null) return []
    return [{ role: 'framed', key: layout.media(id, hash), sha256: hash, bytes }]
  }

  function clipsOf({ id }: Photo): Media[] {
    return parts.pictures.of(id).flatMap(({ name, sha256, bytes }) => {
      if (!isClip(name)) return []
      return [{ role: name, key: layout.media(id, sha256, mediaEnding(name)), sha256, bytes }]
    })
  }

  function originalOf(photo: Photo): Picture | null {
    const { id, original_sha256: hash, original_bytes: bytes } = photo
    if (hash === null || bytes === null) return null
    const original = { key: layout.media(id, hash), sha256: hash, bytes }
    if (photo.original_dropped_at === null) return parts.originals === 'never' ? null : original
    // There it may be the only one: whatever is set now and whatever a read has found, it is never removed for that.
    return objects.get(original.key) ? original : null
  }

  function mediaFile(photo: Photo, media: Media): Wanted {
    const { role } = media
    if (role === 'framed') return file(photo.id, media, photo.framed_file)
    return file(photo.id, media, parts.pictures.find(photo.id, role)!.file, role)
  }

  /** A picture's file here, as it should be at the storage. */
  function file(
    photo: string,
    { key, sha256, bytes }: Picture,
    name: string | null,
    kind?: SavedName,
  ): Wanted {
    return pictureWanted(dataFolder, photo, key, { file: name!, sha256, bytes }, kind)
  }

  function wordingsOf(photoId: string): Wanted[] {
    const hashes = new Set(
      ledger.entriesOf(photoId).flatMap(entry => (entry.kind === 'answer' ? [entry.said.wordingSha256] : [])),
    )
    return [...hashes].flatMap(hash => {
      const wording = ledger.wording(hash)
      return wording ? [jsonWanted(wordingKey(hash), null, { ...wording })] : []
    })
  }

  return { deliver }
}
