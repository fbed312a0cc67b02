/** Whether a photo has its page by now, and whether one that is taken now gets it at once: only then may it be in a code. */
import type { Store } from '../store/open.ts'
import { pageKey, publicFolder } from './layout.ts'
import { ranks } from './outbox.ts'
import { openStorage } from './storage.ts'

/** The worker asks the storage every ten seconds; one that has not answered for so long is not there, in milliseconds. */
const longestSilence = 30_000

/** A page that has waited for so long shows that the line does not keep up, in milliseconds. */
const longestWait = 10_000

/** Prepared once for each database: it is asked every two seconds, and the driver frees what is prepared only late. */
const prepared = new WeakMap<Store, ReturnType<typeof prepare>>()

function prepare(store: Store) {
  return {
    storage: store.prepare('SELECT 1 FROM storage'),
    state: openStorage(store).state,
    // A picture's damaged file holds up nobody else's page.
    waiting: store.prepare<[number]>(
      `SELECT 1 FROM outbox WHERE rank = ${ranks.page} AND since < ? AND problem IS NOT 'file' LIMIT 1`,
    ),
    // The newest photo, when its link is open, nobody works on it any more and it has no page all the same.
    pageless: store.prepare<[string]>(`
      SELECT 1 FROM (SELECT * FROM photos WHERE erasing IS NULL ORDER BY id DESC LIMIT 1) AS photo
      WHERE expires_at > ? AND withdrawn_at IS NULL
        AND NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.photo = photo.id)
        AND NOT EXISTS (SELECT 1 FROM objects JOIN storage USING (target)
          WHERE key = '${publicFolder}' || photo.token AND state <> 'gone')`),
    page: store.prepare<[string]>(`
      SELECT 1 FROM objects JOIN storage USING (target) WHERE key = ? AND state = 'there'`),
  }
}

function statements(store: Store) {
  const known = prepared.get(store) ?? prepare(store)
  prepared.set(store, known)
  return known
}

/** Only reads, and takes well under a millisecond. `now` is in milliseconds since 1970. */
export function isPublishing(store: Store, now = Date.now()): boolean {
  const { storage, state, waiting, pageless } = statements(store)
  if (storage.get() === undefined) return false
  const { paused, report } = state()
  if (paused === 1 || !report || report.problem) return false
  if (Math.abs(now - (report.workedAt ?? 0)) > longestSilence) return false
  if (waiting.get(now - longestWait) !== undefined) return false
  // The worker follows new settings at once, and may not publish any more.
  return pageless.get(new Date(now).toISOString()) === undefined
}

/** Whether the page of the photo with this token lies at the storage that is set, as a separate read has shown. */
export function isPublished(store: Store, token: string): boolean {
  return statements(store).page.get(pageKey(token)) !== undefined
}
