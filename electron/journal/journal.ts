/**
 * The journal: what happened, for counting, never who. Its lines are in the order in which they were written, which is
 * not always that of the clock.
 */
import { commitSoon, type Store } from '../store/open.ts'
import type { Log } from '../system/log.ts'
import { type Moment, moment } from '../system/time.ts'
import type { Note } from './kinds.ts'

export interface Journal {
  /**
   * Writes down what the station's code sees, all in one step. Waits for no disk, and never throws: what cannot be
   * counted is logged and must not stop a visit.
   */
  note(notes: readonly Note[], when?: Moment): void
}

/** A line as it is stored. */
export interface Line {
  readonly seq: number
  /** RFC 3339 in UTC with milliseconds. */
  readonly occurred_at: string
  /** Minutes east of UTC at the station. */
  readonly offset: number
  readonly kind: string
  /** Null when the line is about no photo, or about one that is erased. */
  readonly photo: string | null
  /** JSON, as `Details` says. */
  readonly detail: string
}

export function openJournal(store: Store, log: Pick<Log, 'warn'>): Journal {
  // A photo that is already gone is not named any more: nobody would take its id out again.
  const write = store.prepare(`
    INSERT INTO journal (occurred_at, offset, kind, photo, detail)
    VALUES (@at, @offset, @kind, (SELECT id FROM photos WHERE id = @photo), @detail)`)
  return {
    note(notes, when = moment()) {
      if (notes.length === 0) return
      try {
        commitSoon(store, () => {
          for (const { kind, photo, detail } of notes)
            write.run({ ...when, kind, photo, detail: JSON.stringify(detail) })
        })
      } catch (error) {
        log.warn({ err: error, kinds: notes.map(({ kind }) => kind) }, 'not written into the journal')
      }
    },
  }
}

/** Up to `limit` lines after the one numbered `after`, in order. */
export function linesAfter(store: Store, after: number, limit: number): Line[] {
  const columns = 'seq, occurred_at, offset, kind, photo, detail'
  return store
    .prepare<[number, number], Line>(`SELECT ${columns} FROM journal WHERE seq > ? ORDER BY seq LIMIT ?`)
    .all(after, limit)
}
