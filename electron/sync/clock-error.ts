import type { Store } from '../store/open.ts'
import { hasStorage, openStorage } from './storage.ts'

/** Two clocks differ by so much, in milliseconds, before one of them is taken for wrong. */
export const clockTolerance = 60_000

/** What the worker said is believed for so long, in milliseconds. */
const lately = 60 * 60_000

/**
 * What has to be added to this machine's clock, in milliseconds, by the storage's word of the last hour; 0 when it
 * agrees, or has not said anything.
 */
export function clockError(store: Store, now: number = Date.now()): number {
  const report = hasStorage(store) ? openStorage(store).state().report : null
  if (!report || Math.abs(now - Date.parse(report.at)) > lately) return 0
  const offset = report.clockOffset ?? 0
  return Math.abs(offset) > clockTolerance ? offset : 0
}
