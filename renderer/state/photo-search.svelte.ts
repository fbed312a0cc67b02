/** A photo that staff look for by its short code, and what they have done for the people in it. */
import { Trouble } from '../../electron/contract/errors.ts'
import type { Sought, SoughtPhoto } from '../../electron/contract/operator.ts'
import { codeLength, codeLetters } from '../../electron/contract/visit.ts'
import type { TextKey } from '../../text/messages.ts'
import { framedPath } from '../client/bytes.ts'
import type { Station } from '../client/station.ts'

/** nothing: only looked at. */
export type Done = 'nothing' | 'taken-back' | 'erased'

export class PhotoSearch {
  /** Where the framed picture of a photo comes from. */
  readonly framedPicture = framedPath
  readonly #station: Station
  #typed = $state('')
  #sought = $state.raw<Sought | null>(null)
  #done = $state<Done>('nothing')
  #trouble = $state<TextKey | null>(null)
  #isAsking = $state(false)

  constructor(station: Station) {
    this.#station = station
  }

  get typed(): string {
    return this.#typed
  }

  /** What the typed code has led to; null while it is typed. */
  get sought(): Sought | null {
    return this.#sought
  }

  get photo(): SoughtPhoto | null {
    return this.#sought?.is === 'photo' ? this.#sought.photo : null
  }

  get done(): Done {
    return this.#done
  }

  /** Why the last thing was not done. */
  get trouble(): TextKey | null {
    return this.#trouble
  }

  get isAsking(): boolean {
    return this.#isAsking
  }

  /** Types one letter, small or large; the last of them begins the search. What no code is made of counts for nothing. */
  async type(letter: string): Promise<void> {
    const typed = letter.toUpperCase()
    if (this.#isAsking || typed.length !== 1 || !codeLetters.includes(typed)) return
    if (this.#typed.length === codeLength) this.again()
    this.#typed += typed
    if (this.#typed.length === codeLength) await this.#find()
  }

  clear(): void {
    if (this.#isAsking) return
    const typed = this.#typed.slice(0, -1)
    this.again()
    this.#typed = typed
  }

  /** Begins anew, with nothing on the page. */
  again(): void {
    this.#typed = ''
    this.#sought = null
    this.#done = 'nothing'
    this.#trouble = null
  }

  #find = () => this.#ask('nothing', () => this.#station.call('photo.find', { code: this.#typed }))
  takeBack = (id: string) => this.#ask('taken-back', () => this.#station.call('photo.takeBack', { id }))
  erase = (id: string) => this.#ask('erased', () => this.#station.call('photo.erase', { id }))

  async #ask(done: Done, call: () => Promise<Sought>): Promise<void> {
    if (this.#isAsking) return
    this.#isAsking = true
    this.#trouble = null
    try {
      this.#sought = await call()
      this.#done = done
    } catch (error) {
      this.#trouble = error instanceof Trouble ? `errors.${error.code}` : 'operator.lost'
    } finally {
      this.#isAsking = false
    }
  }
}
