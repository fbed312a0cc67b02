import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { layoutFor } from '../../../electron/sync/layout.ts'
import { ranks } from '../../../electron/sync/outbox.ts'
import { sha256 } from '../../../electron/system/files.ts'
import { moment } from '../../../electron/system/time.ts'
import { yes } from '../../support/answers.ts'
import { type SyncedKiosk, syncedKiosk } from '../../support/synced-kiosk.ts'
import { tracesIn } from '../../support/traces.ts'

const layout = layoutFor('hall-a')

/** The keys of a photo at the storage. */
async function keysOf(kiosk: SyncedKiosk, id: string): Promise<string[]> {
  return (await kiosk.stored()).filter(key => key.includes(id))
}

describe('what was allowed', () => {
  test('lies at the storage with its pictures, and its record names them', async () => {
    await using kiosk = await syncedKiosk()
    const id = await kiosk.allowed(['social'], { code: 'ABC234' })
    await kiosk.once()

    const record = await kiosk.read(layout.record(id))
    expect(record).toMatchObject({
      ...{ version: 1, photo: id, station: 'hall-a', kiosk: kiosk.ledger.station, code: 'ABC234' },
      allowed: [{ purpose: 'social', until: '2999-01-01T00:00:00.000Z', people: 1 }],
    })
    expect(record.media.map((one: { role: string }) => one.role)).toEqual(['framed'])
    for (const { key, sha256: hash, bytes } of [...record.media, record.original]) {
      const picture = await readFile(join(kiosk.storage, key))
      expect([sha256(picture), picture.length]).toEqual([hash, bytes])
    }
    expect(kiosk.store.prepare('SELECT count(*) FROM outbox').pluck().get()).toBe(0)
  })

  test('is noted again when it changes, and then lies there as it is now', async () => {
    await using kiosk = await syncedKiosk()
    const id = await kiosk.allowed(['social'])
    await kiosk.once()
    kiosk.ledger.answer(yes(id, { purpose: 'ads' }), moment())
    await kiosk.once()
    const { allowed } = await kiosk.read(layout.record(id))
    expect(allowed.map((one: { purpose: string }) => one.purpose)).toEqual(['social', 'ads'])
  })

  test('goes without its original where originals never go', async () => {
    await using kiosk = await syncedKiosk({ originals: 'never' })
    const id = await kiosk.allowed()
    await kiosk.once()
    expect(await kiosk.read(layout.record(id))).toMatchObject({ media: [{ role: 'framed' }], original: null })
    expect(await kiosk.stored('v1/media/')).toHaveLength(1)
    expect(kiosk.store.prepare('SELECT count(*) FROM outbox').pluck().get()).toBe(0)
  })

  test('waits with its original on a metered line, and only with that', async () => {
    await using kiosk = await syncedKiosk({ metered: true })
    const id = await kiosk.allowed()
    await kiosk.once()
    const { original } = await kiosk.read(layout.record(id))
    expect(await kiosk.stored('v1/media/')).not.toContain(original.key)
    expect(kiosk.store.prepare('SELECT rank FROM outbox').pluck().all()).toEqual([ranks.original])
  })
})

describe('what was not allowed', () => {
  test('never gets to the storage, and neither does its name', async () => {
    await using kiosk = await syncedKiosk()
    const id = await kiosk.take()
    await kiosk.once()
    expect(await keysOf(kiosk, id)).toEqual([])
  })

  test('stays here when only some of its people said yes', async () => {
    await using kiosk = await syncedKiosk()
    const id = await kiosk.take()
    kiosk.ledger.answer(yes(id, { person: 1, people: 2 }), moment())
    await kiosk.once()
    expect(await keysOf(kiosk, id)).toEqual([])
  })

  test('may be a written message alone: then the sealed address goes and no picture', async () => {
    await using kiosk = await syncedKiosk()
    const id = await kiosk.take()
    kiosk.ledger.answer(yes(id, { purpose: 'contact', contact: 'sealed text' }), moment())
    await kiosk.once()
    expect(await keysOf(kiosk, id)).toEqual([layout.contacts(id), layout.record(id)])
    expect((await kiosk.read(layout.contacts(id))).contacts).toEqual([{ seq: 1, sealed: 'sealed text' }])
  })
})

