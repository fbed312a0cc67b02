/** A check whether the kiosk may be wiped, as the station tells of it bit by bit. */
import type { WipeJudged, WipeView } from '../../electron/contract/wipe.ts'
import type { Station } from '../client/station.ts'

/** How often it is asked while it goes on, in milliseconds. */
const askEvery = 700

export class WipeCheck {
  readonly #station: Station
  #view = $state.raw<WipeView | null>(null)
  #judged = $state.raw<readonly WipeJudged[]>([])
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(station: Station) {
    this.#station = station
  }

  /** Null before the station has told of it. */
  get view(): WipeView | null {
    return this.#view
  }

  /** The photos it has named so far, oldest first. */
  get judged(): readonly WipeJudged[] {
    return this.#judged
  }

  /** How many photos it has looked at. */
  get done(): number {
    return Object.values(this.#view?.counts ?? {}).reduce((sum, count) => sum + count, 0)
  }

  start(dropOriginals: boolean): Promise<void> {
    return this.#take(this.#station.call('wipe.start', { dropOriginals }))
  }

  stop(): Promise<void> {
    return this.#take(this.#station.call('wipe.stop', {}))
  }

  /** Asks how it goes, and again as long as it does. */
  follow(): Promise<void> {
    return this.#take(this.#station.call('wipe.read', { after: this.#judged.length }), this.#judged.length)
  }

  /** Asks no more. */
  rest(): void {
    clearTimeout(this.#timer)
  }

  async #take(asked: Promise<WipeView>, after = 0): Promise<void> {
    clearTimeout(this.#timer)
    const before = this.#view?.run
    const view = await asked.catch(() => null) // the link, or the operator's time, is over: others tell
    if (!view) return
    const isSame = view.run === before
    this.#view = view
    if (!isSame && after > 0) {
      this.#judged = []
      return this.follow()
    }
    this.#judged = [...(isSame ? this.#judged.slice(0, after) : []), ...view.judged]
    const isMore = view.judged.length > 0
    if (view.isRunning || isMore) this.#timer = setTimeout(() => void this.follow(), isMore ? 0 : askEvery)
  }
}
