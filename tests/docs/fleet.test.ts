import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { linesAfter } from '../../electron/journal/journal.ts'
import { kinds } from '../../electron/journal/kinds.ts'
import { day } from '../../electron/system/time.ts'
import { type Duck, openDuck } from '../support/duckdb.ts'
import { at, evening, type Fleet, makeFleet } from '../support/fleet.ts'
import { projectRoot, temporaryFolder } from '../support/station.ts'

const page = readFileSync(join(projectRoot, 'docs/fleet.md'), 'utf8')

/** The SQL on the page, in order, each block with the heading above it. */
const blocks: { heading: string; sql: string }[] = []
for (const [, heading, sql] of page.matchAll(/^#{2,3} (.+)$|^```sql\n([\s\S]*?)^```$/gm)) {
  if (heading) blocks.push({ heading, sql: '' })
  else blocks.at(-1)!.sql += sql
}
const sqlOf = (heading: string) => {
  const sql = blocks.find(block => block.heading === heading)?.sql
  if (!sql) throw new Error(`There is no SQL under "${heading}" in docs/fleet.md`)
  return sql
}

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let fleet: Fleet
let duck: Duck

/** Rows with whole numbers as numbers, and shares to three digits. */
async function ask(sql: string): Promise<Record<string, unknown>[]> {
  const plain = (value: unknown) => {
    if (typeof value === 'bigint') return Number(value)
    return typeof value === 'number' ? Math.round(value * 1000) / 1000 : value
  }
  const rows = await duck.ask(sql)
  return rows.map(row => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plain(value)])))
}
const answerTo = (heading: string) => ask(sqlOf(heading))

/** The journals' own lines, counted here and not by DuckDB. */
const linesOf = (station: number) => linesAfter(fleet.stations[station]!.store, 0, 10_000)

beforeAll(async () => {
  folder = await temporaryFolder()
  fleet = await makeFleet(folder.path)
  duck = await openDuck()
  const setUp = sqlOf('Set up')
  expect(setUp).toContain("'s3://harbour-lights'")
  await duck.ask(setUp.replace('s3://harbour-lights', fleet.storage))
})

afterAll(async () => {
  duck[Symbol.dispose]()
  fleet.close()
  await folder[Symbol.asyncDispose]()
})

describe('events', () => {
  test('are each there once, as the stations wrote them, though some files lie there twice', async () => {
    const all = fleet.stations.flatMap(({ name }, index) =>
      linesOf(index).map(({ seq, kind, occurred_at }) => ({ station: name, seq, kind, occurred_at })),
    )
    const rows = await ask('SELECT station, seq, kind, occurred_at FROM events ORDER BY station DESC, seq')
    expect(rows.map(row => ({ ...row, occurred_at: (row.occurred_at as Date).toISOString() }))).toEqual(all)
    const [files] = await ask(
      `SELECT count(*) AS n FROM read_parquet('${fleet.storage}/v1/events/*/*/*.parquet')`,
    )
    expect(files!.n).toBeGreaterThan(all.length)
  })

  test('name no photo that has a tombstone, and count it all the same', async () => {
    const { silent, erased, takenBack, both } = fleet.photos
    const gone = [silent.id, erased.id, takenBack.id]
    const named = async (from: string) =>
      (await ask(`SELECT DISTINCT photo_id FROM ${from} WHERE photo_id IS NOT NULL`)).map(row => row.photo_id)
    const inFiles = await named(`read_parquet('${fleet.storage}/v1/events/*/*/*.parquet')`)
    expect(inFiles).toEqual(expect.arrayContaining(gone))
    const inView = await named('events')
    expect(inView.filter(id => gone.includes(id as string))).toEqual([])
    expect(inView).toContain(both.id)
    const [count] = await ask("SELECT count(*) AS n FROM events WHERE kind = 'photo.reserved'")
    expect(count).toEqual({ n: 12 })
  })

  test('have the columns that the page says, and those of their path', async () => {
    const columns = await ask('SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM events)')
    const types = new Map(columns.map(row => [row.column_name, row.column_type as string]))
    expect([types.get('dt'), types.get('station')]).toEqual(['DATE', 'VARCHAR'])
    const inFile = [...types.keys()].filter(name => !['dt', 'station', 'local_time'].includes(name as string))
    const [table = ''] = /^\| column \|[\s\S]*?\n\n/m.exec(page) ?? []
    const described = [...table.matchAll(/^\| ((?:`\w+`(?:, )?)+) \|/gm)].flatMap(([, names]) =>
      [...names!.matchAll(/\w+/g)].map(([name]) => name),
    )
    expect(described).toEqual([...inFile, 'dt', 'station'])

    const athena: Record<string, string> = { VARCHAR: 'string', BIGINT: 'bigint', INTEGER: 'int' }
    const [, ddl = ''] = /EXTERNAL TABLE groundswell_events \(([^)]*)\)/.exec(page) ?? []
    expect(ddl.trim().split(/,\s+/)).toEqual(
      inFile.map(name => `${name} ${athena[types.get(name)!] ?? types.get(name)!.toLowerCase()}`),
    )
  })

  test('are of the kinds that the page says', () => {
    const [table = ''] = /^\| kind \|[\s\S]*?\n\n/m.exec(page) ?? []
    expect([...table.matchAll(/^\| `([\w.]+)`/gm)].map(([, kind]) => kind)).toEqual([...kinds])
  })
})

