/** What makes the kiosk easier for whoever is before it; the next visit begins without it. */

/** low: every control in the lower half, for somebody who sits. */
export const wishes = ['low', 'contrast', 'large'] as const
export type Wish = (typeof wishes)[number]

/** Whoever sets something at the start screen and goes away leaves it for so long, in milliseconds. */
const patience = 60_000

export class Comfort {
  #on = $state.raw<readonly Wish[]>([])
  #inVisit = false
  #timer: ReturnType<typeof setTimeout> | undefined

  has(wish: Wish): boolean {
    return this.#on.includes(wish)
  }

  /** On when it was off, and off when it was on. */
  toggle(wish: Wish): void {
    this.#on = this.has(wish) ? this.#on.filter(one => one !== wish) : [...this.#on, wish]
    clearTimeout(this.#timer)
    if (!this.#inVisit) this.#timer = setTimeout(() => this.#forget(), patience)
  }

  /** Somebody is in a visit, or nobody any more: the end of a visit forgets. */
  visit(going: boolean): void {
    clearTimeout(this.#timer)
    if (this.#inVisit && !going) this.#forget()
    this.#inVisit = going
  }

  #forget(): void {
    this.#on = []
  }
}
