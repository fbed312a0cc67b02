/** What a door refused in the last hour, counted in memory alone: how often and why, never whom. */
import { type Refusal, type Refused, refusals } from '../contract/operator.ts'

export interface Refusals {
  count(why: Refusal): void
  lately(): Refused
}

const minute = 60_000
const remembered = 60

export function openRefusals(now = () => performance.now()): Refusals {
  const minutes = new Map<number, Record<Refusal, number>>() // the longest ago first

  return {
    count(why) {
      const at = Math.floor(now() / minute)
      const counts = minutes.get(at) ?? none()
      counts[why] += 1
      minutes.set(at, counts)
      for (const [oldest] of minutes) {
        if (minutes.size <= remembered) break
        minutes.delete(oldest)
      }
    },
    lately() {
      const since = Math.floor(now() / minute) - remembered
      const sum = none()
      for (const [at, counts] of minutes) {
        if (at > since) for (const why of refusals) sum[why] += counts[why]
      }
      return sum
    },
  }
}

function none(): Record<Refusal, number> {
  return { guessed: 0, tooMuch: 0, cut: 0, foreign: 0 }
}
