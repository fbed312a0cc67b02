import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import Database from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { openErasure } from '../../../electron/consent/erasure.ts'
import { openStore } from '../../../electron/store/open.ts'
import { leaseTime, longestDelay, openOutbox, ranks } from '../../../electron/sync/outbox.ts'
import { rememberStorage } from '../../../electron/sync/storage.ts'
import { moment } from '../../../electron/system/time.ts'
import { no, withdrawal, yes } from '../../support/answers.ts'
import { kioskFolder } from '../../support/kiosk-folder.ts'
import { projectRoot, temporaryFolder } from '../../support/station.ts'

const now = Date.parse('2026-11-22T12:00:00Z')

async function outboxFolder() {
  const kiosk = await kioskFolder()
  rememberStorage(kiosk.store, 'folder /storage')
  return { ...kiosk, outbox: openOutbox(kiosk.store, 'me') }
}

describe('what is noted', () => {
  test('nothing while there is no storage, and everything there is when it comes', async () => {
    await using kiosk = await kioskFolder()
    const id = await kiosk.take()
    const outbox = openOutbox(kiosk.store, 'me')
    expect(outbox.waiting(ranks.original)).toBe(0)
    rememberStorage(kiosk.store, 'folder /storage')
    expect(outbox.take(ranks.original, now)?.photo).toBe(id)
  })

  test('a photo, an answer and a new end, each in the transaction of the change', async () => {
    await using kiosk = await outboxFolder()
    const { store, ledger, photos, outbox } = kiosk
    const id = await kiosk.take()
    for (const change of [
      () => ledger.answer(yes(id), moment()),
      () => photos.setExpiry(id, '2998-01-01T00:00:00.000Z'),
    ]) {
      store.exec('DELETE FROM outbox')
      expect(() =>
        store.transaction(() => {
          change()
          throw new Error('undone')
        })(),
      ).toThrow('undone')
      expect(outbox.waiting(ranks.original)).toBe(0)
      change()
      expect(outbox.take(ranks.original, now)).toMatchObject({ photo: id, rank: ranks.page })
    }
  })

  test.each([
    ['a no', (kiosk, id) => void kiosk.ledger.answer(no(id), moment())],
    ['a withdrawal', (kiosk, id) => void kiosk.ledger.withdraw(withdrawal(id), moment())],
    ['an erasure that begins', (kiosk, id) => void kiosk.photos.beginErasing(id, 'asked')],
    [
      'an erasure',
      ({ store, data, photos, ledger }, id) =>
        openErasure({ store, dataFolder: data, photos, ledger }).erase(id, 'asked'),
    ],
  ] as [string, (kiosk: Awaited<ReturnType<typeof outboxFolder>>, id: string) => unknown][])(
    '%s goes before everything else',
    async (_, change) => {
      await using kiosk = await outboxFolder()
      const [leaving] = [await kiosk.take(), await kiosk.take()]
      kiosk.store.exec('UPDATE outbox SET due = 1')
      await change(kiosk, leaving)
      expect(kiosk.outbox.take(ranks.original, now)).toMatchObject({ photo: leaving, rank: ranks.removal })
    },
  )
})

