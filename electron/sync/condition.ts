/**
 * Whether the storage can be worked with: a breaker for the whole of it, so that one wrong password is not tried for
 * each of five thousand photos. While it is open for work nothing is asked; when it is shut, it is probed now and then.
 */
import { fullJitter } from './backoff.ts'
import type { ProblemKind, Target, TargetProblem } from './target.ts'

/** Problems that concern every object alike. */
const shutting: ReadonlySet<ProblemKind> = new Set(['offline', 'refused', 'missing', 'full', 'clock'])

/** What passes by itself: a network comes back at any moment, a server that is overloaded or broke does soon. */
const passing: ReadonlySet<ProblemKind> = new Set(['offline', 'busy', 'damaged'])

/** Asking costs nothing; what a person must mend takes longer. */
const waits = {
  passing: { first: 500, most: 10_000 },
  others: { first: 15_000, most: 10 * 60_000 },
} as const

export interface Condition {
  /** Why nothing is sent; null while all is well. */
  readonly problem: { readonly kind: ProblemKind; readonly message: string; readonly since: number } | null
  /** When the storage last did what it was asked, in milliseconds since 1970; null before the first time. */
  readonly workedAt: number | null
  /** Whether it is time to ask the storage again. */
  isProbeDue(now: number): boolean
  /** Something was done: it works. */
  worked(): void
  /** An attempt failed with this; gives whether the whole storage is shut by it, having asked. */
  shuts(problem: TargetProblem, signal?: AbortSignal): Promise<boolean>
  /** Asks the storage; gives whether it can be worked with. */
  probe(signal?: AbortSignal): Promise<boolean>
  /** Something has changed (the network, a password): ask now. */
  hurry(): void
}

export function openCondition(target: Target, now: () => number): Condition {
  let problem: Condition['problem'] = null
  let workedAt: number | null = null
  let failures = 0
  let probeAt = 0

  function shut({ kind, message }: TargetProblem): void {
    problem = { kind, message, since: problem?.kind === kind ? problem.since : now() }
    probeAt = now() + fullJitter(failures++, passing.has(kind) ? waits.passing : waits.others)
  }

  async function probe(signal?: AbortSignal): Promise<boolean> {
    try {
      await target.probe(signal)
      problem = null // `failures` stays until something was really done
      workedAt = now()
      return true
    } catch (error) {
      if (!signal?.aborted) shut(error as TargetProblem)
      return false
    }
  }

  return {
    get problem() {
      return problem
    },
    get workedAt() {
      return workedAt
    },
    isProbeDue: when => when >= probeAt || probeAt - when > waits.others.most,
    worked() {
      failures = 0
      problem = null
      workedAt = now()
    },
    async shuts(cause, signal) {
      if (!shutting.has(cause.kind)) return false
      if (problem) return true
      // One object may be refused, or one connection break, where the storage is well. Room is another matter.
      if (cause.kind !== 'full') return !(await probe(signal))
      shut(cause)
      return true
    },
    probe,
    hurry() {
      failures = 0
      probeAt = 0
    },
  }
}
