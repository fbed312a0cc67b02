/**
 * The outbox: which photos' state at the storage may differ from that here, which goes next, and who works on it. The
 * rows are written by the database's own triggers (003-journal-and-sync.sql, 004-pages.sql), in the transaction of the
 * change. Times are milliseconds since 1970; one so far ahead that only a wrong clock can have set it counts as past.
 */
import { commitSoon, type Store } from '../store/open.ts'
import type { ProblemKind } from './target.ts'

/** In the order in which they go. */
export const ranks = { removal: 0, page: 1, photo: 2, original: 3 } as const
export type Rank = (typeof ranks)[keyof typeof ranks]

export interface Item {
  readonly photo: string
  readonly rank: Rank
  readonly generation: number
  readonly since: number
  /** How often it has failed in a row. */
  readonly attempts: number
  /** Why the photo was erased; null while it is not. */
  readonly reason: string | null
}

/** Why an item could not be done: a problem of the storage, or one of this machine's. */
export type ItemProblem =
  | ProblemKind
  /** The picture's file here is not what its row says. */
  | 'file'
  /** The ledger does not hold, so nobody knows what is allowed. */
  | 'ledger'

/** Why a photo cannot be delivered, though the storage has nothing to do with it. */
export class ItemTrouble extends Error {
  override readonly name = 'ItemTrouble'
  readonly problem: ItemProblem

  constructor(problem: ItemProblem, message: string) {
    super(message)
    this.problem = problem
  }
}

export interface Outbox {
  /** Takes the next item of a rank up to `last` for this owner alone; null when there is none that is due. */
  take(last: Rank, now: number): Item | null
  /** Keeps items for another while; gives those that changed meanwhile or belong to somebody else by now. */
  renew(items: readonly Item[], now: number): Item[]
  /** The item is done, unless the photo has changed meanwhile: then it is due again. */
  done(item: Item): void
  /** What goes before this rank is done; the rest waits for its turn. */
  demote(item: Item, rank: Rank): void
  /** Gives it back as it was: it was broken off for a reason that is not its own. */
  giveBack(item: Item): void
  /** It failed, and is due again at `due`. */
  failed(item: Item, problem: ItemProblem, due: number): void
  /** What failed for such a reason is due now. */
  wake(problem: ItemProblem): void
  /** Notes that a photo has to be looked at, as a change would. */
  note(photo: string, rank: Rank): void
  /** How many items of a rank up to `last` are left, due or not. */
  waiting(last: Rank): number
}

/** For how long an item belongs to who took it without a word, in milliseconds. */
export const leaseTime = 20_000

/**
 * Nothing is put off for longer than this, in milliseconds, so what is due later was noted by a clock that was wrong.
 * The longest are ten minutes.
 */
export const longestDelay = 15 * 60_000

/** `owner` is the name of this run among all that work on the outbox. */
export function openOutbox(store: Store, owner: string): Outbox {
  const free = `(lease_until IS NULL OR lease_until < @now OR lease_until > @now + ${leaseTime})`
  const pick = (when: string) =>
    store.prepare<[{ rank: Rank; now: number }], Item>(`
      SELECT photo, rank, generation, since, attempts, reason FROM outbox
      WHERE rank = @rank AND ${when} AND ${free} ORDER BY due LIMIT 1`)
  const due = pick('due <= @now')
  const absurd = pick(`due > @now + ${longestDelay}`)
  const lease = store.prepare(
    `UPDATE outbox SET owner = ?, lease_until = ? WHERE photo = ? AND generation = ?`,
  )
  const renew = store.prepare(
    'UPDATE outbox SET lease_until = ? WHERE photo = ? AND owner = ? AND generation = ?',
  )
  const finish = store.prepare('DELETE FROM outbox WHERE photo = ? AND owner = ? AND generation = ?')
  const demote = store.prepare(`
    UPDATE outbox SET rank = ?, due = 0, attempts = 0, problem = NULL
    WHERE photo = ? AND owner = ? AND generation = ?`)
  const release = store.prepare(
    'UPDATE outbox SET owner = NULL, lease_until = NULL WHERE photo = ? AND owner = ?',
  )
  const fail = store.prepare(`
    UPDATE outbox SET attempts = attempts + 1, problem = ?, due = ?
    WHERE photo = ? AND owner = ? AND generation = ?`)
  const wake = store.prepare('UPDATE outbox SET due = 0 WHERE problem = ?')
  const note = store.prepare('INSERT INTO changes (photo, rank) VALUES (?, ?)')
  const waiting = store.prepare<[Rank], number>('SELECT count(*) FROM outbox WHERE rank <= ?').pluck()

  const ended = (item: Item, end: () => void) =>
    commitSoon(store, () => {
      end()
      release.run(item.photo, owner)
    })

  return {
    take: (last, now) =>
      commitSoon(store, () => {
        for (const rank of Object.values(ranks).filter(one => one <= last)) {
          const item = due.get({ rank, now }) ?? absurd.get({ rank, now })
          if (!item) continue
          lease.run(owner, now + leaseTime, item.photo, item.generation)
          return item
        }
        return null
      }),
    renew: (items, now) =>
      commitSoon(store, () =>
        items.filter(
          ({ photo, generation }) => renew.run(now + leaseTime, photo, owner, generation).changes === 0,
        ),
      ),
    done: item => ended(item, () => finish.run(item.photo, owner, item.generation)),
    demote: (item, rank) => ended(item, () => demote.run(rank, item.photo, owner, item.generation)),
    giveBack: item => ended(item, () => {}),
    failed: (item, problem, due) =>
      ended(item, () => fail.run(problem, due, item.photo, owner, item.generation)),
    wake: problem => void wake.run(problem),
    note: (photo, rank) => void note.run(photo, rank),
    waiting: last => waiting.get(last)!,
  }
}
