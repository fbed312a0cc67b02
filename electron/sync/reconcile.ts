/**
 * The nightly look through the storage: what a tombstone stands for must not lie there, however late it came in. It asks
 * the storage and not this machine's memory, and touches nothing without a tombstone, so a station that lost its memory
 * takes nothing down.
 */
import { type Layout, publicFolder } from './layout.ts'
import { type Target, TargetProblem } from './target.ts'

export interface Reconciled {
  /** Objects that were removed. */
  readonly removed: readonly string[]
  /** False when these credentials may not list; then only what is remembered here can be removed twice. */
  readonly couldLook: boolean
}

export interface ReconcileParts {
  readonly target: Target
  readonly layout: Layout
  /** Whether something is meant to lie at this key by now: its photo was allowed anew. */
  readonly isWanted: (key: string) => boolean
}

/** Throws a TargetProblem. */
export async function reconcile(
  { target, layout, isWanted }: ReconcileParts,
  signal?: AbortSignal,
): Promise<Reconciled> {
  const { media, records, contacts, tombstones, ledger } = layout.folders
  const dead = new Set<string>()
  try {
    for await (const { key } of target.list(tombstones, signal)) dead.add(photoIn(key, tombstones))
  } catch (error) {
    if (error instanceof TargetProblem && error.kind === 'refused') return { removed: [], couldLook: false }
    throw error
  }
  const removed: string[] = []
  for (const folder of [records, contacts, media]) {
    const found: string[] = []
    for await (const { key } of target.list(folder, signal))
      if (dead.has(photoIn(key, folder))) found.push(key)
    for (const key of found) {
      if (isWanted(key)) continue
      await target.remove(key, signal)
      removed.push(key)
    }
  }
  // A list clears away the parts of uploads that broke off long ago and that nobody remembers.
  for (const folder of [ledger, layout.folders.kiosk, publicFolder])
    for await (const _ of target.list(folder, signal));
  return { removed, couldLook: true }
}

/** The photo whose id a key has after its folder. */
function photoIn(key: string, folder: string): string {
  return key.slice(folder.length).replace(/[/.].*$/s, '')
}