describe('what was taken back', () => {
  test('is gone, and a tombstone says so without saying why anybody did', async () => {
    await using kiosk = await syncedKiosk()
    const id = await kiosk.allowed()
    await kiosk.once()
    kiosk.takeBack(id)
    await kiosk.once()
    expect(await keysOf(kiosk, id)).toEqual([layout.tombstone(id)])
    expect(await kiosk.read(layout.tombstone(id))).toMatchObject({ photo: id, reason: 'withdrawn' })
  })

  test('is removed once more when a late write could have landed, and then forgotten', async () => {
    await using kiosk = await syncedKiosk()
    const id = await kiosk.allowed()
    await kiosk.once()
    const [media] = (await kiosk.read(layout.record(id))).media
    const picture = await readFile(join(kiosk.storage, media.key))
    await kiosk.erasure.erase(id, 'asked')
    await kiosk.once()
    // A write that was given up lands at last.
    await writeFile(join(kiosk.storage, media.key), picture)
    await kiosk.once()
    expect(await keysOf(kiosk, id)).toContain(media.key)
    kiosk.letTimePass()
    await kiosk.once()
    expect(await keysOf(kiosk, id)).toEqual([layout.tombstone(id)])
    expect(kiosk.store.prepare('SELECT count(*) FROM objects WHERE photo = ?').pluck().get(id)).toBe(0)
    expect(kiosk.store.prepare('SELECT count(*) FROM outbox').pluck().get()).toBe(0)
  })

  test('may be allowed again', async () => {
    await using kiosk = await syncedKiosk()
    const id = await kiosk.allowed()
    await kiosk.once()
    kiosk.takeBack(id, 'social')
    await kiosk.once()
    kiosk.ledger.answer(yes(id, { purpose: 'social' }), moment())
    await kiosk.once()
    expect(await keysOf(kiosk, id)).toContain(layout.record(id))
    expect(await keysOf(kiosk, id)).not.toContain(layout.tombstone(id))
  })

  test('for one purpose leaves the others, and the record without it', async () => {
    await using kiosk = await syncedKiosk()
    const id = await kiosk.allowed(['social', 'ads'])
    await kiosk.once()
    kiosk.takeBack(id, 'ads')
    await kiosk.once()
    const { allowed } = await kiosk.read(layout.record(id))
    expect(allowed.map((one: { purpose: string }) => one.purpose)).toEqual(['social'])
    expect(await kiosk.stored('v1/media/')).toHaveLength(2)
  })

  test('with an address takes down the address and leaves the picture', async () => {
    await using kiosk = await syncedKiosk()
    const id = await kiosk.allowed()
    kiosk.ledger.answer(yes(id, { purpose: 'contact', contact: 'sealed text' }), moment())
    await kiosk.once()
    kiosk.takeBack(id, 'contact')
    kiosk.ledger.eraseContacts(id, 'asked', moment())
    await kiosk.once()
    expect(await keysOf(kiosk, id)).not.toContain(layout.contacts(id))
    expect(await keysOf(kiosk, id)).toContain(layout.record(id))
  })
})

describe('what ends by itself', () => {
  test('is looked at when its time has come: the picture goes, and the written message stays allowed', async () => {
    await using kiosk = await syncedKiosk()
    const id = await kiosk.take()
    const soon = Date.now() + 60_000
    const until = (at: number) => ({
      scope: 'x',
      channels: '',
      territory: '',
      until: new Date(at).toISOString(),
    })
    kiosk.ledger.answer(yes(id, { licence: until(soon) }), moment())
    const later = { purpose: 'contact', contact: 'sealed text', licence: until(soon + 1e9) } as const
    kiosk.ledger.answer(yes(id, later), moment())
    await kiosk.once()
    expect(await kiosk.stored('v1/media/')).toHaveLength(2)
    await kiosk.once({ now: () => soon + 1 })
    expect(await kiosk.stored('v1/media/')).toEqual([])
    expect(await keysOf(kiosk, id)).toContain(layout.contacts(id))
  })
})

