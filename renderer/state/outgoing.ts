/**
 * Photos whose bytes the station has not acknowledged. Each stays in memory and is sent again until the
 * station says it is on disk, so a station that is killed and started again loses nothing.
 */
import { backoff } from '../client/backoff.ts'

export interface OutgoingParts {
  /** Sends the bytes; gives the HTTP status, or rejects when nothing was heard. */
  readonly send: (id: string, photo: Blob) => Promise<number>
  /** Told when the station will never take a photo; its bytes are let go. */
  readonly onRefused: (id: string, status: number) => void
  readonly firstRetry?: number
  readonly longestRetry?: number
}

/** These say that the same bytes can never be taken. Everything else, 401 and 403 of a restarted station too, may pass. */
const final: readonly number[] = [400, 404, 405, 409, 410, 411, 413, 415, 422]

export class Outgoing {
  readonly #parts: OutgoingParts
  readonly #waiting = new Map<string, () => void>()

  constructor(parts: OutgoingParts) {
    this.#parts = parts
  }

  /** How many photos are not yet acknowledged. */
  get size(): number {
    return this.#waiting.size
  }

  /** Takes a photo and settles when it is acknowledged or refused for good. Adding the same one twice sends it once. */
  async add(id: string, photo: Blob): Promise<void> {
    if (this.#waiting.has(id)) return
    this.#waiting.set(id, () => {})
    const waits = backoff(this.#parts.firstRetry ?? 250, this.#parts.longestRetry ?? 5000)
    for (;;) {
      const status = await this.#parts.send(id, photo).catch(() => 0)
      const refused = final.includes(status)
      if (refused) this.#parts.onRefused(id, status)
      if (refused || (status >= 200 && status < 300)) break
      await this.#pause(id, waits.next())
    }
    this.#waiting.delete(id)
  }

  /** The station is back: send now what waits. */
  hurry(): void {
    for (const wake of this.#waiting.values()) wake()
  }

  #pause(id: string, wait: number): Promise<void> {
    return new Promise(resolve => {
      const timer = setTimeout(resolve, wait)
      this.#waiting.set(id, () => {
        clearTimeout(timer)
        resolve()
      })
    })
  }
}
