/**
 * An export for one purpose: a folder with the pictures that the gate lets through, a manifest that proves it, a
 * receipt for each, and an account of what was left out. It is recorded before it stands there under its own names, and
 * the gate is asked once more in the transaction that records it.
 */
import { readdir, readFile, rename, rm, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { v7 as uuidv7 } from 'uuid'
import type { Photo, Photos, StoredFile } from '../capture/photos.ts'
import type { Gate } from '../consent/gate.ts'
import type { Ledger } from '../consent/ledger.ts'
import { receiptOf } from '../consent/receipt.ts'
import { receiptJson } from '../consent/receipt-json.ts'
import { type AnswerEntry, standingAnswers } from '../consent/standing-answers.ts'
import { whyNot } from '../consent/why-not.ts'
import type { Purpose } from '../contract/consent.ts'
import { Trouble } from '../contract/errors.ts'
import type { EventSettings } from '../event/settings.ts'
import { openPictures } from '../frame/pictures.ts'
import type { Store } from '../store/open.ts'
import { ifMissing, makeFolder, removeFolder, sha256, syncFolder, writeCarefully } from '../system/files.ts'
import { type Moment, moment } from '../system/time.ts'
import {
  filmName,
  manifestCsv,
  manifestJsonl,
  manifestNames,
  pictureName,
  receiptName,
  rowsOf,
} from './manifest.ts'
import { pick, type Reason } from './pick.ts'
import { type ExportRecord, openExports } from './record.ts'
import { summaryLines } from './summary.ts'

export interface ExportParts {
  readonly store: Store
  readonly dataFolder: string
  readonly photos: Photos
  readonly ledger: Ledger
  readonly gate: Gate
  readonly event: EventSettings
}

export interface Exported {
  readonly record: ExportRecord
  /** The photos in it, in order. */
  readonly photoIds: readonly string[]
  readonly leftOut: ReadonlyMap<string, Reason>
  readonly summary: readonly string[]
}

/** Where an export is made; one that broke off leaves a folder with such a name. */
const unfinished = /^unfinished-[0-9a-f-]{36}$/

/**
 * Exports into `folder`, which is made, or has to be empty. The ledger must have been verified. Throws FOLDER_NOT_EMPTY, or the system's error, having left
 * nothing there. `onStep` is called between the steps.
 */
export async function exportPhotos(
  parts: ExportParts,
  purpose: Purpose,
  folder: string,
  onStep: (step: string) => void = () => {},
): Promise<Exported> {
  const id = uuidv7()
  const made = await emptyFolder(folder)
  const staging = join(folder, `unfinished-${id}`)
  try {
    const exported = await makeExport(parts, { id, purpose, staging, onStep })
    // In the order of their names, so that the summary comes last and says that all is there.
    for (const name of (await readdir(staging)).sort()) await rename(join(staging, name), join(folder, name))
    await rmdir(staging)
    await syncFolder(folder)
    return exported
  } catch (error) {
    await removeFolder(staging)
    if (made) await rmdir(folder).catch(() => {}) // something else is in it by now
    throw error
  }
}

interface Making {
  readonly id: string
  readonly purpose: Purpose
  readonly staging: string
  readonly onStep: (step: string) => void
}

async function makeExport(parts: ExportParts, { id, purpose, staging, onStep }: Making): Promise<Exported> {
  const { store, photos, ledger, gate, event } = parts
  const exports = openExports(store, ledger)
  const pictures = openPictures(store)
  await makeFolder(join(staging, 'receipts'))
  if (purpose !== 'contact') await makeFolder(join(staging, 'photos'))

  const first = store.transaction(() => pick(photos, gate, ledger, purpose, Date.now()))()
  const leftOut = new Map(first.leftOut)
  const total = first.allowed.length + leftOut.size
  const damaged: string[] = []
  let taken: Photo[] = []
  const films = new Map<string, StoredFile>()
  for (const photo of first.allowed) {
    const problem = purpose === 'contact' ? null : await copyPicture(parts, photo, staging)
    if (problem) leftOut.set(photo.id, problem)
    else taken.push(photo)
    if (problem === 'damaged') damaged.push(photo.framed_file!)
    const film = pictures.find(photo.id, 'boomerang')
    if (problem || purpose === 'contact' || !film) continue
    if (await copyFile(parts, film, join(staging, filmName(photo.id)))) films.set(photo.id, film)
    else if (photos.find(photo.id)) damaged.push(film.file)
  }
  onStep('copied')

  // Somebody may take something back while this is made; then what is written has to be written again without it.
  for (;;) {
    const when = moment()
    const rights = store.transaction(() => taken.map(photo => rightsOf(parts, photo, purpose, when)))()
    for (const [at, right] of rights.entries()) {
      if (typeof right === 'string') await leaveOut(taken[at]!, right)
    }
    const held = rights.filter(right => typeof right !== 'string')
    taken = held.map(({ photo }) => photo)
    const record = { id, purpose, ...when }
    const counts = { total, exported: taken.length, leftOut: counted(leftOut.values()) }
    const outdated = exports.outdated(photos, gate, Date.parse(when.at))
    const summary = summaryLines({ record, counts, damaged, outdated })
    const rows = held.flatMap(right =>
      rowsOf({ ...right, purpose, film: films.get(right.photo.id)?.sha256 ?? null }, right.sealed),
    )
    for (const { photo } of held) {
      const receipt = receiptOf(photo, ledger.entriesOf(photo.id), { event, ledger, gate, when })
      await write(receiptName(photo.id), receiptJson(receipt))
    }
    await write(manifestNames.csv, manifestCsv(purpose, rows))
    await write(manifestNames.jsonl, manifestJsonl(rows))
    await write('summary.txt', `${summary.join('\n')}\n`)
    onStep('written')

    const isRecorded = store
      .transaction(() => {
        const now = moment()
        const isStill = held.every(({ photo, version }) => {
          const right = rightsOf(parts, photo, purpose, now)
          return typeof right !== 'string' && right.version === version
        })
        if (isStill)
          exports.recordExport(
            record,
            taken.map(photo => photo.id),
          )
        return isStill
      })
      .immediate() // so that nobody says anything between the gate's word and the record
    if (isRecorded) {
      onStep('recorded')
      return { record, photoIds: taken.map(photo => photo.id), leftOut, summary }
    }
  }

  async function write(name: string, text: string): Promise<void> {
    await writeCarefully(join(staging, name), Buffer.from(text))
  }

  async function leaveOut(photo: Photo, reason: Reason): Promise<void> {
    leftOut.set(photo.id, reason)
    for (const name of [pictureName(photo.id), filmName(photo.id), receiptName(photo.id)])
      await rm(join(staging, name), { force: true })
  }
}

/** The picture, when it is what its row says; else why not. */
async function copyPicture(parts: ExportParts, photo: Photo, staging: string): Promise<Reason | null> {
  const { framed_file: file, framed_sha256: hash } = photo
  if (file === null || hash === null) return 'notFramed'
  const isCopied = await copyFile(parts, { file, sha256: hash }, join(staging, pictureName(photo.id)))
  if (isCopied) return null
  return parts.photos.find(photo.id) ? 'damaged' : 'erasing' // in this moment
}

/** False when the file is not what was written down of it. */
async function copyFile(
  { dataFolder }: ExportParts,
  { file, sha256: hash }: Pick<StoredFile, 'file' | 'sha256'>,
  to: string,
): Promise<boolean> {
  const bytes = await readFile(join(dataFolder, file)).catch(() => null)
  if (bytes === null || sha256(bytes) !== hash) return false
  await writeCarefully(to, bytes)
  return true
}

interface Rights {
  readonly photo: Photo
  readonly subject: string
  readonly answers: readonly AnswerEntry[]
  readonly people: number
  readonly until: string
  /** By the number of the answer. */
  readonly sealed: ReadonlyMap<number, string>
  /** Another one when anything was said since. */
  readonly version: string
}

/** What may be done with a photo at this moment, or why nothing. */
function rightsOf(
  { photos, ledger, gate }: ExportParts,
  { id }: Photo,
  purpose: Purpose,
  when: Moment,
): Rights | Reason {
  const now = Date.parse(when.at)
  const photo = photos.find(id)
  const entries = ledger.entriesOf(id)
  const { allowed, people, until } = gate.standing(id, purpose, now)
  if (!photo || !allowed || until === null) return whyNot(photo, entries, purpose)
  const answers = standingAnswers(entries, purpose)
  const sealed = purpose === 'contact' ? sealedOf(ledger, id, answers) : new Map<number, string>()
  if (purpose === 'contact' && sealed.size === 0) return 'noAddress'
  const version = JSON.stringify([entries.at(-1)?.seq, ...sealed.keys()])
  return { photo, subject: ledger.subject(id), answers, people, until, sealed, version }
}

/** The addresses that the answers left, by their number. That they are those, the ledger's own check has proved. */
function sealedOf(ledger: Ledger, photoId: string, answers: readonly AnswerEntry[]): Map<number, string> {
  const own = new Set(answers.map(({ seq }) => seq))
  const contacts = ledger.contactsOf(photoId).filter(({ seq }) => own.has(seq))
  return new Map(contacts.map(({ seq, sealed }) => [seq, sealed]))
}

function counted(leftOut: Iterable<Reason>): ReadonlyMap<Reason, number> {
  const counts = new Map<Reason, number>()
  for (const reason of leftOut) counts.set(reason, (counts.get(reason) ?? 0) + 1)
  return counts
}

/** Makes `folder`, or sees to it that it is empty but for what an export left that broke off. True when it was made. */
async function emptyFolder(folder: string): Promise<boolean> {
  const names = await readdir(folder).catch(ifMissing(null))
  if (names?.some(name => !unfinished.test(name))) throw new Trouble('FOLDER_NOT_EMPTY', { folder })
  for (const name of names ?? []) await removeFolder(join(folder, name))
  await makeFolder(folder)
  return names === null
}
