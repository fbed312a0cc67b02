/** A storage that a target is tested at, and what the target is made with. */
import type { Target, TargetMemory, TargetParts } from '../../../electron/sync/target.ts'
import { openThrottle } from '../../../electron/sync/throttle.ts'

export interface Storage extends AsyncDisposable {
  /** The right secret key or password; empty where there is none, as in a folder. */
  readonly secret: string
  /** Opens one more target at it. */
  open(changes?: Changes): Target
}

/** What is to be other than standard. */
export interface Changes extends Partial<TargetParts> {
  /** Another port of 127.0.0.1 in place of the storage's own. */
  readonly port?: number
}

/** What targets are made with in tests. */
export function targetParts(standard: Partial<TargetParts>, changes: Partial<TargetParts> = {}): TargetParts {
  return { secret: '', throttle: openThrottle(0), memory: openMemory(), ...standard, ...changes }
}

/** Remembers as long as the test runs. */
export function openMemory(): TargetMemory {
  let text: string | null = null
  return {
    recall: () => text,
    remember(newest) {
      text = newest
    },
  }
}
