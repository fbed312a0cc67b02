import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { linesAfter } from '../../../electron/journal/journal.ts'
import {
  type JournalFileOptions,
  journalFileDone,
  nextJournalFile,
} from '../../../electron/sync/journal-files.ts'
import { layoutFor } from '../../../electron/sync/layout.ts'
import { sha256 } from '../../../electron/system/files.ts'
import { openDuck } from '../../support/duckdb.ts'
import { openErasable } from '../../support/erasable.ts'
import { temporaryFolder } from '../../support/station.ts'

const layout = layoutFor('hall-a')
const minute = 60_000

/** A station with a storage, and a journal with a line at each of `times`. */
async function station(...times: string[]) {
  const folder = await temporaryFolder()
  const at = openErasable(folder.path)
  at.store.exec(`INSERT INTO storage (only_one, target) VALUES (1, 'a bucket')`)
  const insert = at.store.prepare(
    `INSERT INTO journal (occurred_at, offset, kind) VALUES (?, 60, 'photo.kept')`,
  )
  const add = at.store.transaction((...more: string[]) => {
    for (const time of more) insert.run(new Date(time).toISOString())
  })
  add(...times)
  const next = (now: string, more: Partial<JournalFileOptions> = {}) =>
    nextJournalFile(at.store, { layout, now: Date.parse(now), ...more })
  return {
    ...{ ...at, add, next },
    /** The spans that are given one after the other. */
    spans(now: string, more?: Partial<JournalFileOptions>) {
      const spans: string[] = []
      for (let file = next(now, more); file; file = next(now, more)) {
        spans.push(`${file.date} ${file.from}-${file.to}`)
        journalFileDone(at.store, file.to)
      }
      return spans
    },
    async [Symbol.asyncDispose]() {
      at.close()
      await folder[Symbol.asyncDispose]()
    },
  }
}

/** Times a second apart. */
const seconds = (from: string, count: number) =>
  Array.from({ length: count }, (_, index) => new Date(Date.parse(from) + index * 1000).toISOString())

test('a file says what is in it and where it goes, and holds just those lines', async () => {
  await using at = await station(...seconds('2026-11-22T10:00:00Z', 3))
  const file = at.next('2026-11-22T11:00:00Z')!
  const kiosk = at.ledger.station
  expect(file).toMatchObject({ date: '2026-11-22', from: 1, to: 3, rows: 3, sha256: sha256(file.bytes) })
  expect(file.key).toBe(
    `v1/events/dt=2026-11-22/station=hall-a/${kiosk}-1-3-${file.sha256.slice(0, 8)}.parquet`,
  )
  const path = join(at.data, 'file.parquet')
  await writeFile(path, file.bytes)
  using duck = await openDuck()
  expect(await duck.ask(`SELECT event_id, seq FROM '${path}'`)).toEqual(
    [1, 2, 3].map(seq => ({ event_id: `${kiosk}-${seq}`, seq: BigInt(seq) })),
  )
})

test('new lines wait for others, at most for the patience of the oldest', async () => {
  await using at = await station('2026-11-22T10:00:00Z', '2026-11-22T10:14:00Z')
  expect(at.next('2026-11-22T10:14:59Z')).toBeNull()
  expect(at.next('2026-11-22T10:15:00Z')).toMatchObject({ from: 1, to: 2 })
})

test('how long they wait can be said', async () => {
  await using at = await station('2026-11-22T10:00:00Z')
  expect(at.next('2026-11-22T10:00:59Z', { patience: minute })).toBeNull()
  expect(at.next('2026-11-22T10:01:00Z', { patience: minute })).toMatchObject({ from: 1, to: 1 })
})

test('nothing waits when everything is wanted, when its day is over, or when its file is full', async () => {
  const ten = '2026-11-22T10:00:00Z'
  await using all = await station(ten)
  expect(all.spans(ten, { everything: true })).toEqual(['2026-11-22 1-1'])
  await using yesterday = await station('2026-11-22T23:59:00Z')
  expect(yesterday.spans('2026-11-23T00:00:01Z')).toEqual(['2026-11-22 1-1'])
  await using full = await station(...seconds(ten, 7))
  expect(full.spans(ten, { mostRows: 3 })).toEqual(['2026-11-22 1-3', '2026-11-22 4-6'])
})

