import type { Store } from '../store/open.ts'
import { day } from '../system/time.ts'
import { hasStorage, openStorage } from './storage.ts'

/** Two clocks differ by so much, in milliseconds, before one of them is taken for wrong. */
export const clockTolerance = 60_000

/** How far ahead of this machine's clock another is believed, in milliseconds: more would end what is allowed. */
export const mostAhead = 2 * day

/** What the worker said is believed for so long, in milliseconds. */
const lately = 60 * 60_000

/**
 * What has to be taken from this machine's clock, in milliseconds (so it is never more than 0), by the storage's word of
 * the last hour: that it is too late may keep photos from being erased, and nobody's word erases any.
 */
export function clockError(store: Store, now: number = Date.now()): number {
  const report = hasStorage(store) ? openStorage(store).state().report : null
  if (!report || Math.abs(now - Date.parse(report.at)) > lately) return 0
  const offset = report.clockOffset ?? 0
  return offset < -clockTolerance ? offset : 0
}
