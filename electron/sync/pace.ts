/** Leaves processor and disk to a photo while it is being taken: what is under way ends, and nothing new begins. */
export interface Pace {
  isHeld(): boolean
  /** Holds until `go`, and for `longest` milliseconds at most: nothing is held up by a station that forgot. */
  hold(): void
  go(): void
  /** Settles when nothing is held. */
  free(): Promise<void>
}

export function openPace(longest = 10_000): Pace {
  let held: {
    readonly freed: Promise<void>
    readonly free: () => void
    readonly timer: NodeJS.Timeout
  } | null = null

  function go(): void {
    if (!held) return
    clearTimeout(held.timer)
    held.free()
    held = null
  }

  return {
    isHeld: () => held !== null,
    hold() {
      go()
      const { promise, resolve } = Promise.withResolvers<void>()
      held = { freed: promise, free: resolve, timer: setTimeout(go, longest).unref() }
    },
    go,
    free: () => held?.freed ?? Promise.resolve(),
  }
}
