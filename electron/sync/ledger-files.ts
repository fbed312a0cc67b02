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
  const lines = store
    .prepare<[number], ChainLine>(`
      SELECT seq, subject, kind, reason, at, offset, digest, hash FROM ledger
      WHERE seq > (SELECT ledger_seq FROM storage)
        AND seq <= coalesce((SELECT ledger_to FROM storage), (SELECT max(seq) FROM ledger))
      ORDER BY seq LIMIT ?`)
    .all(mostEntries)
  const [first, last] = [lines[0], lines.at(-1)]
  if (!first || !last) return null
  store.prepare('UPDATE storage SET ledger_to = ?').run(last.seq)
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
