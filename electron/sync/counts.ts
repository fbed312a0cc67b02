/** What is counted since the storage was set: for the operator's health and for Prometheus. */
import { commitSoon, type Store } from '../store/open.ts'

export const countNames = [
  /** Attempts that failed, by reason. */
  'retries',
  /** Bytes of objects that were sent, repetitions included. */
  'bytes',
  /** Objects that a separate read found to be something else than what was sent. */
  'mismatches',
  /** Items that were done. */
  'delivered',
  /** Photos that were taken down, how long it took from the withdrawal in seconds all together, and at most. */
  'removals',
  'removalSeconds',
  'removalSecondsMost',
] as const
export type CountName = (typeof countNames)[number]

export interface Counts {
  add(name: CountName, amount: number, label?: string): void
  /** Keeps the larger of what stands and `value`. */
  most(name: CountName, value: number): void
  all(): { readonly name: CountName; readonly label: string; readonly value: number }[]
}

export function openCounts(store: Store): Counts {
  const write = (change: string) =>
    store.prepare(`
      INSERT INTO sync_counts (name, label, value) VALUES (?, ?, ?)
      ON CONFLICT DO UPDATE SET value = ${change}`)
  const add = write('value + excluded.value')
  const most = write('max(value, excluded.value)')
  const all = store.prepare<[], { name: CountName; label: string; value: number }>(
    'SELECT name, label, value FROM sync_counts ORDER BY name, label',
  )
  return {
    add: (name, amount, label = '') => commitSoon(store, () => void add.run(name, label, amount)),
    most: (name, value) => commitSoon(store, () => void most.run(name, '', value)),
    all: () => all.all(),
  }
}
