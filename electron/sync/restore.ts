/**
 * Rebuilds a kiosk's data folder from the brand's storage: the photos that were allowed there with their pictures and
 * all that was said about them, and the consent ledger's whole chain. What was only on the lost kiosk is written down
 * as lost, so that the chain still proves itself.
 */
import { readdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { photoFolder } from '../capture/originals.ts'
import { openPhotos, type Photos, type StoredFile } from '../capture/photos.ts'
import { type Chain, type ChainEntry, type KeptWords, openChain } from '../consent/chain.ts'
import { brokenLedger, openLedger, type ShownText, wordingHash } from '../consent/ledger.ts'
import { clipNames } from '../contract/clip.ts'
import { Trouble } from '../contract/errors.ts'
import { lookNames } from '../contract/looks.ts'
import { isClip, savedNames, savedType } from '../contract/share.ts'
import { mostStoryUnits } from '../contract/story.ts'
import { modes } from '../contract/visit.ts'
import { openPictures } from '../frame/pictures.ts'
import { looksLikeToken, newToken, postToken } from '../share/links.ts'
import { publicFile } from '../share/static-page.ts'
import { openStore, type Store } from '../store/open.ts'
import { openStories } from '../story/stories.ts'
import { cleanStory } from '../story/words.ts'
import { ifMissing, makeFolder, removeFolder, sha256, syncFolder, writeCarefully } from '../system/files.ts'
import { moment } from '../system/time.ts'
import { version } from '../system/version.ts'
import { type Layout, layoutFor, pageKey, publicFolder, wordingKey } from './layout.ts'
import { openObjects } from './objects.ts'
import { ranks } from './outbox.ts'
import { jsonContent, type MediaRole, mediaEnding, mediaRoles } from './record.ts'
import type { TargetSettings } from './settings.ts'
import { identityOf, rememberStorage } from './storage.ts'
import type { Target } from './target.ts'
import { readChain } from './verify.ts'

export interface Restored {
  readonly station: string
  readonly photos: number
  /** Photos whose pictures at the storage are damaged or gone. */
  readonly without: readonly string[]
  /** Photos whose newest answers are missing, and are taken down for that. */
  readonly behind: readonly string[]
  /** Keys of records that nothing proves; they are left as they are. */
  readonly unproved: readonly string[]
  /** Entries of the ledger that were there, and how many there were when the kiosk was last heard of. */
  readonly entries: number
  readonly expected: number
  /** Photos of which nothing but their entries was at the storage. */
  readonly lost: number
}

export interface RestoreParts {
  readonly target: Target
  readonly settings: TargetSettings
  /** The station to rebuild; without it the only one there is. */
  readonly station?: string | undefined
  /** Made, or empty but for settings and secrets. */
  readonly dataFolder: string
  /** Called before the database comes under its own name, with the station's name. */
  readonly onRebuilt?: (station: string) => Promise<void>
}

const picture = z.object({
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  bytes: z.int().min(1),
})
const recordSchema = z.object({
  version: z.literal(1),
  photo: z.uuid(),
  subject: z.string().regex(/^[0-9a-f]{64}$/),
  code: z.string().nullable(),
  page: z.string().nullable().default(null),
  takenAt: z.iso.datetime(),
  offset: z.int(),
  template: z.string(),
  mode: z.enum(modes).default('photo'),
  shots: z.int().min(1).max(4).default(1),
  look: z.enum(lookNames).nullable().default(null),
  language: z.string(),
  story: z.string().max(mostStoryUnits).nullable().default(null),
  expiresAt: z.iso.datetime(),
  media: z.array(picture.extend({ role: z.enum(mediaRoles) })),
  original: picture.nullable(),
  said: z.array(z.object({ seq: z.int().min(1), body: z.string().refine(isJson) })),
})
type Record = z.output<typeof recordSchema>

const contactsSchema = z.object({
  contacts: z.array(z.object({ seq: z.int().min(1), sealed: z.string() })),
})
const wordingSchema = z.object({ version: z.string(), language: z.string(), text: z.string() })

function isJson(text: string): boolean {
  try {
    return typeof JSON.parse(text) === 'object'
  } catch {
    return false
  }
}

/** What may lie in the folder before: settings that are needed to reach the storage. */
const mayBeThere = new Set(['sync.json', 'secrets.json', 'secrets.sealed', 'event.json', 'logs'])
const database = 'groundswell.sqlite'
const unfinished = 'restoring.sqlite'

/**
 * Throws FOLDER_NOT_EMPTY, RESTORE_STATION, RESTORE_NOTHING, LEDGER_BROKEN, or a TargetProblem; then the folder is as it was. The
 * database comes under its own name last, so that a restore which broke off is begun anew.
 */
export async function restore(parts: RestoreParts, signal?: AbortSignal): Promise<Restored> {
  const { dataFolder, target } = parts
  await refuseFull(dataFolder)
  const station = parts.station ?? (await onlyStation(target, signal))
  const layout = layoutFor(station)
  await makeFolder(join(dataFolder, 'photos'))
  const store = openStore(join(dataFolder, unfinished))
  try {
    const restored = await fill(store, { ...parts, layout, station }, signal)
    store.pragma('wal_checkpoint(TRUNCATE)')
    store.close()
    await parts.onRebuilt?.(station)
    await rename(join(dataFolder, unfinished), join(dataFolder, database))
    await syncFolder(dataFolder)
    return restored
  } catch (error) {
    store.close()
    await clear(dataFolder)
    throw error
  }
}

async function refuseFull(folder: string): Promise<void> {
  const names = await readdir(folder).catch(ifMissing<string[]>([]))
  if (names.includes(unfinished)) await clear(folder)
  const left = await readdir(folder).catch(ifMissing<string[]>([]))
  if (left.some(name => !mayBeThere.has(name))) throw new Trouble('FOLDER_NOT_EMPTY', { folder })
}

async function clear(folder: string): Promise<void> {
  await removeFolder(join(folder, 'photos'))
  for (const end of ['', '-wal', '-shm']) await removeFolder(join(folder, unfinished + end))
}

/** The only station at the storage. Throws RESTORE_STATION when there are several, RESTORE_NOTHING without any. */
async function onlyStation(target: Target, signal?: AbortSignal): Promise<string> {
  const stations = new Set<string>()
  for await (const { key } of target.list('v1/kiosks/', signal)) stations.add(key.split('/')[2] ?? '')
  const [only, ...others] = [...stations].sort()
  if (only === undefined) throw new Trouble('RESTORE_NOTHING', { target: target.name })
  if (others.length > 0) throw new Trouble('RESTORE_STATION', { expected: [only, ...others].join(', ') })
  return only
}

interface Filling extends RestoreParts {
  readonly station: string
  readonly layout: Layout
}

/** What becomes of a photo that has a record. */
type Fate =
  | 'restored'
  /** It is taken down: it was already on its way out, or of no use any more. */
  | 'dead'
  /** Both its pictures are damaged or gone; then it is dead too. */
  | 'without'
  /** Newer answers than its record has are missing, which may be a no; then it is dead too. */
  | 'behind'
  /** Nothing proves what the record says: it is left as it is. */
  | 'unproved'

async function fill(store: Store, parts: Filling, signal?: AbortSignal): Promise<Restored> {
  const { target, layout, station } = parts
  const ledger = openLedger(store, version)
  const chain = openChain(store)
  const lines = await chainAt(target, layout, signal)
  chain.rebuild(lines)
  const ended = new Set(lines.filter(({ kind }) => kind === 'erasure').map(({ subject }) => subject))
  const tombstones = new Set<string>()
  for await (const { key } of target.list(layout.folders.tombstones, signal)) tombstones.add(key)
  const one = { ...parts, store, chain, photos: openPhotos(store), ended, tombstones }

  const fates: { readonly key: string; readonly fate: Fate; readonly record?: Record }[] = []
  for await (const { key } of target.list(layout.folders.records, signal)) {
    const record = recordSchema.safeParse(await json(target, key, signal)).data
    const isOwn = record && layout.record(record.photo) === key
    const fate = isOwn ? await restorePhoto(record, one, signal) : 'unproved'
    fates.push({ key, fate, ...(record ? { record } : {}) })
  }
  const of = (fate: Fate) => fates.filter(one => one.fate === fate)
  const restored = of('restored')
  if (restored.length === 0 && lines.length === 0)
    throw new Trouble('RESTORE_NOTHING', { target: target.name })
  const lost = chain.loseTheRest(ledger, moment())
  const { broken } = ledger.verify()
  if (broken) throw brokenLedger(broken)
  // They happened on the lost kiosk, and its own lines about them are at the storage.
  store.exec('DELETE FROM journal')
  const known = fates.filter(({ fate }) => fate !== 'unproved')
  takeUpSync(
    store,
    parts,
    lines.length,
    known.map(({ fate, record }) => ({ record: record!, isDead: fate !== 'restored' })),
  )
  const photoOf = ({ record }: { readonly record?: Record }) => record!.photo
  return {
    ...{ station, photos: restored.length, entries: lines.length, lost },
    ...{ without: of('without').map(photoOf), behind: of('behind').map(photoOf) },
    unproved: of('unproved').map(({ key }) => key),
    expected: await entriesAtLast(target, layout, signal),
  }
}

interface Restoring extends Filling {
  readonly store: Store
  readonly chain: Chain
  readonly photos: Photos
  /** The subjects that were erased, and the tombstones' keys. */
  readonly ended: ReadonlySet<string>
  readonly tombstones: ReadonlySet<string>
}

async function restorePhoto(record: Record, parts: Restoring, signal?: AbortSignal): Promise<Fate> {
  const { store, chain, photos, ended, tombstones, layout } = parts
  if (ended.has(record.subject) || tombstones.has(layout.tombstone(record.photo))) return 'dead'
  const isThere = store.prepare('SELECT 1 FROM known_subjects WHERE subject = ?').get(record.subject)
  if (isThere || photos.find(record.photo)) return 'unproved'
  const proof = chain.proofOf(record.subject, record.said)
  if (proof !== 'whole') return proof === 'behind' ? 'behind' : 'unproved'
  const words = await wordsOf(record, parts, signal)
  if (!words) return 'unproved'
  if (!(await writePhoto(record, parts, signal))) return 'without'
  chain.putBack(words)
  return 'restored'
}

/** How many entries the ledger had when the kiosk was last heard of. */
async function entriesAtLast(target: Target, layout: Layout, signal?: AbortSignal): Promise<number> {
  const heartbeat = z.object({ ledger: z.object({ seq: z.int().min(0) }) })
  return heartbeat.safeParse(await json(target, layout.heartbeat, signal)).data?.ledger.seq ?? 0
}

/** The chain as far as it is there without a gap. */
async function chainAt(target: Target, layout: Layout, signal?: AbortSignal): Promise<ChainEntry[]> {
  const lines = new Map<number, ChainEntry>()
  for await (const { key } of target.list(layout.folders.ledger, signal))
    for (const line of readChain(await target.get(key, signal))) lines.set(line.seq, line)
  const whole: ChainEntry[] = []
  for (let line = lines.get(1); line; line = lines.get(line.seq + 1)) whole.push(line)
  return whole
}

/** Gives false when neither picture is what the record says; then nothing is written. */
async function writePhoto(
  record: Record,
  { store, photos, target, dataFolder, layout }: Restoring,
  signal?: AbortSignal,
): Promise<boolean> {
  const files = new Map<MediaRole | 'original', StoredFile>()
  for (const { role, sha256: hash, bytes: length } of picturesOf(record)) {
    // Where it lies follows from what it is; what else a record says of that is not believed.
    const ending = mediaEnding(role)
    const bytes = await target.get(layout.media(record.photo, hash, ending), signal)
    if (!bytes || bytes.length !== length || sha256(bytes) !== hash) continue
    const file = `${photoFolder(record.photo)}/${role}-${hash}.${ending}`
    await makeFolder(join(dataFolder, photoFolder(record.photo)))
    await writeCarefully(join(dataFolder, file), bytes)
    files.set(role, { file, sha256: hash, bytes: length })
  }
  const [original, framed] = [files.get('original'), files.get('framed')]
  if (picturesOf(record).length > 0 && !original && !framed) return false
  const { photo: id, template, language, mode, shots, look } = record
  const code = record.code !== null && photos.findByCode(record.code) ? null : record.code
  const when = { at: record.takenAt, offset: record.offset }
  const token = tokenOf(record, photos)
  const public_page = record.page === pageKey(token) ? 1 : 0 // it had one, so its people were told
  const chosen = { template, language, mode, shots, look }
  photos.reserve({ id, token, code, ...chosen, expires_at: record.expiresAt, public_page }, when)
  const story = record.story === null ? '' : cleanStory(record.story)
  if (story !== '') openStories(store).tell(id, story, false) // staff have seen it, where they wanted to
  if (original) photos.kept(id, original, when)
  else store.prepare(`UPDATE photos SET stage = 'kept', kept_at = ? WHERE id = ?`).run(when.at, id)
  if (framed) photos.framed(id, framed, when)
  else if (!original) photos.failed(id, 'FILE_NOT_FOUND') // its people allowed a letter and no picture
  for (const name of clipNames) {
    const clip = files.get(name)
    if (clip) openPictures(store).add(id, { name, ...clip })
  }
  store.prepare('INSERT INTO known_subjects (photo, subject) VALUES (?, ?)').run(id, record.subject)
  return true
}

/** The link that its public page has; a new one where none was published, since then it never left the kiosk. */
function tokenOf({ page }: Record, photos: Photos): string {
  const token = publishedToken(page)
  return token !== null && !photos.findByToken(token) ? token : newToken()
}

function publishedToken(page: string | null): string | null {
  const token = page?.slice(publicFolder.length) ?? ''
  return page === pageKey(token) && looksLikeToken(token) ? token : null
}

/** All that may lie where everybody reads. */
function publishedKeys({ page }: Record): string[] {
  const token = publishedToken(page)
  if (token === null) return []
  const files = (['card', ...savedNames] as const).map(name => publicFile(token, name))
  return [pageKey(token), pageKey(postToken(token)), ...files.map(file => `${publicFolder}${file}`)]
}

/** What was said about the photo, with the words that were shown; null when those are not there as they were. */
async function wordsOf(
  record: Record,
  { target, layout }: Filling,
  signal?: AbortSignal,
): Promise<KeptWords | null> {
  const wordings = new Map<string, ShownText>()
  for (const { body } of record.said) {
    const { wordingSha256: hash } = JSON.parse(body) as { wordingSha256?: string }
    if (hash === undefined || wordings.has(hash)) continue
    const words = wordingSchema.safeParse(await json(target, wordingKey(hash), signal)).data
    if (!words || wordingHash(words) !== hash) return null
    wordings.set(hash, words)
  }
  const sealed = contactsSchema.safeParse(await json(target, layout.contacts(record.photo), signal)).data
  return { photo: record.photo, said: record.said, contacts: sealed?.contacts ?? [], wordings }
}

/** From here on the sync goes on where the lost kiosk's ended, also with taking down what it had begun to. */
function takeUpSync(
  store: Store,
  { settings, layout, station }: Filling,
  ledgerSeq: number,
  known: readonly { readonly record: Record; readonly isDead: boolean }[],
): void {
  const target = identityOf(settings)
  rememberStorage(store, target, station)
  store.prepare('UPDATE storage SET ledger_seq = ?').run(ledgerSeq)
  const objects = openObjects(store, target)
  const now = Date.now()
  const text = jsonContent({})
  const other = { sha256: text.sha256, bytes: text.bytes.length }
  const note = store.prepare('INSERT INTO changes (photo, rank) VALUES (?, ?)')
  for (const { record, isDead } of known) {
    const { photo } = record
    // What may be there has to be known, so that it can be taken down. Whether it is whole is read anew.
    for (const { role, sha256: hash, bytes } of picturesOf(record)) {
      const key = layout.media(photo, hash, mediaEnding(role))
      const type = isClip(role) ? savedType(role) : savedType('photo')
      objects.putting([{ key, photo, type, sha256: hash, bytes }], now)
    }
    for (const key of [layout.record(photo), layout.contacts(photo), ...publishedKeys(record)])
      objects.putting([{ key, photo, type: text.type, ...other }], now)
    note.run(photo, isDead ? ranks.removal : ranks.photo)
  }
}

function picturesOf({ media, original }: Record) {
  return [...media, ...(original ? [{ role: 'original' as const, ...original }] : [])]
}

async function json(target: Target, key: string, signal?: AbortSignal): Promise<unknown> {
  const bytes = await target.get(key, signal)
  try {
    return bytes && JSON.parse(bytes.toString('utf8'))
  } catch {
    return null
  }
}
