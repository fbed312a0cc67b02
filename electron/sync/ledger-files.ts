/**
 * Takes the consent ledger's chain into files, span by span: numbers, times and hashes, and never what was said. Once
 * they are with the brand, a later rewrite of the ledger shows.
 */
import { openChain } from '../consent/chain.ts'
import type { Store } from '../store/open.ts'
import { sha256 } from '../system/files.ts'
import type { Layout } from './layout.ts'

export interface LedgerFile {
  readonly key: string
  readonly bytes: Buffer
  readonly sha256: string
  readonly from: number
  readonly to: number
}

const mostEntries = 5_000
/** How long an entry waits for others to share its file, in milliseconds. */
const patience = 5 * 60_000

/** Whether there is something to put; `flush` waits for nothing. */
export function isLedgerFileDue(store: Store, now: number, flush: boolean): boolean {
  const { after, to } = reached(store)
  const [first] = openChain(store).entries(after + 1, after + 1)
  if (!first) return false
  return flush || to !== null || Math.abs(now - Date.parse(first.at)) >= patience
}

/** The next file; null when all is there. Until `ledgerFileDone` it is the same, however often it is asked for. */
export function nextLedgerFile(store: Store, layout: Pick<Layout, 'ledger'>): LedgerFile | null {
  const { after, to } = reached(store)
  const file = ledgerFileOf(store, layout, after + 1, to ?? after + mostEntries)
  if (file) store.prepare('UPDATE storage SET ledger_to = ?').run(file.to)
  return file
}

/** The file of the entries from one number to another, as far as there are any; the same bytes each time. */
export function ledgerFileOf(
  store: Store,
  layout: Pick<Layout, 'ledger'>,
  from: number,
  to: number,
): LedgerFile | null {
  const lines = openChain(store).entries(from, to)
  const [first, last] = [lines[0], lines.at(-1)]
  if (!first || !last) return null
  const bytes = Buffer.from(lines.map(line => `${JSON.stringify(line)}\n`).join(''))
  const hash = sha256(bytes)
  const kiosk = store.prepare<[], string>('SELECT id FROM station').pluck().get()!
  return {
    key: layout.ledger(kiosk, first.seq, last.seq, hash),
    ...{ bytes, sha256: hash, from: first.seq, to: last.seq },
  }
}

/** Says that the entries up to this one are at the storage. */
export function ledgerFileDone(store: Store, to: number): void {
  store.prepare('UPDATE storage SET ledger_seq = max(ledger_seq, ?), ledger_to = NULL').run(to)
}

/** The number of the last entry that is at the storage. */
export function ledgerSent(store: Store): number {
  return reached(store).after
}

/** The number of the last entry that is there, and of the last in the file that is on its way. */
function reached(store: Store): { readonly after: number; readonly to: number | null } {
  return store
    .prepare<[], { after: number; to: number | null }>(
      'SELECT ledger_seq AS after, ledger_to AS "to" FROM storage',
    )
    .get()!
}
