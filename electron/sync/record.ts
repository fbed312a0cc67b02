/**
 * What is written down about a photo at the storage: a record while something is allowed with it, a tombstone when it is
 * not any more. The same state gives the same bytes.
 */
import { type Photo, saidWith } from '../capture/photos.ts'
import type { Gate } from '../consent/gate.ts'
import type { Ledger } from '../consent/ledger.ts'
import { clipNames, clips } from '../contract/clip.ts'
import { type Purpose, purposes } from '../contract/consent.ts'
import type { LookName } from '../contract/looks.ts'
import { isClip } from '../contract/share.ts'
import type { Mode } from '../contract/visit.ts'
import { sha256 } from '../system/files.ts'
import { pageKey } from './layout.ts'
import type { Content } from './target.ts'

export const recordVersion = 1

/** A picture file as the record names it. */
export interface Picture {
  readonly key: string
  readonly sha256: string
  readonly bytes: number
}

/** A picture or clip that lies there since before the record did. */
export interface Media extends Picture {
  readonly role: MediaRole
}

export const mediaRoles = ['framed', ...clipNames] as const
export type MediaRole = (typeof mediaRoles)[number]

/** How the file of a role ends. */
export function mediaEnding(role: MediaRole | 'original'): string {
  return isClip(role) ? clips[role].ending : 'jpg'
}

/** The record of a photo, as JSON. Times are RFC 3339 in UTC. */
export interface PhotoRecord {
  readonly version: typeof recordVersion
  readonly photo: string
  readonly station: string
  /** The station's own number, which no two have. */
  readonly kiosk: string
  /** The photo's name in the consent ledger. */
  readonly subject: string
  readonly code: string | null
  readonly takenAt: string
  /** Minutes east of UTC. */
  readonly offset: number
  readonly template: string
  /** What was taken: a strip's original has its shots one below the other. */
  readonly mode: Mode
  readonly shots: number
  /** Null for the event's own. */
  readonly look: LookName | null
  readonly language: string
  /** What its people said with it; null when nothing, or when staff left it out. */
  readonly story: string | null
  readonly stage: string
  readonly expiresAt: string
  /** The key of its public page; null where none is published. */
  readonly page: string | null
  readonly media: readonly Media[]
  /** The camera's own file, which follows when there is time; null where none is sent. */
  readonly original: Picture | null
  readonly allowed: readonly { readonly purpose: Purpose; readonly until: string; readonly people: number }[]
  /** Every answer and withdrawal as the ledger has it; `body` is the text whose hash its entry holds. */
  readonly said: readonly {
    readonly seq: number
    readonly kind: string
    readonly at: string
    readonly offset: number
    readonly body: string
  }[]
}

export interface Tombstone {
  readonly version: typeof recordVersion
  readonly photo: string
  readonly station: string
  readonly at: string
  /** `withdrawn`: nothing is allowed any more, and the photo is its people's alone. The others: it is erased. */
  readonly reason: string
}

/** The sealed addresses left with a photo; only the brand's private key opens them. */
export interface SealedContacts {
  readonly version: typeof recordVersion
  readonly photo: string
  readonly station: string
  readonly contacts: readonly { readonly seq: number; readonly sealed: string }[]
}

/** What is allowed with a photo at `when`, in milliseconds since 1970. */
export function allowedWith(gate: Gate, photo: string, when: number): PhotoRecord['allowed'] {
  return purposes.flatMap(purpose => {
    const { until, people } = gate.standing(photo, purpose, when)
    return until !== null && gate.allowed(photo, purpose, when) ? [{ purpose, until, people }] : []
  })
}

export interface RecordParts {
  readonly station: string
  readonly isPublished: boolean
  readonly ledger: Ledger
}

export function recordOf(
  photo: Photo,
  { media, original }: Pick<PhotoRecord, 'media' | 'original'>,
  allowed: PhotoRecord['allowed'],
  { station, isPublished, ledger }: RecordParts,
): PhotoRecord {
  return {
    version: recordVersion,
    photo: photo.id,
    station,
    kiosk: ledger.station,
    subject: ledger.subject(photo.id),
    code: photo.code,
    takenAt: photo.reserved_at,
    offset: photo.offset,
    template: photo.template,
    mode: photo.mode,
    shots: photo.shots,
    look: photo.look,
    language: photo.language,
    story: saidWith(photo),
    stage: photo.stage,
    expiresAt: photo.expires_at,
    page: isPublished ? pageKey(photo.token) : null,
    media,
    original,
    allowed,
    // Written as it was read, a body has the very text whose hash stands in the chain.
    said: ledger
      .entriesOf(photo.id)
      .map(({ seq, kind, at, offset, said }) => ({ seq, kind, at, offset, body: JSON.stringify(said) })),
  }
}

export function tombstoneOf(photo: string, station: string, why: { at: string; reason: string }): Tombstone {
  return { version: recordVersion, photo, station, at: why.at, reason: why.reason }
}

/** A value as the bytes of a JSON file. */
export function jsonContent(value: object): Content {
  const bytes = Buffer.from(`${JSON.stringify(value)}\n`)
  return { bytes, sha256: sha256(bytes), type: 'application/json' }
}
