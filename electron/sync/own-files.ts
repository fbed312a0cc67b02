/** The station's own files at the storage, of spans of the ledger and of the journal. */
import { openLedger } from '../consent/ledger.ts'
import type { Store } from '../store/open.ts'
import { version } from '../system/version.ts'
import { journalFileOf } from './journal-files.ts'
import { type Layout, wordingKey } from './layout.ts'
import { ledgerFileDone, ledgerFileOf, ledgerSent, nextLedgerFile } from './ledger-files.ts'
import type { Objects } from './objects.ts'
import { jsonWanted, type Shelf, type Wanted } from './shelf.ts'

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

export interface LedgerSync {
  /** Sees to it that the ledger's entries up to this number are at the storage. Throws a TargetProblem. */
  upTo(seq: number, signal?: AbortSignal): Promise<void>
}

/** One file after the other, however many wait for one. */
export function openLedgerSync(parts: OwnFilesParts): LedgerSync {
  const { store, layout } = parts
  let going: Promise<void> = Promise.resolve()

  async function put(seq: number, signal?: AbortSignal): Promise<void> {
    while (ledgerSent(store) < seq) {
      const file = nextLedgerFile(store, layout)
      if (!file) return
      await putSpan(parts, file, signal)
      ledgerFileDone(store, file.to)
    }
  }

  return {
    upTo(seq, signal) {
      if (ledgerSent(store) >= seq) return Promise.resolve()
      going = going.catch(() => {}).then(() => put(seq, signal))
      return going
    },
  }
}

/** Puts the file of a span again that is not what it should be; false when this is no such file. Throws a TargetProblem. */
export async function putAgain(parts: OwnFilesParts, key: string, signal?: AbortSignal): Promise<boolean> {
  const { store, layout, shelf } = parts
  const [, wording] = /^v1\/wordings\/([0-9a-f]{64})\.json$/.exec(key) ?? []
  const text = wording === undefined ? undefined : openLedger(store, version).wording(wording)
  if (wording !== undefined && text) {
    await shelf.put(jsonWanted(wordingKey(wording), null, { ...text }), signal)
    return true
  }
  const [, from, to, end] = /-(\d+)-(\d+)-[0-9a-f]{8}\.(jsonl|parquet)$/.exec(key) ?? []
  if (end === undefined) return false
  const span = [Number(from), Number(to)] as const
  const file =
    end === 'jsonl' ? ledgerFileOf(store, layout, ...span) : journalFileOf(store, { layout }, ...span)
  if (file) await putSpan(parts, file, signal)
  return file !== null
}