describe('an original that lies nowhere else', () => {
  test.each([
    ['a read found something else', {}, 'different'],
    ['originals are not sent any more', { originals: 'never' }, 'there'],
  ])('is never removed, also when %s', async (_, settings, state) => {
    await using kiosk = await syncedKiosk()
    const id = await kiosk.allowed()
    await kiosk.once()
    kiosk.photos.originalDropped(id, moment())
    await rm(join(kiosk.data, kiosk.photos.find(id)?.original_file ?? ''))
    const target = { kind: 'folder', path: kiosk.storage }
    await writeFile(join(kiosk.data, 'sync.json'), JSON.stringify({ station: 'hall-a', target, ...settings }))
    if (state === 'different') kiosk.store.exec(`UPDATE objects SET state = 'putting', verified_at = NULL`)
    kiosk.ledger.answer(yes(id, { purpose: 'ads' }), moment())
    await kiosk.once()
    expect(await kiosk.stored('v1/media/')).toHaveLength(2)
  })
})

describe('what was erased', () => {
  test('is gone, with a tombstone that says why, also when it never was at the storage', async () => {
    await using kiosk = await syncedKiosk()
    const [there, never] = [await kiosk.allowed(), await kiosk.take()]
    await kiosk.once()
    await kiosk.erasure.erase(there, 'asked')
    await kiosk.erasure.erase(never, 'asked')
    await kiosk.once()
    for (const id of [there, never]) {
      expect(await keysOf(kiosk, id)).toEqual([layout.tombstone(id)])
      expect(await kiosk.read(layout.tombstone(id))).toMatchObject({ reason: 'asked' })
    }
  })

  test('leaves neither id nor hash in the kiosk once the storage is done with it', async () => {
    await using kiosk = await syncedKiosk()
    const id = await kiosk.allowed()
    await kiosk.once()
    const photo = kiosk.photos.find(id)
    await kiosk.erasure.erase(id, 'asked')
    await kiosk.once()
    kiosk.letTimePass()
    await kiosk.once()
    await kiosk.erasure.resume()
    const { token, framed_sha256: framed, original_sha256: original } = photo!
    expect(await tracesIn(kiosk.data, { id, token, framed: framed!, original: original! })).toEqual([])
  })
})

describe('a ledger that does not hold', () => {
  test('sends nothing and takes nothing down', async () => {
    await using kiosk = await syncedKiosk()
    const sent = await kiosk.allowed()
    await kiosk.once()
    const waiting = await kiosk.allowed()
    kiosk.store.exec(
      `DROP TRIGGER ledger_no_update; UPDATE ledger SET at = '2020-01-01T00:00:00.000Z' WHERE seq = 1`,
    )
    kiosk.store.prepare('INSERT INTO changes (photo, rank) VALUES (?, 0)').run(sent)
    await kiosk.once()
    expect(await keysOf(kiosk, sent)).toContain(layout.record(sent))
    expect(await keysOf(kiosk, waiting)).toEqual([])
    expect(kiosk.store.prepare('SELECT DISTINCT problem FROM outbox').pluck().all()).toEqual(['ledger'])
  })
})

test('a no needs no proof: it is followed though the ledger does not hold', async () => {
  await using kiosk = await syncedKiosk()
  const id = await kiosk.allowed()
  await kiosk.once()
  kiosk.takeBack(id)
  kiosk.store.exec(
    `DROP TRIGGER ledger_no_update; UPDATE ledger SET at = '2020-01-01T00:00:00.000Z' WHERE seq = 1`,
  )
  await kiosk.once()
  expect(await keysOf(kiosk, id)).toEqual([layout.tombstone(id)])
})

describe('a picture that is damaged here', () => {
  test('is not sent, and the others are', async () => {
    await using kiosk = await syncedKiosk()
    const [bad, good] = [await kiosk.allowed(), await kiosk.allowed()]
    const file = join(kiosk.data, kiosk.photos.find(bad)?.framed_file ?? '')
    await writeFile(file, 'something else')
    await kiosk.once()
    expect(await keysOf(kiosk, bad)).toEqual([])
    expect(await keysOf(kiosk, good)).toContain(layout.record(good))
    expect(kiosk.store.prepare('SELECT problem FROM outbox').pluck().all()).toEqual(['file'])
  })
})