describe('an item', () => {
  test('belongs to one at a time', async () => {
    await using kiosk = await outboxFolder()
    await kiosk.take()
    const other = openOutbox(kiosk.store, 'other')
    expect(kiosk.outbox.take(ranks.original, now)).not.toBeNull()
    expect(other.take(ranks.original, now)).toBeNull()
  })

  test('is free again when its owner says nothing for a while, and kept by one who does', async () => {
    await using kiosk = await outboxFolder()
    await kiosk.take()
    const other = openOutbox(kiosk.store, 'other')
    const item = kiosk.outbox.take(ranks.original, now)!
    expect(kiosk.outbox.renew([item], now + leaseTime - 1)).toEqual([])
    expect(other.take(ranks.original, now + leaseTime + 1)).toBeNull()
    expect(other.take(ranks.original, now + 2 * leaseTime + 1)?.photo).toBe(item.photo)
    expect(kiosk.outbox.renew([item], now)).toEqual([item])
  })

  test('that is done goes, unless the photo has changed meanwhile', async () => {
    await using kiosk = await outboxFolder()
    const id = await kiosk.take()
    const first = kiosk.outbox.take(ranks.original, now)!
    kiosk.ledger.answer(yes(id), moment())
    expect(kiosk.outbox.renew([first], now)).toEqual([first])
    kiosk.outbox.done(first)
    const second = kiosk.outbox.take(ranks.original, now)!
    expect(second.generation).toBeGreaterThan(first.generation)
    kiosk.outbox.done(second)
    expect(kiosk.outbox.waiting(ranks.original)).toBe(0)
  })

  test('that failed comes again at its time, at once when its reason is over, and at once when it changes', async () => {
    await using kiosk = await outboxFolder()
    const id = await kiosk.take()
    const fail = () => kiosk.outbox.failed(kiosk.outbox.take(ranks.original, now)!, 'offline', now + 5_000)
    fail()
    expect(kiosk.outbox.take(ranks.original, now)).toBeNull()
    const later = kiosk.outbox.take(ranks.original, now + 5_000)!
    expect(later.attempts).toBe(1)
    kiosk.outbox.giveBack(later)
    kiosk.outbox.wake('offline')
    fail()
    kiosk.ledger.answer(yes(id), moment())
    expect(kiosk.outbox.take(ranks.original, now)).toMatchObject({ attempts: 0 })
  })

  test('whose original waits comes only when originals may go', async () => {
    await using kiosk = await outboxFolder()
    await kiosk.take()
    kiosk.outbox.demote(kiosk.outbox.take(ranks.photo, now)!, ranks.original)
    expect(kiosk.outbox.take(ranks.photo, now)).toBeNull()
    expect(kiosk.outbox.take(ranks.original, now)?.rank).toBe(ranks.original)
  })

  test.each([
    ['put off by a clock that was far ahead', `due = ${now + longestDelay + 1}`],
    ['owned by a clock that was far ahead', `owner = 'other', lease_until = ${now + leaseTime + 1}`],
  ])('%s is due all the same', async (_, set) => {
    await using kiosk = await outboxFolder()
    await kiosk.take()
    kiosk.store.exec(`UPDATE outbox SET ${set}`)
    expect(kiosk.outbox.take(ranks.original, now)).not.toBeNull()
  })
})

describe('beside a station that writes without a pause', () => {
  /** Another connection to the database, which writes as fast as it can until it is ended. */
  async function startWriter(file: string): Promise<AsyncDisposable> {
    const driver = createRequire(import.meta.url).resolve('better-sqlite3')
    const code = `
      const { parentPort, workerData } = require('node:worker_threads')
      const store = require(workerData.driver)(workerData.file)
      const write = store.prepare("INSERT INTO changes (photo, rank) VALUES ('one', 1)")
      write.run()
      parentPort.postMessage('begun')
      for (;;) write.run()`
    const writer = new Worker(code, { eval: true, workerData: { driver, file } })
    await once(writer, 'message')
    return { [Symbol.asyncDispose]: async () => void (await writer.terminate()) }
  }

  test('items are taken and given back all the same', async () => {
    await using kiosk = await outboxFolder()
    const { outbox, data } = kiosk
    await using _ = await startWriter(join(data, 'groundswell.sqlite'))
    let taken = 0
    for (let i = 0; i < 100; i++) {
      const item = outbox.take(ranks.photo, Date.now())
      if (!item) continue
      taken++
      outbox.giveBack(item)
    }
    expect(taken).toBe(100)
  })
})

test('rows from before there were pages keep their turn', async () => {
  await using folder = await temporaryFolder()
  const file = join(folder.path, 'groundswell.sqlite')
  const old = new Database(file)
  const migrations = join(projectRoot, 'electron/store/migrations')
  for (const name of readdirSync(migrations).sort().slice(0, 3))
    old.exec(readFileSync(join(migrations, name), 'utf8'))
  old.exec(`PRAGMA user_version = 3;
    INSERT INTO outbox (photo, rank, since) VALUES ('gone', 0, 1), ('photo', 1, 1), ('original', 2, 1)`)
  old.close()
  const raised = openStore(file)
  expect(raised.prepare('SELECT photo, rank FROM outbox ORDER BY rank').raw().all()).toEqual([
    ['gone', ranks.removal],
    ['photo', ranks.photo],
    ['original', ranks.original],
  ])
  raised.close()
})
