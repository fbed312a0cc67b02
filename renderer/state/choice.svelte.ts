/** What the people in the picture are about to answer the brand. Nothing is ticked before they do it themselves. */
import type { CallInput } from '../../electron/contract/calls.ts'
import { mostPeople, type Purpose } from '../../electron/contract/consent.ts'

export type Reply = CallInput<'consent.answer'>

/** The picture stays theirs alone. */
export const refusal: Reply = { given: [], people: 1, agreed: 0, children: false }

export class Choice {
  #given = $state.raw<readonly Purpose[]>([])
  #people = $state(1)
  #agreed = $state.raw<readonly number[]>([])
  #children = $state(false)

  get given(): readonly Purpose[] {
    return this.#given
  }

  get people(): number {
    return this.#people
  }

  /** Who of several people has said yes, counted from 1. */
  get agreed(): readonly number[] {
    return this.#agreed
  }

  get children(): boolean {
    return this.#children
  }

  /** Whether there is a yes to write down: something to say yes to, and somebody who says it. */
  get ready(): boolean {
    return !this.#children && this.#given.length > 0 && (this.#people === 1 || this.#agreed.length > 0)
  }

  /** Whoever is alone says yes by confirming. */
  get yes(): Reply {
    const agreed = this.#people === 1 ? 1 : this.#agreed.length
    return { given: [...this.#given], people: this.#people, agreed, children: false }
  }

  get no(): Reply {
    return { ...refusal, children: this.#children }
  }

  /** Ticks a purpose, or no longer. Whoever had said yes has not said it to this, and is asked again. */
  tick(purpose: Purpose): void {
    this.#given = toggled(this.#given, purpose)
    this.#agreed = []
  }

  tickChildren(): void {
    this.#children = !this.#children
  }

  fewer(): void {
    this.#become(this.#people - 1)
  }

  more(): void {
    this.#become(this.#people + 1)
  }

  /** A person says yes for themself, or no longer. */
  agree(person: number): void {
    if (this.#given.length > 0) this.#agreed = toggled(this.#agreed, person)
  }

  #become(people: number): void {
    this.#people = Math.min(mostPeople, Math.max(1, people))
    this.#agreed = this.#agreed.filter(person => person <= this.#people)
  }
}

function toggled<T>(list: readonly T[], one: T): readonly T[] {
  return list.includes(one) ? list.filter(other => other !== one) : [...list, one]
}