test('photos per station and hour are those in the stores, by the clock of the place', async () => {
  const hours = new Map<string, number>()
  fleet.stations.forEach(({ name }, index) => {
    for (const { kind, occurred_at, offset } of linesOf(index)) {
      if (kind !== 'photo.reserved') continue
      const hour = new Date(Date.parse(occurred_at) + offset * 60_000).toISOString().slice(0, 13)
      hours.set(`${name} ${hour}`, (hours.get(`${name} ${hour}`) ?? 0) + 1)
    }
  })
  const rows = await answerTo('Photos per station and hour')
  expect(
    rows.map(row => [`${row.station} ${(row.hour as Date).toISOString().slice(0, 13)}`, row.photos]),
  ).toEqual([...hours].sort(([a], [b]) => (a < b ? -1 : 1)))
  const next = new Date(Date.parse(evening) + day).toISOString().slice(0, 10)
  expect(Object.fromEntries(hours)).toEqual({
    ...{ [`hall-a ${evening}T11`]: 4, [`hall-a ${evening}T13`]: 2, [`7 ${evening}T11`]: 4 },
    ...{ [`hall-a ${next}T00`]: 1, [`hall-a ${next}T01`]: 1 },
  })
})

test('the funnel has a numerator and a denominator for each step, and nobody twice', async () => {
  const rows = await answerTo('The funnel')
  const words = rows.map(
    row => `${row.station}: ${row.step} ${row.numerator} of ${row.denominator} ${row.out_of} = ${row.share}`,
  )
  expect(words).toEqual([
    '7: shutter 4 of 4 begun = 1',
    '7: framed 4 of 4 shutter = 1',
    '7: asked 4 of 4 shutter = 1',
    '7: yes 2 of 4 asked = 0.5',
    'hall-a: shutter 8 of 12 begun = 0.667',
    'hall-a: framed 7 of 8 shutter = 0.875',
    'hall-a: asked 8 of 8 shutter = 1',
    'hall-a: yes 7 of 8 asked = 0.875',
  ])
})

test('yes out of asked counts the last answer at the kiosk, once a visit, with its interval', async () => {
  expect(await answerTo('Yes out of asked, by purpose')).toEqual([
    // By hand: (5 + 1.9208 ± 1.96 √(5 · 7 / 12 + 0.9604)) / 15.8416 = (6.9208 ± 3.8593) / 15.8416
    { purpose: 'screens', yes: 5, no: 5, asked: 12, share: 0.417, low: 0.193, high: 0.68 },
    // By hand: (8 + 1.9208 ± 1.96 √(8 · 4 / 12 + 0.9604)) / 15.8416 = (9.9208 ± 3.7328) / 15.8416
    { purpose: 'social', yes: 8, no: 2, asked: 12, share: 0.667, low: 0.391, high: 0.862 },
  ])
})

test('the busiest 15 minutes begin at a shutter, whatever the clock shows', async () => {
  expect(await answerTo('The busiest 15 minutes')).toEqual([
    { station: '7', begins: new Date(at('11:02')), photos: 2 },
    { station: 'hall-a', begins: new Date(at('11:00')), photos: 3 },
  ])
})

