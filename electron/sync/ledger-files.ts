/**
 * Takes the consent ledger's chain into files, span by span: numbers, times and hashes, and never what was said. Once
 * they are with the brand, a later rewrite of the ledger shows.
 */
import type { Store } from '../store/open.ts'
import { sha256 } from '../system/files.ts'
import type { Layout } from './layout.ts'

/** An entry as the file has it, a JSON object a line. */
export interface ChainLine {
  readonly seq: number
  readonly subject: string
  readonly kind: string
  readonly reason: string | null
  readonly at: string
  readonly offset: number
  readonly digest: string | null
  readonly hash: string
}

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
  const first = store
    .prepare<[], { at: string; on: number | null }>(
      'SELECT at, ledger_to AS "on" FROM ledger, storage WHERE seq = ledger_seq + 1',
    )
    .get()
  if (!first) return false
  return flush || first.on !== null || Math.abs(now - Date.parse(first.at)) >= patience
}

/** The next file; null when all is there. Until `ledgerFileDone` it is the same, however often it is asked for. */
export function nextLedgerFile(store: Store, layout: Pick<Layout, 'ledger'>): LedgerFile | null {
  const { after, to } = store
    .prepare<[], { after: number; to: number | null }>(
      'SELECT ledger_seq AS after, ledger_to AS "to" FROM storage',
    )
    .get()!
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
  const lines = store
    .prepare<[number, number], ChainLine>(`
      SELECT seq, subject, kind, reason, at, offset, digest, hash FROM ledger
      WHERE seq BETWEEN ? AND ? ORDER BY seq`)
    .all(from, to)
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
  store.prepare('UPDATE storage SET ledger_seq = ?, ledger_to = NULL').run(to)
}