test('a file has no more than 5,000 lines', async () => {
  const times = seconds('2026-11-22T00:00:00Z', 5001)
  await using at = await station(...times)
  const [last] = times.slice(-1) as [string]
  expect(at.spans(last)).toEqual(['2026-11-22 1-5000'])
  expect(at.spans(last, { everything: true })).toEqual(['2026-11-22 5001-5001'])
})

test('a file never holds two days, and only the newest day waits', async () => {
  await using at = await station(
    ...['2026-11-22T23:59:59.999Z', '2026-11-23T00:00:00Z', '2026-11-23T00:00:01Z'],
  )
  expect(at.spans('2026-11-23T00:00:02Z')).toEqual(['2026-11-22 1-1'])
})

test('a clock that jumps cuts the span where the day changes, back or forth, and the order stays that of the lines', async () => {
  await using at = await station(
    ...['2026-11-22T10:00:00Z', '2031-01-01T10:00:00Z', '2031-01-01T10:00:01Z', '2026-11-22T10:00:02Z'],
  )
  expect(at.spans('2026-11-22T10:20:00Z')).toEqual(['2026-11-22 1-1', '2031-01-01 2-3', '2026-11-22 4-4'])
})

test('a clock that was set back within the day keeps nothing waiting until it comes round again', async () => {
  await using at = await station('2026-11-22T18:00:00Z')
  expect(at.spans('2026-11-22T10:00:00Z')).toEqual(['2026-11-22 1-1'])
})

test('a file that is asked for again has the same bytes and the same place, though more has happened since', async () => {
  await using at = await station(...seconds('2026-11-22T10:00:00Z', 3))
  const first = at.next('2026-11-22T10:20:00Z')!
  at.add('2026-11-22T10:20:01Z')
  expect(at.next('2026-11-22T10:40:00Z', { everything: true })).toEqual(first)
  journalFileDone(at.store, first.to)
  expect(at.next('2026-11-22T10:40:00Z')).toMatchObject({ from: 4, to: 4 })
})

test('an erasure in between takes the id out of a file that was not put yet, and the lines stay', async () => {
  await using at = await station()
  const { id } = at.reserve({ at: '2026-11-22T10:00:00.000Z' })
  const stays = at.reserve({ at: '2026-11-22T10:00:01.000Z' })
  const first = at.next('2026-11-22T10:20:00Z')!
  await at.erasure.erase(id, 'asked')
  const again = at.next('2026-11-22T10:20:00Z')!
  expect(again).toMatchObject({ from: 1, to: 2, rows: 2, date: first.date })
  expect(again.key).not.toBe(first.key)
  const path = join(at.data, 'file.parquet')
  await writeFile(path, again.bytes)
  using duck = await openDuck()
  expect(await duck.ask(`SELECT photo_id FROM '${path}'`)).toEqual([
    { photo_id: null },
    { photo_id: stays.id },
  ])
})

test('every line is in one file', async () => {
  const times = seconds('2026-11-22T23:59:50Z', 30)
  await using at = await station(...times, '2020-01-01T00:00:00Z', ...times)
  const spans = at.spans('2026-11-24T00:00:00Z', { mostRows: 7 })
  const numbers = spans.flatMap(span => {
    const [from = 0, to = 0] = span.split(' ')[1]!.split('-').map(Number)
    return Array.from({ length: to - from + 1 }, (_, index) => from + index)
  })
  expect(numbers).toEqual(linesAfter(at.store, 0, 1000).map(({ seq }) => seq))
})

test('a station without a storage takes nothing into files, and an empty journal gives none', async () => {
  await using at = await station()
  expect(at.next('2026-11-22T10:00:00Z', { everything: true })).toBeNull()
  at.store.exec('DELETE FROM storage')
  at.add('2026-11-22T10:00:00Z')
  expect(at.next('2026-11-22T10:00:00Z', { everything: true })).toBeNull()
})