test('where people leave is counted for each screen, out of the visits that came to it', async () => {
  const rows = await answerTo('Where people leave')
  const words = rows.map(
    ({ step, entered, by_hand, by_timeout, without_end, share }) =>
      `${step} ${entered}: ${by_hand} by hand, ${by_timeout} by time-out, ${without_end} without end = ${share}`,
  )
  expect(words).toEqual([
    'expect 16: 0 by hand, 1 by time-out, 0 without end = 0.063',
    'live 15: 1 by hand, 1 by time-out, 1 without end = 0.2',
    'count 13: 0 by hand, 0 by time-out, 0 without end = 0',
    'review 12: 0 by hand, 0 by time-out, 0 without end = 0',
    'takeaway 12: 10 by hand, 1 by time-out, 0 without end = 0.917',
    'choose 2: 0 by hand, 1 by time-out, 0 without end = 0.5',
  ])
})

describe('the pictures that may be used now', () => {
  const idsFor = async (purpose: string) => {
    const sql = sqlOf('Pictures that may be used now')
    return (await ask(sql.replace("'social'", `'${purpose}'`))).map(row => row.photo)
  }

  test('are those that the stations allow, without those that have a tombstone or whose yes has ended', async () => {
    const { both, group, midnight, resumed, changed } = fleet.photos
    expect(await idsFor('social')).toEqual([both, group, midnight, resumed].map(({ id }) => id))
    expect(await idsFor('screens')).toEqual([changed, midnight].map(({ id }) => id))
    expect(await idsFor('ads')).toEqual([])
    const [hall] = fleet.stations
    const allowed = hall!.gate.allowedPhotos('social', Date.now())
    const framed = allowed.filter(id => hall!.photos.find(id)?.stage === 'framed')
    expect(await idsFor('social')).toEqual(framed)
  })

  test('would have been more without the tombstones and the ends of what was allowed', async () => {
    const { erased, ended, refused } = fleet.photos
    const recorded = await ask('SELECT photo FROM records')
    expect(recorded.map(row => row.photo)).toEqual(expect.arrayContaining([erased.id, ended.id, refused.id]))
  })

  test('come with where the picture is, its hash, and until when', async () => {
    const [first] = await ask(sqlOf('Pictures that may be used now'))
    const [hall] = fleet.stations
    const photo = hall!.photos.find(fleet.photos.both.id)!
    expect(first).toMatchObject({
      ...{ station: 'hall-a', photo: photo.id, taken_at: new Date(photo.reserved_at), people: 1 },
      picture: `${fleet.storage}/${hall!.layout.media(photo.id, photo.framed_sha256!)}`,
      ...{ sha256: photo.framed_sha256, allowed_until: new Date(at('13:00') + 365 * day) },
    })
  })
})

test('what phones do is counted by photo and tap, with programs apart, and nothing is made up where nothing came', async () => {
  expect(await answerTo('What phones do')).toEqual([
    {
      ...{ station: '7', photos: 4, opened: 0, opened_share: 0, opened_again: 0, by_programs: 0, saved: 0 },
      ...{ intended: 0, intended_for_each_opened: null, copied: 0, link_tapped: 0 },
    },
    {
      ...{ station: 'hall-a', photos: 8, opened: 2, opened_share: 0.25, opened_again: 1, by_programs: 2 },
      ...{ saved: 2, intended: 3, intended_for_each_opened: 1.5, copied: 1, link_tapped: 1 },
    },
  ])
})

test('stations are named with when they were last heard of, the longest silent first', async () => {
  const rows = await answerTo('When each station was last heard of')
  expect(rows).toMatchObject([
    { station: '7', last_heard: new Date(at('11:00')), waiting: 2, oldest_waiting: new Date(at('11:00')) },
    { station: 'hall-a', waiting: 0, oldest_waiting: null, app: '1.0.0' },
  ])
  expect(rows[0]!.minutes_ago).toBeGreaterThan(24 * 60)
  expect(rows[1]!.minutes_ago).toBeLessThan(10)
})

test('every block on the page is asked here', () => {
  const source = readFileSync(import.meta.filename, 'utf8')
  const withSql = blocks.filter(({ sql }) => sql).map(({ heading }) => heading)
  expect(withSql.filter(heading => !source.includes(`'${heading}'`))).toEqual([])
  expect(withSql).toHaveLength(9)
})

test('a storage where nothing was ever erased has no tombstones, and that is no error', async () => {
  await using empty = await temporaryFolder()
  using other = await openDuck()
  await other.ask(`SET VARIABLE storage = '${empty.path}'`)
  const [views = ''] = /CREATE VIEW tombstones[\s\S]*?;/.exec(sqlOf('Set up')) ?? []
  await other.ask(views)
  expect(await other.ask('SELECT * FROM tombstones')).toEqual([])
})
