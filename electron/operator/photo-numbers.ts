import type { PhotoNumbers } from '../contract/operator.ts'
import type { Store } from '../store/open.ts'

const hour = 60 * 60_000

/** How many photos there are today, by this machine's clock at `now`, and how they do; of those that are not being erased. */
export function openPhotoNumbers(store: Store): (now: Date) => PhotoNumbers {
  const count = store.prepare<Record<'midnight' | 'lately', string>, PhotoNumbers>(`
    SELECT count(*) FILTER (WHERE reserved_at >= @midnight) AS today,
      count(*) FILTER (WHERE stage = 'kept') AS waiting,
      count(*) FILTER (WHERE stage = 'failed' AND kept_at >= @midnight) AS failed,
      count(*) FILTER (WHERE stage = 'failed' AND kept_at >= @lately) AS failedLately
    FROM photos WHERE erasing IS NULL`)
  return now => {
    const midnight = new Date(now.getFullYear(), now.getMonth(), now.getDate()).toISOString()
    const lately = new Date(now.getTime() - hour).toISOString()
    return count.get({ midnight, lately })!
  }
}
