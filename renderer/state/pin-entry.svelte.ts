/** A PIN as it is typed: chosen twice the first time, else once. What is typed never leaves but to the station. */
import { Trouble } from '../../electron/contract/errors.ts'
import { pinLength } from '../../electron/contract/operator.ts'
import type { TextKey } from '../../text/messages.ts'

/** choose, again: there is no PIN yet. enter: there is one. */
export type PinStep = 'choose' | 'again' | 'enter'

export interface PinEntryParts {
  /** Reject with the station's Trouble. */
  readonly choose: (pin: string) => Promise<void>
  readonly enter: (pin: string) => Promise<void>
}

export class PinEntry {
  readonly #parts: PinEntryParts
  #step = $state<PinStep>('enter')
  #typed = $state('')
  #first = ''
  #trouble = $state<TextKey | null>(null)
  #isAsking = $state(false)

  constructor(parts: PinEntryParts) {
    this.#parts = parts
  }

  get step(): PinStep {
    return this.#step
  }

  /** How many digits are typed. */
  get count(): number {
    return this.#typed.length
  }

  /** What went wrong at the last try; gone with the next digit. */
  get trouble(): TextKey | null {
    return this.#trouble
  }

  /** Whether what is typed can be a PIN, and none is being looked at. */
  get isReady(): boolean {
    return this.#typed.length >= pinLength.least && !this.#isAsking
  }

  /** Begins: `hasPin` says whether one is chosen already. */
  begin(hasPin: boolean): void {
    this.#go(hasPin ? 'enter' : 'choose')
  }

  type(digit: string): void {
    if (this.#isAsking || this.#typed.length === pinLength.most) return
    this.#trouble = null
    this.#typed += digit
  }

  clear(): void {
    if (!this.#isAsking) this.#typed = this.#typed.slice(0, -1)
  }

  async done(): Promise<void> {
    if (!this.isReady) return
    const pin = this.#typed
    if (this.#step === 'choose') {
      this.#go('again')
      this.#first = pin
    } else if (this.#step === 'enter') await this.#ask(() => this.#parts.enter(pin))
    else if (pin === this.#first) await this.#ask(() => this.#parts.choose(pin))
    else this.#go('choose', 'operator.pinDiffers')
  }

  #go(step: PinStep, trouble: TextKey | null = null): void {
    this.#step = step
    this.#typed = ''
    this.#first = ''
    this.#trouble = trouble
  }

  async #ask(call: () => Promise<void>): Promise<void> {
    this.#isAsking = true
    try {
      await call()
      this.#go('enter')
    } catch (error) {
      const code = error instanceof Trouble ? error.code : null
      // Somebody was faster in another window: theirs it is.
      const step = code === 'PIN_CHOSEN' ? 'enter' : this.#step === 'again' ? 'choose' : 'enter'
      const slow = code === 'TOO_MANY'
      this.#go(step, slow ? 'operator.pinSlow' : code ? `errors.${code}` : 'operator.lost')
    } finally {
      this.#isAsking = false
    }
  }
}
