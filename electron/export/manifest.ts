/** What lies beside the pictures of an export: a row for each, for people (CSV) and for programs (JSON lines). */
import { type Photo, saidWith } from '../capture/photos.ts'
import type { AnswerEntry } from '../consent/standing-answers.ts'
import { clips } from '../contract/clip.ts'
import type { Purpose } from '../contract/consent.ts'
import { csvOf } from '../system/csv.ts'
import { localTime } from '../system/time.ts'

export const manifestNames = { csv: 'manifest.csv', jsonl: 'manifest.jsonl' } as const

/** The column of the sealed address, which `contacts open` looks for. */
export const sealedColumn = 'sealed_address'

/** Opens the sealed addresses of a manifest. */
export const openCommand = `groundswell contacts open --key groundswell-private-key.txt ${manifestNames.csv}`

/** A picture, or for `contact` an address. */
export interface ManifestRow {
  readonly id: string
  /** The photo as the ledger knows it: the only name it has when it is erased on the kiosk. */
  readonly subject: string
  /** Relative to the manifest; null for `contact`, which allows no use of the picture. */
  readonly file: string | null
  readonly sha256: string | null
  /** The film of a boomerang, which may be used as its picture may; null for a photo. */
  readonly film: { readonly file: string; readonly sha256: string } | null
  /** RFC 3339 with the station's offset. */
  readonly takenAt: string
  readonly event: string
  readonly purpose: Purpose
  /** What its people said with it; null when nothing, or when staff left it out. */
  readonly story: string | null
  readonly people: number
  /** What was said yes to; of several people, each thing once. */
  readonly licence: {
    readonly scope: readonly string[]
    readonly channels: readonly string[]
    readonly territory: readonly string[]
    /** When the first of them ends, RFC 3339 in UTC. */
    readonly until: string
  }
  readonly wording: readonly {
    readonly version: string
    readonly language: string
    readonly sha256: string
  }[]
  readonly receipt: string
  readonly sealed?: string
}

export interface RowParts {
  readonly photo: Photo
  readonly subject: string
  readonly purpose: Purpose
  /** Of the people in the picture, all of whom said yes. */
  readonly answers: readonly AnswerEntry[]
  readonly people: number
  readonly until: string
  /** The hash of its boomerang's film. */
  readonly film: string | null
}

/** The photo's row; for `contact` one for each address, by the answer's number in the ledger. */
export function rowsOf(parts: RowParts, sealed: ReadonlyMap<number, string>): ManifestRow[] {
  const { photo, subject, purpose, answers, people, until, film } = parts
  const licences = answers.map(({ said }) => said.licence!)
  const each = (key: 'scope' | 'channels' | 'territory') => unlike(licences.map(licence => licence[key]))
  const wordings = answers.map(({ said }) => [
    said.wordingSha256,
    { version: said.wordingVersion, language: said.language, sha256: said.wordingSha256 },
  ])
  const row: ManifestRow = {
    id: photo.id,
    subject,
    file: purpose === 'contact' ? null : pictureName(photo.id),
    sha256: purpose === 'contact' ? null : photo.framed_sha256,
    film: purpose === 'contact' || film === null ? null : { file: filmName(photo.id), sha256: film },
    takenAt: localTime({ at: photo.reserved_at, offset: photo.offset }),
    event: unlike(answers.map(({ said }) => said.event)).join(' | '),
    purpose,
    story: saidWith(photo),
    people,
    licence: { scope: each('scope'), channels: each('channels'), territory: each('territory'), until },
    wording: [...new Map(wordings as [string, ManifestRow['wording'][number]][]).values()],
    receipt: receiptName(photo.id),
  }
  return purpose === 'contact' ? unlike([...sealed.values()]).map(one => ({ ...row, sealed: one })) : [row]
}

export const pictureName = (id: string): string => `photos/${id}.jpg`
export const filmName = (id: string): string => `photos/${id}.${clips.boomerang.ending}`
export const receiptName = (id: string): string => `receipts/${id}.json`

export function manifestCsv(purpose: Purpose, rows: readonly ManifestRow[]): string {
  const extra = purpose === 'contact' ? [sealedColumn, 'how_to_open'] : []
  const header = [
    ...['id', 'subject', 'file', 'sha256', 'film', 'film_sha256', 'taken_at', 'event', 'purpose', 'people'],
    'story',
    ...['scope', 'channels', 'territory', 'until', 'wording_version', 'wording_sha256', 'receipt'],
    ...extra,
  ]
  const several = (values: readonly string[]) => unlike(values).join(' | ')
  const cells = rows.map(({ licence, wording, ...row }) => [
    ...[row.id, row.subject, row.file, row.sha256, row.film?.file ?? null, row.film?.sha256 ?? null],
    ...[row.takenAt, row.event, row.purpose, row.people, row.story],
    ...[several(licence.scope), several(licence.channels), several(licence.territory), licence.until],
    ...[several(wording.map(one => one.version)), several(wording.map(one => one.sha256)), row.receipt],
    ...(purpose === 'contact' ? [row.sealed ?? null, openCommand] : []),
  ])
  return csvOf([header, ...cells])
}

export function manifestJsonl(rows: readonly ManifestRow[]): string {
  return rows
    .map(({ sealed, ...row }) => `${JSON.stringify(sealed ? { ...row, [sealedColumn]: sealed } : row)}\n`)
    .join('')
}

const unlike = (values: readonly string[]) => [...new Set(values)].filter(value => value !== '')
