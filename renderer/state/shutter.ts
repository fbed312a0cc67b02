/**
 * The moment of truth: the photo gets its id and code from the station at once, and its bytes follow as soon
 * as they are encoded. A frame whose id has not come is held until the link is back and tells.
 */
import type { VisitView } from '../../electron/contract/visit.ts'
import type { Station } from '../client/station.ts'
import { LinkTrouble } from '../client/trouble.ts'
import type { Shot } from './encode.worker.ts'
import { Outgoing } from './outgoing.ts'
import { photoOf } from './visit.svelte.ts'

export interface ShutterParts {
  readonly station: Station
  /** The shots as one JPEG, mirrored or not; closes them. */
  readonly encode: (shots: readonly Shot[], isMirrored: boolean) => Promise<Blob>
  /** Settles when what is on the page has been painted. */
  readonly afterPaint: () => Promise<void>
  /** Sends a photo's bytes; gives the HTTP status. */
  readonly send: (id: string, photo: Blob) => Promise<number>
  /** Told when the station reserves no photo. */
  readonly onRefused: () => void
  readonly report: (what: string, detail: string) => void
}

export class Shutter {
  readonly #parts: ShutterParts
  readonly #outgoing: Outgoing
  #held: Promise<Blob> | null = null
  #delivering = 0

  constructor(parts: ShutterParts) {
    this.#parts = parts
    this.#outgoing = new Outgoing({
      send: parts.send,
      onRefused: (id, status) => parts.report('photo-refused', `${id}: ${status}`),
    })
  }

  /** A photo is here that the station has not got yet: leaving the page would lose it. */
  get isBusy(): boolean {
    return this.#held !== null || this.#delivering > 0
  }

  /** Takes what was grabbed. Its encoding begins when the next screen has been painted: that comes first. */
  press(shots: Promise<readonly Shot[]>, isMirrored: boolean): void {
    const reserved = this.#reserve()
    const painted = reserved.then(this.#parts.afterPaint, () => {})
    const photo = painted.then(async () => this.#parts.encode(await shots, isMirrored))
    this.#held = photo
    void this.#deliver(reserved, photo)
  }

  /** After a loss of the link: finds the held frame's place in what the station says. True when it has one. */
  settle(view: VisitView): boolean {
    this.#outgoing.hurry()
    const photo = this.#held
    this.#held = null
    if (!photo) return false
    const reserved = photoOf(view)
    if (reserved?.stage === 'reserved') {
      void this.#deliver(Promise.resolve(reserved.id), photo)
      return true
    }
    if (view.at !== 'count') return false
    this.#held = photo
    void this.#deliver(this.#reserve(), photo)
    return true
  }

  async #reserve(): Promise<string> {
    return (await this.#parts.station.call('visit.shutter', {})).id
  }

  async #deliver(reserved: Promise<string>, photo: Promise<Blob>): Promise<void> {
    this.#delivering++
    try {
      const id = await reserved
      this.#held = null
      await this.#outgoing.add(id, await photo)
    } catch (error) {
      // Without an answer the photo may be reserved: it is held until the station says. A refusal ends it.
      if (error instanceof LinkTrouble) return
      this.#held = null
      this.#parts.report('shutter', error instanceof Error ? error.message : String(error))
      this.#parts.onRefused()
    } finally {
      this.#delivering--
    }
  }
}
