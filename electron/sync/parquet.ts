/**
 * Lines of the journal as a Parquet file (https://parquet.apache.org/docs/file-format/), for whatever engine the brand
 * asks with: plain types, names that no engine reserves, ZSTD. `docs/fleet.md` says what the columns mean.
 */
import { zstdCompressSync } from 'node:zlib'
import { type BasicType, type ColumnSource, parquetWriteBuffer } from 'hyparquet-writer'
import type { Line } from '../journal/journal.ts'
import type { DetailName } from '../journal/kinds.ts'

/** A line with its details read, and the station's id. */
interface Row extends Line {
  readonly kiosk: string
  readonly details: Readonly<Record<string, unknown>>
}

interface Column {
  readonly name: string
  readonly type: BasicType
  /** A nullable one is null where a line has nothing to say. */
  readonly nullable: boolean
  readonly value: (row: Row) => unknown
}

function column(name: string, type: BasicType, value: Column['value'], nullable = false): Column {
  return { name, type, nullable, value }
}

/** A detail with a column of its own. */
function detailColumn(detail: DetailName, name: string = detail): Column & { readonly detail: string } {
  return { ...column(name, 'STRING', ({ details }) => details[detail] ?? null, true), detail }
}

const detailColumns = [
  detailColumn('purpose'),
  detailColumn('way'),
  detailColumn('step'),
  detailColumn('ended_by'),
  detailColumn('reason'),
  detailColumn('code', 'error_code'), // beside people's codes, which are nowhere here
  detailColumn('template'),
  detailColumn('language'),
  detailColumn('app'),
  detailColumn('opened_by'),
  detailColumn('opening'),
  detailColumn('picture'),
  detailColumn('share_to'),
]
const inColumns: ReadonlySet<string> = new Set(detailColumns.map(({ detail }) => detail))

/** No `station` and no `dt`: they are in the file's path, and engines dislike a column that is in both. */
const columns: readonly Column[] = [
  column('event_id', 'STRING', ({ kiosk, seq }) => `${kiosk}-${seq}`),
  column('kiosk', 'STRING', ({ kiosk }) => kiosk),
  column('seq', 'INT64', ({ seq }) => BigInt(seq)),
  // Milliseconds in UTC.
  column('occurred_at', 'TIMESTAMP', ({ occurred_at }) => new Date(occurred_at)),
  column('utc_offset_minutes', 'INT32', ({ offset }) => offset),
  column('kind', 'STRING', ({ kind }) => kind),
  column('photo_id', 'STRING', ({ photo }) => photo, true),
  ...detailColumns,
  column('detail', 'STRING', ({ details }) => otherDetails(details), true),
]

/** What has no column, as JSON; null when there is nothing. */
function otherDetails(details: Row['details']): string | null {
  const others = Object.entries(details).filter(([name]) => !inColumns.has(name))
  return others.length > 0 ? JSON.stringify(Object.fromEntries(others)) : null
}

/** The file for `lines` of the station with the id `kiosk`: the same bytes for the same lines. */
export function parquetOf(kiosk: string, lines: readonly Line[]): Buffer {
  const rows = lines.map(line => ({ ...line, kiosk, details: JSON.parse(line.detail) as Row['details'] }))
  const columnData = columns.map(
    ({ name, type, nullable, value }): ColumnSource => ({
      ...{ name, type, nullable, data: rows.map(value) },
      statistics: type !== 'STRING', // least and greatest help to skip files by time, and by no word
    }),
  )
  return Buffer.from(
    parquetWriteBuffer({
      columnData,
      codec: 'ZSTD',
      compressors: { ZSTD: bytes => zstdCompressSync(bytes) }, // half of what the library's own codec, Snappy, takes
      rowGroupSize: Math.max(1, rows.length),
      createdBy: 'groundswell', // without a version: an update must not change the bytes of a span
    }),
  )
}
