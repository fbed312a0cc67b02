/** Which photos an export takes, and why it leaves out the others: each photo is counted once. */
import type { Photo, Photos } from '../capture/photos.ts'
import type { Gate } from '../consent/gate.ts'
import type { Ledger } from '../consent/ledger.ts'
import { type WhyNot, whyNot } from '../consent/why-not.ts'
import type { Purpose } from '../contract/consent.ts'

/** Why a photo is left out. */
export type Reason =
  | WhyNot
  /** There is no picture in the frame. */
  | 'notFramed'
  /** Its file is not what was written down. */
  | 'damaged'
  /** There is a yes to `contact` and no address. */
  | 'noAddress'

export interface Picked {
  readonly allowed: readonly Photo[]
  readonly leftOut: ReadonlyMap<string, Reason>
}

/** To be called in one transaction, so that the photos and what was said about them are of one moment. */
export function pick(photos: Photos, gate: Gate, ledger: Ledger, purpose: Purpose, when: number): Picked {
  const may = new Set(gate.allowedPhotos(purpose, when))
  const [allowed, others] = [[] as Photo[], [...photos.erasing()]]
  for (const photo of photos.all()) (may.has(photo.id) ? allowed : others).push(photo)
  const leftOut = others.map(photo => [photo.id, whyNot(photo, ledger.entriesOf(photo.id), purpose)] as const)
  return { allowed, leftOut: new Map(leftOut) }
}
