/** The station's own files at the storage, of spans of the ledger and of the journal. */
import type { Store } from '../store/open.ts'
import { journalFileOf } from './journal-files.ts'
import type { Layout } from './layout.ts'
import { ledgerFileOf } from './ledger-files.ts'
import type { Objects } from './objects.ts'
import type { Shelf, Wanted } from './shelf.ts'

/** A span of entries or lines as a file: its key ends in the span and the beginning of its hash. */
export interface SpanFile {
  readonly key: string
  readonly bytes: Buffer
  readonly sha256: string
}

export interface OwnFilesParts {
  readonly store: Store
  readonly layout: Layout
  readonly objects: Objects
  readonly shelf: Shelf
}

const types = { jsonl: 'application/x-ndjson', parquet: 'application/vnd.apache.parquet' } as const

/**
 * Puts a file of a span. An erasure between two attempts gives the same lines another hash; then there must not be both.
 * Throws a TargetProblem.
 */
export async function putSpan(
  { objects, shelf }: Pick<OwnFilesParts, 'objects' | 'shelf'>,
  file: SpanFile,
  signal?: AbortSignal,
): Promise<void> {
  const { key, bytes, sha256 } = file
  const type = key.endsWith('.jsonl') ? types.jsonl : types.parquet
  const wanted: Wanted = { key, photo: null, type, sha256, bytes: bytes.length, load: async () => bytes }
  await shelf.put(wanted, signal)
  const span = key.replace(/[0-9a-f]{8}\.\w+$/, '')
  for (const other of objects.startingWith(span).filter(one => one.key !== key))
    await shelf.remove(other, signal)
}

/** Puts the file of a span again that is not what it should be; false when this is no such file. Throws a TargetProblem. */
export async function putAgain(parts: OwnFilesParts, key: string, signal?: AbortSignal): Promise<boolean> {
  const [, from, to, end] = /-(\d+)-(\d+)-[0-9a-f]{8}\.(jsonl|parquet)$/.exec(key) ?? []
  if (end === undefined) return false
  const { store, layout } = parts
  const span = [Number(from), Number(to)] as const
  const file =
    end === 'jsonl' ? ledgerFileOf(store, layout, ...span) : journalFileOf(store, { layout }, ...span)
  if (file) await putSpan(parts, file, signal)
  return file !== null
}
