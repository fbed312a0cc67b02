/**
 * Takes the journal into files, span by span: each holds one UTC day at most, because the day is in its path, and few
 * enough lines to be made without holding up the station.
 */
import { type Line, linesAfter } from '../journal/journal.ts'
import type { Store } from '../store/open.ts'
import { sha256 } from '../system/files.ts'
import type { Layout } from './layout.ts'
import { parquetOf } from './parquet.ts'

/** A file that is to be put. */
export interface JournalFile {
  readonly key: string
  readonly bytes: Buffer
  /** SHA-256 of `bytes` in lower-case hex. */
  readonly sha256: string
  /** UTC day of the lines, such as `2026-11-22`. */
  readonly date: string
  /** Numbers of the first and the last line. */
  readonly from: number
  readonly to: number
  readonly rows: number
}

export interface JournalFileOptions {
  readonly layout: Pick<Layout, 'events'>
  /** Milliseconds since 1970. */
  readonly now?: number
  /** How long a line waits for others to share its file, in milliseconds. */
  readonly patience?: number
  /** Waits for nothing, at the end of an event. */
  readonly everything?: boolean
  readonly mostRows?: number
}

/** 5,000 lines take about 30 ms. */
const mostRows = 5_000
const patience = 15 * 60_000

/**
 * The next file to put, in the order of the lines; null when none is due, or when the station has no storage. Once
 * given, a file keeps its span until `journalFileDone`, however often it is asked for: it has the same bytes, and so
 * the same key, unless an erasure took a photo's id out of it. Its lines are durable: a power cut cannot give their
 * numbers, once they were seen, to others.
 */
export function nextJournalFile(store: Store, options: JournalFileOptions): JournalFile | null {
  const storage = store
    .prepare<[], { after: number; to: number | null }>(
      'SELECT journal_seq AS after, journal_to AS "to" FROM storage',
    )
    .get()
  if (!storage) return null
  const { after, to } = storage
  const lines =
    to === null
      ? dueSpan(store, after, options)
      : linesAfter(store, after, to - after).filter(({ seq }) => seq <= to)
  const [first, last] = [lines[0], lines.at(-1)]
  if (!first || !last) return null
  // An ordinary commit: with it, lines that were written without waiting for the disk are on it too.
  if (to === null) store.prepare('UPDATE storage SET journal_to = ?').run(last.seq)
  return fileOf(store, lines, options)
}

/** The file of the lines from one number to another, as far as there are any. */
export function journalFileOf(
  store: Store,
  options: Pick<JournalFileOptions, 'layout'>,
  from: number,
  to: number,
): JournalFile | null {
  return fileOf(
    store,
    linesAfter(store, from - 1, to - from + 1).filter(({ seq }) => seq <= to),
    options,
  )
}

function fileOf(
  store: Store,
  lines: readonly Line[],
  options: Pick<JournalFileOptions, 'layout'>,
): JournalFile | null {
  const [first, last] = [lines[0], lines.at(-1)]
  if (!first || !last) return null
  const kiosk = store.prepare<[], string>('SELECT id FROM station').pluck().get()!
  const date = dayOf(first)
  const bytes = parquetOf(kiosk, lines)
  const hash = sha256(bytes)
  return {
    ...{ key: options.layout.events(date, kiosk, first.seq, last.seq, hash), bytes, sha256: hash, date },
    ...{ from: first.seq, to: last.seq, rows: lines.length },
  }
}

/** Says that the lines up to the one numbered `to` are at the storage. For a transaction with what proves it. */
export function journalFileDone(store: Store, to: number): void {
  store.prepare('UPDATE storage SET journal_seq = max(journal_seq, ?), journal_to = NULL').run(to)
}

/** The lines that belong into one file; none when they should wait for more. */
function dueSpan(store: Store, after: number, options: JournalFileOptions): Line[] {
  const most = options.mostRows ?? mostRows
  const lines = linesAfter(store, after, most + 1)
  const first = lines[0]
  if (!first) return []
  // A clock that jumped changes the day too, in either direction.
  const end = lines.findIndex(line => dayOf(line) !== dayOf(first))
  const span = lines.slice(0, end < 0 ? most : Math.min(end, most))
  const isFull = span.length === most || span.length < lines.length // no other line can join it
  return isFull || isDue(first, options) ? span : []
}

/** Whether lines that others may still join should go now. */
function isDue(first: Line, options: JournalFileOptions): boolean {
  const now = options.now ?? Date.now()
  if (options.everything || new Date(now).toISOString().slice(0, 10) !== dayOf(first)) return true
  // A clock that was set back makes them lie in the future: that is no reason to wait for it.
  return Math.abs(now - Date.parse(first.occurred_at)) >= (options.patience ?? patience)
}

const dayOf = (line: Line) => line.occurred_at.slice(0, 10)
