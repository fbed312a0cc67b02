/** Whether a page that is made now is published at once: only then may its address be in a code. */
import type { Store } from '../store/open.ts'
import { ranks } from './outbox.ts'
import { hasStorage, openStorage } from './storage.ts'

/** A worker that has said nothing for so long may have died, in milliseconds. */
const silence = 20_000

/** A page that has waited for so long shows that the line does not keep up, in milliseconds. */
const longestWait = 10_000

/** Only reads, and takes well under a millisecond but for a long queue. `now` is in milliseconds since 1970. */
export function isPublishing(store: Store, now = Date.now()): boolean {
  if (!hasStorage(store)) return false
  const { paused, report } = openStorage(store).state()
  if (paused === 1 || !report || report.problem) return false
  if (Math.abs(now - Date.parse(report.at)) > silence) return false
  // A picture's damaged file holds up nobody else's page.
  const waiting = store.prepare<[number], number>(
    `SELECT 1 FROM outbox WHERE rank = ${ranks.page} AND since < ? AND problem IS NOT 'file' LIMIT 1`,
  )
  return waiting.get(now - longestWait) === undefined
}
