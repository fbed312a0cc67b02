import { describe, expect, test } from 'vitest'
import { healthOf } from '../../../electron/sync/health.ts'
import { openOutbox, ranks } from '../../../electron/sync/outbox.ts'
import { prometheusText } from '../../../electron/sync/prometheus.ts'
import { openStorage, type Report, rememberStorage } from '../../../electron/sync/storage.ts'
import { kioskFolder } from '../../support/kiosk-folder.ts'

const now = Date.parse('2026-11-22T12:00:00Z')

const report: Report = {
  at: '2026-11-22T11:59:58.000Z',
  target: 'https://s3.example.org/booth',
  problem: null,
  workedAt: null,
  clockOffset: -1_500,
  twin: null,
  isLedgerWhole: true,
  failing: [],
}

async function reported(change: Partial<Report> = {}) {
  const kiosk = await kioskFolder()
  rememberStorage(kiosk.store, 's3 https://s3.example.org booth')
  openStorage(kiosk.store).report({ ...report, ...change })
  return { ...kiosk, health: () => healthOf({ store: kiosk.store, freeHours: 12.5, now }) }
}

describe('the state', () => {
  test('is off while no storage is set', async () => {
    await using kiosk = await kioskFolder()
    expect(healthOf({ store: kiosk.store, freeHours: 1, now })).toMatchObject({ state: 'off', target: null })
  })

  test('is starting where a storage is set that its worker has not told of yet, and silent when it never does', async () => {
    await using kiosk = await kioskFolder()
    const set = { store: kiosk.store, freeHours: 1, isSet: true, now }
    expect(healthOf({ ...set, isStarting: true }).state).toBe('starting')
    expect(healthOf(set).state).toBe('silent')
  })

  test('is starting again with the station, and not silent for what was said long ago', async () => {
    await using kiosk = await reported({ at: '2026-11-22T11:00:00.000Z' })
    expect(healthOf({ store: kiosk.store, freeHours: 1, isStarting: true, now }).state).toBe('starting')
    await using heard = await reported()
    expect(healthOf({ store: heard.store, freeHours: 1, isStarting: true, now }).state).toBe('well')
  })

  test.each([
    ['well', {}],
    ['offline', { problem: { kind: 'offline', message: 'no answer', since: report.at } }],
    ['shut', { problem: { kind: 'refused', message: 'wrong key', since: report.at } }],
    ['trouble', { twin: { host: 'other', kiosk: 'ffff', at: report.at } }],
    ['trouble', { isLedgerWhole: false }],
    ['silent', { at: '2026-11-22T11:00:00.000Z' }],
  ] as const)('is %s when the worker says %o', async (state, change) => {
    await using kiosk = await reported(change)
    expect(kiosk.health().state).toBe(state)
  })

  test('is paused whatever else there is, and working while photos wait', async () => {
    await using kiosk = await reported({ problem: { kind: 'offline', message: '', since: report.at } })
    openStorage(kiosk.store).setPaused(true)
    expect(kiosk.health().state).toBe('paused')
    await using busy = await reported()
    await busy.take()
    expect(busy.health().state).toBe('working')
  })

  test.each([
    ['busy', 'working'],
    ['damaged', 'working'],
    ['file', 'trouble'],
    ['refused', 'trouble'],
  ] as const)('with a photo that failed for %s is %s', async (problem, state) => {
    await using kiosk = await reported()
    await kiosk.take()
    const outbox = openOutbox(kiosk.store, 'me')
    outbox.failed(outbox.take(ranks.photo, now)!, problem, now)
    expect(kiosk.health().state).toBe(state)
  })

  test("is trouble when something of the station's own may not be sent", async () => {
    await using kiosk = await reported({ failing: [{ name: 'ledger', kind: 'refused', message: '' }] })
    expect(kiosk.health()).toMatchObject({ state: 'trouble', unsent: [{ name: 'ledger' }] })
  })

  test('is trouble when the worker cannot run, with what it said', async () => {
    await using kiosk = await reported()
    const health = healthOf({ store: kiosk.store, freeHours: 1, said: 'The key is missing.', now })
    expect(health).toMatchObject({ state: 'trouble', said: 'The key is missing.' })
  })
})

describe('the numbers', () => {
  test('tell what waits by what is to be done, how long, and why it failed', async () => {
    await using kiosk = await reported()
    const [leaving] = [await kiosk.take(), await kiosk.take(), await kiosk.take()]
    kiosk.photos.beginErasing(leaving, 'asked')
    kiosk.store.prepare('UPDATE outbox SET since = ?').run(now - 90_000)
    const outbox = openOutbox(kiosk.store, 'me')
    outbox.failed(outbox.take(ranks.removal, now)!, 'busy', now + 5_000)
    outbox.demote(outbox.take(ranks.photo, now)!, ranks.original)
    expect(kiosk.health()).toMatchObject({
      waiting: { removals: 1, photos: 1, originals: 1 },
      ...{ oldestSeconds: 90, failing: { busy: 1 }, clockOffsetSeconds: -1.5, freeHours: 12.5 },
    })
  })

  test('count the lines of the journal and the ledger that are not there', async () => {
    await using kiosk = await reported()
    await kiosk.take()
    expect(kiosk.health().linesWaiting).toBe(3) // reserved, kept, framed
  })

  test('name storages that were set earlier and still hold something', async () => {
    await using kiosk = await reported()
    kiosk.store.exec(`
      INSERT INTO objects (target, key, photo, state, type, sha256, bytes, changed_at)
      VALUES ('folder /old', 'v1/a', 'p', 'there', 'image/jpeg', 'x', 1, 1)`)
    expect(kiosk.health().elsewhere).toEqual([{ target: 'folder /old', objects: 1 }])
  })
})

test('Prometheus is told the same, each metric with its help and type, in a form that it reads', async () => {
  await using kiosk = await reported()
  await kiosk.take()
  const text = prometheusText(kiosk.health())
  expect(text).toContain('groundswell_sync_waiting{kind="photos"} 1\n')
  expect(text).toContain('groundswell_sync_state{state="working"} 1\n')
  expect(text).toContain('groundswell_sync_clock_offset_seconds -1.5\n')
  for (const line of text.trimEnd().split('\n'))
    expect(line).toMatch(/^(# (HELP|TYPE) groundswell_\w+ .+|groundswell_\w+(\{\w+="\w+"\})? -?[\d.]+)$/)
})
