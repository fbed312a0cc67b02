/** The bandwidth's cap: who sends asks first, and waits until its bytes may go. */
import { setTimeout as pause } from 'node:timers/promises'

export interface Throttle {
  /** Bytes a second; 0 is without a cap. */
  readonly bytesPerSecond: number
  /** Settles when `bytes` more may be sent. Throws the signal's reason. */
  take(bytes: number, signal?: AbortSignal): Promise<void>
}

/** What is sent in one go under a cap, in bytes: small enough that the line is never full for long. */
export const throttledChunk = 16 * 1024

export function openThrottle(bytesPerSecond: number): Throttle {
  let freeAt = 0
  return {
    bytesPerSecond,
    async take(bytes, signal) {
      if (bytesPerSecond === 0) return
      const now = performance.now()
      const start = Math.max(now, freeAt)
      freeAt = start + (bytes / bytesPerSecond) * 1000
      if (start > now) await pause(start - now, undefined, signal ? { signal } : {})
    },
  }
}
