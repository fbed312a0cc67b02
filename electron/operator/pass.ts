/**
 * Who is the operator at this moment: whoever holds the token that was given for the PIN last, until they leave or have
 * touched nothing for a while. It is in memory alone, so that a restart ends it too.
 */
import { randomBytes } from 'node:crypto'
import { same } from '../system/same.ts'

export interface Pass {
  /** Gives a new token; the one before it is worth nothing any more. */
  give(): string
  isGood(token: string): boolean
  /** Somebody is still here. */
  touch(): void
  end(): void
}

/** `patience` and the clock `now` in milliseconds; a clock that only goes forward. */
export function openPass(patience: number, now = () => performance.now()): Pass {
  let token: string | null = null
  let touched = 0
  return {
    give() {
      touched = now()
      token = randomBytes(32).toString('base64url')
      return token
    },
    isGood(came) {
      if (token !== null && now() - touched > patience) token = null
      return token !== null && same(came, token)
    },
    touch() {
      touched = now()
    },
    end() {
      token = null
    },
  }
}
