/**
 * Deleted is not gone: the write-ahead log holds pages as they were, and `secure_delete` zeroes what is deleted, but
 * not the copies that SQLite left in a page when it moved rows or keys to another one. So after a deletion the file is
 * written anew (VACUUM, about 70 ms for 1000 photos) and the log is emptied. Until that is done, the table `traces`
 * has a row, which its triggers put there with the deletion itself.
 */
import type { Store } from './open.ts'

/**
 * Frees the database's files of every byte that was deleted. False when something else reads the database and has to
 * end first. Throws SQLite's error, such as that of a full disk; in both cases it may be tried again.
 */
export function clearTraces(store: Store): boolean {
  const last = store.prepare<[], number | null>('SELECT max(mark) FROM traces').pluck().get() ?? null
  if (last === null) return true
  if (!emptyWriteAheadLog(store)) return false // before the vacuum, which would fill it with the whole database
  store.exec('VACUUM')
  if (!emptyWriteAheadLog(store)) return false
  store.prepare('DELETE FROM traces WHERE mark <= ?').run(last)
  return true
}

/** Moves the write-ahead log into the database and cuts it to nothing; false when somebody still reads from it. */
function emptyWriteAheadLog(store: Store): boolean {
  const patience = store.pragma('busy_timeout', { simple: true })
  store.pragma('busy_timeout = 0') // waiting in here would stop the whole station
  try {
    const [{ busy }] = store.pragma('wal_checkpoint(TRUNCATE)') as [{ busy: 0 | 1 }]
    return busy === 0
  } finally {
    store.pragma(`busy_timeout = ${patience}`)
  }
}
