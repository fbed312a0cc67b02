import { randomBytes } from 'node:crypto'
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { layoutFor } from '../../../electron/sync/layout.ts'
import type { Sync } from '../../../electron/sync/sync.ts'
import { sha256 } from '../../../electron/system/files.ts'
import { moment } from '../../../electron/system/time.ts'
import { yes } from '../../support/answers.ts'
import { type SyncedKiosk, syncedKiosk } from '../../support/synced-kiosk.ts'
import { until } from '../../support/until.ts'

const layout = layoutFor('hall-a')

/** A kiosk whose worker watches, as beside a running station. */
async function watched(settings: object = {}, options: Parameters<SyncedKiosk['open']>[0] = {}) {
  const kiosk = await syncedKiosk({ ...settings })
  const sync: Sync = await kiosk.open(options)
  const stop = new AbortController()
  const watching = sync.worker.watch(stop.signal)
  return {
    ...kiosk,
    sync,
    lies: (key: string) => kiosk.stored().then(keys => keys.includes(key)),
    async [Symbol.asyncDispose]() {
      stop.abort()
      await watching
      await sync[Symbol.asyncDispose]()
      await kiosk[Symbol.asyncDispose]()
    },
  }
}

describe('a worker that watches', () => {
  test('sends what comes while it runs, soon after it came', async () => {
    await using kiosk = await watched()
    const id = await kiosk.allowed()
    await until('the record', () => kiosk.lies(layout.record(id)))
    kiosk.takeBack(id)
    await until('it to be gone', async () => !(await kiosk.lies(layout.record(id))))
    await until('the count of it', () => kiosk.sync.counts.all().find(({ name }) => name === 'removals'))
  })

  test('goes on by itself when the storage is back, without having tried each photo in vain', async () => {
    await using kiosk = await watched()
    await until('the first sign of life', () => kiosk.lies(layout.heartbeat))
    await rename(kiosk.storage, kiosk.beside('unplugged'))
    const ids = []
    for (let i = 0; i < 12; i++) ids.push(await kiosk.allowed())
    await until('the storage to be shut', () => kiosk.sync.condition.problem)
    const failed = kiosk.store.prepare('SELECT coalesce(sum(attempts), 0) FROM outbox').pluck().get()
    expect(failed).toBe(0)
    await rename(kiosk.beside('unplugged'), kiosk.storage)
    await until(
      'all of them to lie there',
      async () => (await kiosk.stored('v1/records/')).length === ids.length,
    )
  })

  test('notices a storage that goes away though there is nothing to send, where codes depend on it', async () => {
    await using kiosk = await watched({ publicAddress: 'https://photos.example.org' })
    await until('the first sign of life', () => kiosk.lies(layout.heartbeat))
    await rename(kiosk.storage, kiosk.beside('unplugged'))
    await until('the storage to be missed', () => kiosk.sync.condition.problem)
  })

  test('sends nothing while it is paused, and goes on when it may', async () => {
    await using kiosk = await watched()
    await until('the first sign of life', () => kiosk.lies(layout.heartbeat))
    kiosk.sync.storage.setPaused(true)
    const id = await kiosk.allowed()
    await expect(until('the record', () => kiosk.lies(layout.record(id)), 1_500)).rejects.toThrow('Waited')
    kiosk.sync.storage.setPaused(false)
    await until('the record', () => kiosk.lies(layout.record(id)))
  })

  test('goes on at once when nobody is at the shutter any more', async () => {
    await using kiosk = await watched()
    await until('the first sign of life', () => kiosk.lies(layout.heartbeat))
    const waits = []
    for (let round = 0; round < 3; round++) {
      kiosk.sync.worker.hold()
      const id = await kiosk.allowed()
      await pause(1_100) // it has just looked for the second time, and must not
      expect(await kiosk.lies(layout.record(id))).toBe(false)
      const went = performance.now()
      kiosk.sync.worker.go()
      await until('the record', () => kiosk.lies(layout.record(id)))
      waits.push(performance.now() - went)
    }
    expect(Math.min(...waits)).toBeLessThan(600) // its next look would be later, each time
  })

  test('breaks off what is taken back while it is being sent', async () => {
    await using kiosk = await watched({ kilobytesPerSecond: 10 })
    const id = await kiosk.take({ stage: 'reserved' })
    const picture = randomBytes(1_000_000) // a hundred seconds under that cap
    const file = `photos/${id}/framed.jpg`
    await mkdir(join(kiosk.data, `photos/${id}`), { recursive: true })
    await writeFile(join(kiosk.data, file), picture)
    const stored = { file, sha256: sha256(picture), bytes: picture.length }
    kiosk.photos.kept(id, stored, moment())
    kiosk.photos.framed(id, stored, moment())
    kiosk.ledger.answer(yes(id), moment())
    await until('its sending to begin', () => kiosk.sync.objects.of(id).length > 0)
    kiosk.takeBack(id)
    await until('its tombstone', () => kiosk.lies(layout.tombstone(id)))
    await until('the rest to be done', () => kiosk.store.prepare('SELECT 1 FROM outbox').get() === undefined)
    expect((await kiosk.stored()).filter(key => key.includes(id))).toEqual([layout.tombstone(id)])
  })
})

test('two workers on one outbox do everything once', async () => {
  await using kiosk = await syncedKiosk()
  const ids = []
  for (let i = 0; i < 20; i++) ids.push(await kiosk.allowed())
  await kiosk.once() // marks the storage
  kiosk.store.prepare('INSERT INTO changes (photo, rank) SELECT id, 1 FROM photos').run()
  kiosk.store.exec(`DELETE FROM sync_counts; UPDATE photos SET expires_at = '2998-01-01T00:00:00.000Z'`)
  await Promise.all([kiosk.once(), kiosk.once()])
  expect(kiosk.store.prepare('SELECT count(*) FROM outbox').pluck().get()).toBe(0)
  const delivered = kiosk.store
    .prepare(`SELECT value FROM sync_counts WHERE name = 'delivered'`)
    .pluck()
    .get()
  expect(delivered).toBe(ids.length)
})
