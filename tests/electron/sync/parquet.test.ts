import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Line } from '../../../electron/journal/journal.ts'
import { parquetOf } from '../../../electron/sync/parquet.ts'
import { openDuck } from '../../support/duckdb.ts'
import { temporaryFolder } from '../../support/station.ts'

const kiosk = '0123456789abcdef'
const line = (more: Partial<Line> = {}): Line => ({
  ...{ seq: 7, occurred_at: '2026-11-22T23:59:59.987Z', offset: 330, kind: 'photo.kept', photo: null },
  detail: '{}',
  ...more,
})

/** Reads the lines back as DuckDB does; `select` is what is asked of the file. */
async function read(lines: readonly Line[], select = '*', from = "'FILE'") {
  await using folder = await temporaryFolder()
  const file = join(folder.path, 'lines.parquet')
  await writeFile(file, parquetOf(kiosk, lines))
  using duck = await openDuck()
  return await duck.ask(`SELECT ${select} FROM ${from.replace('FILE', file)}`)
}

test('a line is read back as what happened, when, where and to which photo', async () => {
  const [row] = await read([line({ photo: 'p1' })])
  expect(row).toMatchObject({
    ...{ event_id: '0123456789abcdef-7', kiosk, seq: 7n, utc_offset_minutes: 330 },
    ...{ kind: 'photo.kept', photo_id: 'p1' },
    occurred_at: new Date('2026-11-22T23:59:59.987Z'),
  })
})

test('columns have plain types, and times are timestamps in UTC', async () => {
  const columns = await read([line()], 'column_name, column_type', "(DESCRIBE SELECT * FROM 'FILE')")
  expect(
    Object.fromEntries(columns.map(({ column_name, column_type }) => [column_name, column_type])),
  ).toEqual({
    ...{ event_id: 'VARCHAR', kiosk: 'VARCHAR', seq: 'BIGINT' },
    ...{ occurred_at: 'TIMESTAMP', utc_offset_minutes: 'INTEGER', kind: 'VARCHAR', photo_id: 'VARCHAR' },
    ...{ purpose: 'VARCHAR', way: 'VARCHAR', step: 'VARCHAR', ended_by: 'VARCHAR', reason: 'VARCHAR' },
    ...{ error_code: 'VARCHAR', template: 'VARCHAR', language: 'VARCHAR', app: 'VARCHAR' },
    ...{
      opened_by: 'VARCHAR',
      opening: 'VARCHAR',
      picture: 'VARCHAR',
      share_to: 'VARCHAR',
      detail: 'VARCHAR',
    },
  })
  const [text] = await read([line()], 'occurred_at::VARCHAR AS text')
  expect(text).toEqual({ text: '2026-11-22 23:59:59.987' })
})

test('what every line has may not be missing, and what goes with some kinds may', async () => {
  const schema = await read([line()], 'name, repetition_type', "parquet_schema('FILE')")
  const required = schema.filter(column => column.repetition_type === 'REQUIRED').map(({ name }) => name)
  expect(required).toEqual(['event_id', 'kiosk', 'seq', 'occurred_at', 'utc_offset_minutes', 'kind'])
  const [row] = await read([line()])
  const missing = Object.keys(row!).filter(name => row![name] === null)
  expect(missing).toEqual([
    ...['photo_id', 'purpose', 'way', 'step', 'ended_by', 'reason', 'error_code', 'template', 'language'],
    ...['app', 'opened_by', 'opening', 'picture', 'share_to', 'detail'],
  ])
})

test('details are columns, and what has none is JSON', async () => {
  const details = [
    { purpose: 'social', way: 'phone' },
    { step: 'live', ended_by: 'timeout' },
    { step: 'expect', app: '1.2.3' },
    { template: 'swell', language: 'ar' },
    { reason: 'asked' },
    { opened_by: 'person', opening: 'first' },
    { picture: 'story' },
    { share_to: 'whatsapp' },
    { code: 'PHOTO_DAMAGED' },
    { way: 'staff', shots: 4, note: 'ünïcode “quoted”' },
  ]
  const rows = await read(details.map((detail, seq) => line({ seq, detail: JSON.stringify(detail) })))
  const filled = rows.map(row =>
    Object.fromEntries(
      Object.entries(row)
        .filter(([, value]) => value !== null)
        .slice(6),
    ),
  )
  expect(filled).toEqual([
    ...details.slice(0, 8),
    { error_code: 'PHOTO_DAMAGED' },
    { way: 'staff', detail: '{"shots":4,"note":"ünïcode “quoted”"}' },
  ])
})

test('lines keep their order, whatever their clock says', async () => {
  const times = ['2026-11-22T10:00:00.000Z', '2026-11-22T09:00:00.000Z', '2026-11-22T11:00:00.000Z']
  const rows = await read(times.map((occurred_at, index) => line({ seq: index + 1, occurred_at })))
  expect(rows.map(row => row.seq)).toEqual([1n, 2n, 3n])
})

test('the same lines are the same bytes, compressed with ZSTD', async () => {
  const lines = Array.from({ length: 3000 }, (_, seq) => line({ seq, photo: `p${seq % 700}` }))
  expect(parquetOf(kiosk, lines).equals(parquetOf(kiosk, lines))).toBe(true)
  const codecs = await read(lines, 'DISTINCT compression, row_group_num_rows', "parquet_metadata('FILE')")
  expect(codecs).toEqual([{ compression: 'ZSTD', row_group_num_rows: 3000n }])
})
