/** Work with a storage that ends: when nothing moves any more, and when somebody says so. */
import { TargetProblem } from '../target.ts'
import { type Throttle, throttledChunk } from '../throttle.ts'

export interface Watch {
  /** Aborted when the work is given up: what still goes on of it should end. */
  readonly signal: AbortSignal
  /** Something moved: patience begins anew. */
  progress(): void
  /** Waits for something that is not the storage's fault; no patience is lost by it. */
  aside<T>(waiting: Promise<T>): Promise<T>
}

/**
 * Does `work`. Throws a TargetProblem (`offline`) as soon as the signal is aborted or nothing moved for `patience`
 * milliseconds, though the work itself may not have ended by then.
 */
export async function withPatience<T>(
  patience: number,
  signal: AbortSignal | undefined,
  work: (watch: Watch) => Promise<T>,
): Promise<T> {
  const ending = new AbortController()
  const { promise: givenUp, reject } = Promise.withResolvers<never>()
  givenUp.catch(() => {}) // nobody may be left to hear it
  const giveUp = (why: string) => {
    reject(new TargetProblem('offline', why))
    ending.abort()
  }
  const onAbort = () => giveUp('given up by the station')
  if (signal?.aborted) throw new TargetProblem('offline', 'given up by the station')
  signal?.addEventListener('abort', onAbort)
  const timer = setTimeout(() => giveUp(`nothing moved for ${patience} ms`), patience)
  const watch: Watch = {
    signal: ending.signal,
    progress: () => void timer.refresh(),
    async aside(waiting) {
      const ticking = setInterval(watch.progress, patience / 2)
      try {
        return await waiting
      } finally {
        clearInterval(ticking)
        watch.progress()
      }
    },
  }
  try {
    return await Promise.race([work(watch), givenUp])
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', onAbort)
    ending.abort()
  }
}

/** What is handed on in one go without a cap, in bytes: so small that a slow line or drive shows that it moves. */
const freeChunk = 256 * 1024

/** `bytes` piece by piece, as fast as the cap allows; each piece that is taken counts as progress. */
export async function* paced(bytes: Buffer, throttle: Throttle, watch: Watch): AsyncGenerator<Buffer> {
  const isCapped = throttle.bytesPerSecond > 0
  const size = isCapped ? throttledChunk : freeChunk
  for (let at = 0; at < bytes.length; at += size) {
    const piece = bytes.subarray(at, at + size)
    if (isCapped) await watch.aside(throttle.take(piece.length, watch.signal))
    watch.signal.throwIfAborted()
    watch.progress()
    yield piece
  }
}
