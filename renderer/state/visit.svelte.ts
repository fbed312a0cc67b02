/** The attendee's visit as the station tells it, and what a hand on the kiosk can do about it. */
import { Trouble } from '../../electron/contract/errors.ts'
import type { VisitVerb, VisitView } from '../../electron/contract/visit.ts'
import type { Station } from '../client/station.ts'

export interface VisitParts {
  readonly station: Station
  /** Told before the screen changes. */
  readonly onMove: (view: VisitView, before: VisitView) => void
  readonly report: (what: string, detail: string) => void
}

export class Visit {
  readonly #parts: VisitParts
  #view = $state.raw<VisitView>({ at: 'attract' })

  constructor(parts: VisitParts) {
    this.#parts = parts
    parts.station.on('visit', view => this.show(view))
  }

  get view(): VisitView {
    return this.#view
  }

  /** Draws what the station says. */
  show(view: VisitView): void {
    const before = this.#view
    this.#view = view
    this.#parts.onMove(view, before)
  }

  begin = () => this.#do('begin')
  wish = (yes: boolean) => this.#do(yes ? 'wish' : 'unwish')
  agree = () => this.#do('agree')
  count = () => this.#do('count')
  cancel = () => this.#do('cancel')
  done = () => this.#do('done')

  /** Goes on with the photo whose code is on the screen; back to the start when the station will not. */
  async resume(id: string): Promise<void> {
    try {
      this.show(await this.#parts.station.call('visit.resume', { id }))
    } catch (error) {
      this.#parts.report('resume', String(error))
      this.show({ at: 'attract' })
    }
  }

  async #do(verb: VisitVerb): Promise<void> {
    try {
      this.show(await this.#parts.station.call('visit.do', { verb }))
    } catch (error) {
      // The station knows better where the visit is, and has told or will tell; only a refusal is worth a line.
      if (error instanceof Trouble) this.#parts.report('visit-refused', `${verb}: ${error.message}`)
    }
  }
}