describe('the ledger and the journal', () => {
  test('lie at the storage line by line, and what is sent later comes in a file of its own', async () => {
    await using kiosk = await syncedKiosk()
    await kiosk.allowed()
    await kiosk.once()
    await kiosk.allowed()
    await kiosk.once()
    const files = await kiosk.stored('v1/ledger/')
    const lines = await Promise.all(files.map(key => readFile(join(kiosk.storage, key), 'utf8')))
    const entries = lines.flatMap(text =>
      text
        .trim()
        .split('\n')
        .map(line => JSON.parse(line)),
    )
    expect(entries.map(({ seq }) => seq).sort()).toEqual([1, 2])
    expect(entries.map(({ hash }) => hash)).toContain(kiosk.ledger.head().hash)
    expect(await kiosk.stored('v1/events/')).toHaveLength(2)
    const heartbeat = await kiosk.read(layout.heartbeat)
    expect(heartbeat.ledger).toEqual({ seq: 2, hash: kiosk.ledger.head().hash })
  })
})

describe('another storage', () => {
  test('gets everything, and what lies at the earlier one is not forgotten', async () => {
    await using kiosk = await syncedKiosk()
    const id = await kiosk.allowed()
    await kiosk.once()
    const other = kiosk.beside('other')
    await mkdir(other)
    const target = { kind: 'folder', path: other }
    await writeFile(join(kiosk.data, 'sync.json'), JSON.stringify({ station: 'hall-a', target }))
    await kiosk.once()
    expect((await readFile(join(other, layout.record(id)))).length).toBeGreaterThan(0)
    expect(
      kiosk.store.prepare('SELECT count(DISTINCT target) FROM objects WHERE photo = ?').pluck().get(id),
    ).toBe(2)
  })
})

describe('settings that change', () => {
  async function set(kiosk: SyncedKiosk, path: string, station = 'hall-a'): Promise<void> {
    await mkdir(path, { recursive: true })
    const settings = { station, target: { kind: 'folder', path } }
    await writeFile(join(kiosk.data, 'sync.json'), JSON.stringify(settings))
  }

  test('back to an earlier storage take down there what was erased meanwhile', async () => {
    await using kiosk = await syncedKiosk()
    const id = await kiosk.allowed()
    await kiosk.once()
    await set(kiosk, kiosk.beside('other'))
    await kiosk.once()
    await kiosk.erasure.erase(id, 'asked')
    await kiosk.once()
    expect(await keysOf(kiosk, id)).toContain(layout.record(id))
    await set(kiosk, kiosk.storage)
    await kiosk.once()
    expect(await keysOf(kiosk, id)).toEqual([layout.tombstone(id)])
  })

  test('to another spelling of the same storage change nothing', async () => {
    await using kiosk = await syncedKiosk()
    const id = await kiosk.allowed()
    await kiosk.once()
    kiosk.takeBack(id)
    await set(kiosk, `${kiosk.storage}/`)
    await kiosk.once()
    expect(await keysOf(kiosk, id)).toEqual([layout.tombstone(id)])
  })

  test('to another name of the station bring everything under that one', async () => {
    await using kiosk = await syncedKiosk()
    const id = await kiosk.allowed()
    await kiosk.once()
    await set(kiosk, kiosk.storage, 'hall-b')
    await kiosk.once()
    const named = layoutFor('hall-b')
    expect(await keysOf(kiosk, id)).toEqual(expect.arrayContaining([named.record(id)]))
    expect(await keysOf(kiosk, id)).not.toContain(layout.record(id))
    expect(await kiosk.stored(named.folders.ledger)).toHaveLength(1)
  })

  test('leave a pause as it is', async () => {
    await using kiosk = await syncedKiosk()
    await kiosk.once()
    kiosk.store.exec('UPDATE storage SET paused = 1')
    await set(kiosk, kiosk.beside('other'))
    await kiosk.allowed()
    await kiosk.once()
    expect(kiosk.store.prepare('SELECT count(*) FROM outbox').pluck().get()).toBe(1)
  })
})

describe('a drive that is gone', () => {
  test('loses nothing: it goes on when it is back', async () => {
    await using kiosk = await syncedKiosk()
    await kiosk.allowed()
    await kiosk.once()
    const id = await kiosk.allowed()
    await rename(kiosk.storage, kiosk.beside('unplugged'))
    await mkdir(kiosk.storage) // an empty mount point
    await kiosk.once()
    expect(await kiosk.stored()).toEqual([])
    await rm(kiosk.storage, { recursive: true })
    await rename(kiosk.beside('unplugged'), kiosk.storage)
    await kiosk.once()
    expect(await keysOf(kiosk, id)).toContain(layout.record(id))
  })
})
