import { mkdir, rename } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { openCondition } from '../../../electron/sync/condition.ts'
import { TargetProblem } from '../../../electron/sync/target.ts'
import { type Deed, startMiddleman } from '../../support/storage/middleman.ts'
import { s3Storage } from '../../support/storage/s3-storage.ts'
import { syncedKiosk } from '../../support/synced-kiosk.ts'

const start = Date.parse('2026-11-22T12:00:00Z')

/** A storage that can be pulled out and plugged in again, and a clock that is moved by hand. */
async function storageToPull() {
  const kiosk = await syncedKiosk()
  const sync = await kiosk.open()
  const clock = { now: start }
  const condition = openCondition(sync.target, () => clock.now)
  await condition.probe()
  return {
    ...{ clock, condition },
    pull: () => rename(kiosk.storage, kiosk.beside('pulled')),
    plug: () => rename(kiosk.beside('pulled'), kiosk.storage),
    async [Symbol.asyncDispose]() {
      await mkdir(kiosk.storage, { recursive: true })
      await sync[Symbol.asyncDispose]()
      await kiosk[Symbol.asyncDispose]()
    },
  }
}

const offline = new TargetProblem('offline', 'no answer')

describe('the storage as a whole', () => {
  test('is well, as long as it answers when one object fails', async () => {
    await using storage = await storageToPull()
    expect(await storage.condition.shuts(offline)).toBe(false)
    expect(storage.condition.problem).toBeNull()
  })

  test('is shut when it does not answer either, and says since when', async () => {
    await using storage = await storageToPull()
    await storage.pull()
    expect(await storage.condition.shuts(offline)).toBe(true)
    storage.clock.now += 60_000
    await storage.condition.probe()
    expect(storage.condition.problem).toMatchObject({ since: start })
  })

  test('is asked again soon, then ever more rarely, and at once when something has changed', async () => {
    await using storage = await storageToPull()
    await storage.pull()
    await storage.condition.shuts(offline)
    for (let i = 0; i < 40; i++) await storage.condition.probe()
    const { condition, clock } = storage
    expect(condition.isProbeDue(clock.now + 10 * 60_000)).toBe(true) // never longer than that
    condition.hurry()
    expect(condition.isProbeDue(clock.now)).toBe(true)
    await storage.plug()
    expect(await condition.probe()).toBe(true)
    expect(condition.problem).toBeNull()
  })

  test('is shut without being asked when it is full: there is room for a probe in a full one', async () => {
    await using storage = await storageToPull()
    expect(await storage.condition.shuts(new TargetProblem('full', 'quota'))).toBe(true)
    expect(storage.condition.problem).toMatchObject({ kind: 'full' })
  })

  test.each(['busy', 'damaged', 'unexpected'] as const)('is not shut by what is %s', async kind => {
    await using storage = await storageToPull()
    await storage.pull()
    expect(await storage.condition.shuts(new TargetProblem(kind, 'one object'))).toBe(false)
  })

  test.each([
    ['says that it is overloaded', { status: 503 }],
    ['answers what is no HTTP', 'babble'],
  ] as [string, Deed][])('is asked again within seconds when it %s', async (_, deed) => {
    await using server = await startMiddleman('http://127.0.0.1:9')
    server.meddle = () => deed
    const access = { endpoint: server.endpoint, accessKey: 'kiosk', secret: 'secret', bucket: 'photos' }
    const condition = openCondition(s3Storage(access).open(), () => start)
    for (let i = 0; i < 20; i++) await condition.probe()
    expect(condition.problem).not.toBeNull()
    expect(condition.isProbeDue(start + 10_000)).toBe(true)
  })

  test('was asked too early by a clock that was far ahead, and is asked now', async () => {
    await using storage = await storageToPull()
    await storage.pull()
    storage.clock.now = start + 26 * 3_600_000
    await storage.condition.shuts(offline)
    expect(storage.condition.isProbeDue(start)).toBe(true)
  })
})
