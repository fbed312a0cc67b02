/** The count before the shutter. */
export class Countdown {
  readonly #onCount: (left: number) => void
  #left = $state(0)
  #timer: ReturnType<typeof setTimeout> | undefined

  /** `onCount` is told each number when it is shown. */
  constructor(onCount: (left: number) => void = () => {}) {
    this.#onCount = onCount
  }

  /** The number to show; 0 when nothing counts. */
  get left(): number {
    return this.#left
  }

  /** Shows `from`, `from` − 1, … 1 for a second each, then calls `onZero`. */
  start(from: number, onZero: () => void): void {
    this.stop()
    const end = performance.now() + from * 1000
    const tick = (left: number) => {
      this.#left = left
      if (left === 0) return onZero()
      this.#onCount(left)
      // Each second is measured from the start, so that late timers do not add up.
      this.#timer = setTimeout(() => tick(left - 1), end - (left - 1) * 1000 - performance.now())
    }
    tick(from)
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#left = 0
  }
}
