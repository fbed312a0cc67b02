/** What may be sent when. Pure. */
import type { SyncSettings } from './settings.ts'

/** Whether originals may go at `when`, by the clock of the place; all else may at any time. */
export function mayOriginalsGo(
  { originals, metered, night }: Pick<SyncSettings, 'originals' | 'metered' | 'night'>,
  when: Date,
): boolean {
  if (originals === 'never' || metered) return false
  if (originals === 'always') return true
  const now = when.getHours() * 60 + when.getMinutes()
  const [from, to] = [minutes(night.from), minutes(night.to)]
  return from <= to ? now >= from && now < to : now >= from || now < to // over midnight
}

function minutes(time: string): number {
  const [hour = 0, minute = 0] = time.split(':').map(Number)
  return hour * 60 + minute
}
