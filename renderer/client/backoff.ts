/** A wait that doubles from `first` to `most` milliseconds, with jitter so that many pages do not knock at once. */
export interface Backoff {
  /** The next wait, between half and all of the current step. */
  next(): number
  /** Back to the first step, after a success. */
  reset(): void
}

/** Starts a back-off at its first step. */
export function backoff(first: number, most: number, random: () => number = Math.random): Backoff {
  let step = first
  return {
    next() {
      const wait = step * (0.5 + random() / 2)
      step = Math.min(most, step * 2)
      return wait
    },
    reset() {
      step = first
    },
  }
}
