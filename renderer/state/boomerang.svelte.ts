/**
 * A boomerang from its burst to the station: its pictures are taken, played while people look at them, and made into clips
 * when they keep the photo, which stay in memory until the station has them.
 */
import type { KioskPictureView } from '../../electron/contract/calls.ts'
import { type ClipName, clipNames } from '../../electron/contract/clip.ts'
import type { LookName } from '../../electron/contract/looks.ts'
import { photoPaths } from '../../electron/contract/visit.ts'
import type { ClipFrame } from '../clip/clip.worker.ts'
import { type ClipMaker, startClipMaker } from '../clip/clip-maker.ts'
import { fewestPictures, pictureTime } from '../clip/order.ts'
import type { Camera } from './camera.svelte.ts'
import { Outgoing } from './outgoing.ts'

export interface BoomerangParts {
  /** Sends bytes to a path of the station; gives the HTTP status. */
  readonly send: (path: string, bytes: Blob) => Promise<number>
  readonly report: (what: string, detail: string) => void
}

/** About a second, as fast as it is played. A camera in bad light gives fewer pictures. */
export const burst = { most: 15, apart: pictureTime, longest: 1200 } as const

export class Boomerang {
  readonly #parts: BoomerangParts
  readonly #outgoing: Outgoing
  #maker: ClipMaker | null = null
  #makesFilms = $state<boolean | null>(null)
  #taking = $state(false)
  #there = $state(false)
  /** What the burst was taken in, until its clips are being made. */
  #frame: ClipFrame | null = null
  #making = 0

  constructor(parts: BoomerangParts) {
    this.#parts = parts
    this.#outgoing = new Outgoing({
      send: parts.send,
      onRefused: (path, status) => parts.report('clip-refused', `${path}: ${status}`),
    })
  }

  /** Whether this browser makes films; null until it has said so. */
  get makesFilms(): boolean | null {
    return this.#makesFilms
  }

  /** The burst is being taken. */
  get isTaking(): boolean {
    return this.#taking
  }

  /** There is a burst to look at. */
  get isThere(): boolean {
    return this.#there
  }

  /** Clips are here that the station has not got yet: leaving the page would lose them. */
  get isBusy(): boolean {
    return this.#making > 0 || this.#outgoing.size > 0
  }

  /** Asks the browser whether it makes films of this size; once. */
  async ask({ width, height }: KioskPictureView): Promise<void> {
    if (this.#maker) return
    this.#maker = startClipMaker()
    this.#makesFilms = await this.#maker.can({ width, height }).catch(() => false)
  }

  /**
   * Takes a burst in `frame`, the camera's picture then stands still. Gives its first picture at full size, which must be
   * closed; null when there was nothing to take, or the camera went away meanwhile.
   */
  async take(
    camera: Camera,
    { width, height, overlay, slots }: KioskPictureView,
  ): Promise<VideoFrame | null> {
    const [maker, slot] = [this.#maker, slots[0]]
    if (!maker || !slot) return null
    this.forget()
    this.#taking = true
    const firsts: VideoFrame[] = []
    const { mirrorsResult } = camera
    let taken = 0
    try {
      taken = await camera.burst(burst, picture => {
        if (firsts.length === 0) firsts.push(picture.clone())
        maker.add(picture, slot, mirrorsResult)
      })
    } catch (error) {
      this.#parts.report('burst', String(error)) // the visit goes back to the live view
    }
    this.#taking = false
    if (taken >= fewestPictures) {
      this.#frame = { width, height, overlay, slot }
      this.#there = true
    } else {
      this.#parts.report('no-burst', `${taken} pictures`)
      this.forget()
    }
    if (taken === 0) for (const first of firsts) first.close()
    return taken > 0 ? (firsts[0] ?? null) : null
  }

  /** Plays the burst on a new canvas. */
  play(canvas: HTMLCanvasElement): void {
    this.#maker?.play(canvas)
  }

  /** Its people keep the photo: makes the clips of it, and sends them until the station has them. */
  async keep(photo: string, look: LookName): Promise<void> {
    const [maker, frame] = [this.#maker, this.#frame]
    if (!maker || !frame) return
    this.#frame = null
    this.#making++
    try {
      const clips = await maker.make(frame, look)
      // The film first: it is what people see.
      for (const name of clipNames) void this.#send(photo, name, clips[name])
    } catch (error) {
      this.#parts.report('no-clips', String(error))
    } finally {
      this.#making--
      if (!this.#frame && !this.#taking) maker.forget()
    }
  }

  /** Nothing of the burst outlives it; clips that are being made still come. */
  forget(): void {
    this.#frame = null
    this.#there = false
    this.#maker?.forget()
  }

  /** The station is back: sends now what waits. */
  hurry(): void {
    this.#outgoing.hurry()
  }

  #send(photo: string, name: ClipName, clip: Blob): Promise<void> {
    return this.#outgoing.add(photoPaths.clip(photo, name), clip)
  }
}
