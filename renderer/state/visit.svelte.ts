/** The attendee's visit as the station tells it, and what a hand on the kiosk can do about it. */
import { Trouble } from '../../electron/contract/errors.ts'
import type { LookName } from '../../electron/contract/looks.ts'
import type { PhotoView, Picked, VisitVerb, VisitView } from '../../electron/contract/visit.ts'
import type { Language } from '../../text/languages.ts'
import type { Station } from '../client/station.ts'
import type { Reply } from './choice.svelte.ts'
import type { Told } from './story.svelte.ts'

/** A screen stays for much longer than this after a touch, so the station need not hear of every one. */
const stayEvery = 10_000

export interface VisitParts {
  readonly station: Station
  /** Told before the screen changes. */
  readonly onMove: (view: VisitView, before: VisitView) => void
  readonly report: (what: string, detail: string) => void
}

/** The photo that the visit has, from its reservation on. */
export function photoOf(view: VisitView): PhotoView | null {
  return 'photo' in view ? view.photo : null
}

export class Visit {
  readonly #parts: VisitParts
  #view = $state.raw<VisitView>({ at: 'attract' })
  #stayed = Number.NEGATIVE_INFINITY
  #answering = false
  /** How often the station has said by itself where the visit is. */
  #news = 0

  constructor(parts: VisitParts) {
    this.#parts = parts
    parts.station.on('visit', view => {
      this.#news++
      this.show(view)
    })
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
  agree = () => this.#do('agree')
  count = () => this.#do('count')
  /** One of several shots is taken. */
  shot = () => this.#do('shot')
  cancel = () => this.#do('cancel')
  keep = () => this.#do('keep')
  retake = () => this.#do('retake')
  again = () => this.#do('again')
  choose = () => this.#do('choose')
  back = () => this.#do('back')
  done = () => this.#do('done')

  /** Somebody is still here: the screen must not end under their hands. */
  stay = () => {
    if (performance.now() - this.#stayed < stayEvery) return
    this.#stayed = performance.now()
    void this.#do('stay')
  }

  /** Answers the brand; a second tap while the first is written down is none. */
  answer = (reply: Reply) => this.#ask(() => this.#parts.station.call('consent.answer', reply))

  /** Chooses the visit's language. */
  speak = (language: Language) => this.#ask(() => this.#parts.station.call('visit.language', { language }))

  /** Picks what is taken, and in which frame. */
  pick = (picked: Picked) => this.#move(() => this.#parts.station.call('visit.pick', picked), 'pick')

  /** Chooses the look of the photo that its people see. */
  setLook = (look: LookName) => this.#move(() => this.#parts.station.call('visit.look', { look }), 'look')

  /** Says something with the photo, or with no words nothing. */
  tell = async (words: string): Promise<Told> => {
    let told: Told = 'unheard'
    await this.#ask(async () => {
      try {
        const view = await this.#parts.station.call('visit.story', { words })
        told = 'told'
        return view
      } catch (error) {
        if (!(error instanceof Trouble && error.code === 'STORY_UNWANTED')) throw error
        told = 'unwanted'
        return this.#view
      }
    })
    return told
  }

  /** Leads here again, where a phone has led. */
  lead = async (): Promise<void> => {
    await this.#parts.station.call('remote.end', {}).catch(error => {
      if (error instanceof Trouble) this.#parts.report('remote-refused', error.message)
    })
  }

  code = () => this.#do('code')
  findCode = (code: string) => this.#ask(() => this.#parts.station.call('code.find', { code }))
  takeBack = () => this.#ask(() => this.#parts.station.call('code.settle', { what: 'take-back' }))
  erase = () => this.#ask(() => this.#parts.station.call('code.settle', { what: 'erase' }))

  /** Goes on with the photo whose code is on the screen; back to the start when the station will not. */
  async resume(id: string): Promise<void> {
    try {
      this.show(await this.#parts.station.call('visit.resume', { id }))
    } catch (error) {
      this.#parts.report('resume', String(error))
      this.show({ at: 'attract' })
    }
  }

  async #ask(call: () => Promise<VisitView>): Promise<void> {
    if (this.#answering) return
    this.#answering = true
    try {
      await this.#showWhat(call)
    } catch (error) {
      if (error instanceof Trouble) this.#parts.report('answer-refused', error.message)
    } finally {
      this.#answering = false
    }
  }

  #do(verb: VisitVerb): Promise<void> {
    return this.#move(() => this.#parts.station.call('visit.do', { verb }), verb)
  }

  async #move(call: () => Promise<VisitView>, what: string): Promise<void> {
    try {
      await this.#showWhat(call)
    } catch (error) {
      // The station knows better where the visit is, and has told or will tell; only a refusal is worth a line.
      if (error instanceof Trouble) this.#parts.report('visit-refused', `${what}: ${error.message}`)
    }
  }

  /** Draws what a call gives, unless the station has said meanwhile where the visit is: of two calls, the first's answer may come last. */
  async #showWhat(call: () => Promise<VisitView>): Promise<void> {
    const news = this.#news
    const view = await call()
    if (news === this.#news) this.show(view)
  }
}
