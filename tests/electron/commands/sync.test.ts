import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { layoutFor } from '../../../electron/sync/layout.ts'
import { runCli } from '../../support/cli.ts'
import { kioskFolder } from '../../support/kiosk-folder.ts'
import { type SyncedKiosk, syncedKiosk } from '../../support/synced-kiosk.ts'

const layout = layoutFor('hall-a')
const sync = (kiosk: { data: string }, ...words: string[]) => runCli('sync', ...words, '--data', kiosk.data)

async function mediaOf(kiosk: SyncedKiosk, id: string): Promise<{ key: string }[]> {
  const { media, original } = await kiosk.read(layout.record(id))
  return [...media, ...(original ? [original] : [])]
}

describe('sync once', () => {
  test('sends what there is, and says that all is there', async () => {
    await using kiosk = await syncedKiosk()
    const id = await kiosk.allowed()
    const { code, stdout } = await sync(kiosk, 'once')
    expect([code, await kiosk.stored('v1/records/')]).toEqual([0, [layout.record(id)]])
    expect(stdout).toContain('All that may be sent now is at the storage')
  })

  test('says why when the storage is not there, and loses nothing', async () => {
    await using kiosk = await syncedKiosk()
    await kiosk.allowed()
    await rm(kiosk.storage, { recursive: true })
    const { code, stdout } = await sync(kiosk, 'once')
    expect(code).toBe(1)
    expect(stdout).toMatch(/no such bucket or folder|does not answer/)
    expect(kiosk.store.prepare('SELECT count(*) FROM outbox').pluck().get()).toBe(1)
  })

  test('without settings says which file to write', async () => {
    await using kiosk = await kioskFolder()
    const { code, stderr } = await sync(kiosk, 'once')
    expect(code).toBe(2)
    expect(stderr).toContain(join(kiosk.data, 'sync.json'))
  })

  test('names a misspelled setting', async () => {
    await using kiosk = await syncedKiosk({ kilobytesPerSekond: 5 })
    const { code, stderr } = await sync(kiosk, 'once')
    expect(code).toBe(2)
    expect(stderr).toContain('Did you mean "kilobytesPerSecond"?')
  })
})

describe('sync pause and resume', () => {
  test('stop what is sent and let it go on, also in another process', async () => {
    await using kiosk = await syncedKiosk()
    await kiosk.once()
    expect((await sync(kiosk, 'pause')).code).toBe(0)
    await kiosk.allowed()
    await kiosk.once()
    expect(await kiosk.stored('v1/records/')).toEqual([])
    expect((await sync(kiosk, 'resume')).code).toBe(0)
    await kiosk.once()
    expect(await kiosk.stored('v1/records/')).toHaveLength(1)
  })
})

describe('sync status', () => {
  test('counts what waits, in words and as JSON', async () => {
    await using kiosk = await syncedKiosk({ metered: true })
    await kiosk.allowed()
    await kiosk.once()
    await kiosk.allowed()
    const words = await sync(kiosk, 'status')
    expect(words.stdout).toContain('Waiting: 0 to take down, 1 photos, 1 originals')
    const { stdout } = await sync(kiosk, 'status', '--json')
    expect(JSON.parse(stdout)).toMatchObject({
      ...{ waiting: { removals: 0, photos: 1, originals: 1 }, problem: null, twin: null },
      ...{ delivered: 1, mismatches: 0 },
    })
  })

  test('names another station that writes under the same name', async () => {
    await using kiosk = await syncedKiosk()
    await kiosk.once()
    const heartbeat = await kiosk.read(layout.heartbeat)
    const other = { ...heartbeat, run: 'another', host: 'other-laptop', kiosk: 'ffff' }
    await writeFile(join(kiosk.storage, layout.heartbeat), JSON.stringify(other))
    await kiosk.once()
    const { code, stdout } = await sync(kiosk, 'status')
    expect(code).toBe(2)
    expect(stdout).toContain('host other-laptop, kiosk ffff')
  })
})

describe('sync new-drive', () => {
  test('lets another drive take the place of the one that was there, and gives it everything', async () => {
    await using kiosk = await syncedKiosk()
    const id = await kiosk.allowed()
    await kiosk.once()
    await rename(kiosk.storage, kiosk.beside('first drive'))
    await mkdir(kiosk.storage)
    await kiosk.once()
    expect(await kiosk.stored()).toEqual([])
    expect((await sync(kiosk, 'new-drive')).code).toBe(0)
    await kiosk.once()
    expect(await kiosk.stored('v1/records/')).toEqual([layout.record(id)])
    expect((await sync(kiosk, 'status')).stdout).toContain('earlier drive')
  })
})

describe('sync verify', () => {
  test('finds what was changed or is gone at the storage, and has it sent again', async () => {
    await using kiosk = await syncedKiosk()
    const id = await kiosk.allowed()
    await kiosk.once()
    const [framed, original] = await mediaOf(kiosk, id)
    await writeFile(join(kiosk.storage, framed?.key ?? ''), 'something else')
    await rm(join(kiosk.storage, original?.key ?? ''))
    const found = await sync(kiosk, 'verify')
    expect(found.code).toBe(2)
    expect(found.stdout).toContain(`Not what was sent, and sent again: ${framed?.key}`)
    expect(found.stdout).toContain(`Not there, and sent again: ${original?.key}`)
    await kiosk.once()
    expect((await sync(kiosk, 'verify')).code).toBe(0)
  })

  test('sends the files of ledger and journal again that are damaged or gone', async () => {
    await using kiosk = await syncedKiosk()
    await kiosk.allowed()
    await kiosk.once()
    const [chain = '', lines = ''] = [
      ...(await kiosk.stored('v1/ledger/')),
      ...(await kiosk.stored('v1/events/')),
    ]
    const before = await readFile(join(kiosk.storage, lines))
    await writeFile(join(kiosk.storage, chain), 'something else')
    await rm(join(kiosk.storage, lines))
    expect((await sync(kiosk, 'verify')).code).toBe(2)
    expect(await readFile(join(kiosk.storage, lines))).toEqual(before)
    expect((await sync(kiosk, 'verify')).code).toBe(0)
  })

  test('does not call whole what it found wrong before, and sends words and tombstones again', async () => {
    await using kiosk = await syncedKiosk()
    const [kept, gone] = [await kiosk.allowed(), await kiosk.allowed()]
    await kiosk.once()
    kiosk.takeBack(gone)
    await kiosk.once()
    const [words = ''] = await kiosk.stored('v1/wordings/')
    const [framed] = await mediaOf(kiosk, kept)
    for (const key of [words, layout.tombstone(gone), framed?.key ?? '']) await rm(join(kiosk.storage, key))
    expect((await sync(kiosk, 'verify')).code).toBe(2)
    expect((await sync(kiosk, 'verify')).code).toBe(2) // nothing was sent in between but the words
    await kiosk.once()
    expect((await sync(kiosk, 'verify')).code).toBe(0)
    expect(await kiosk.stored()).toEqual(expect.arrayContaining([words, layout.tombstone(gone)]))
  })

  test('finds a ledger that was written anew', async () => {
    await using kiosk = await syncedKiosk()
    await kiosk.allowed()
    await kiosk.once()
    kiosk.store.exec(`DROP TRIGGER ledger_no_update; UPDATE ledger SET hash = 'another'`)
    const { code, stdout } = await sync(kiosk, 'verify')
    expect(code).toBe(2)
    expect(stdout).toContain('from entry 1 on it was written anew')
  })

  test('removes what came in late for a photo that has a tombstone, and nothing else', async () => {
    await using kiosk = await syncedKiosk()
    const id = await kiosk.allowed()
    await kiosk.once()
    const [framed] = await mediaOf(kiosk, id)
    const bytes = await readFile(join(kiosk.storage, framed?.key ?? ''))
    await kiosk.erasure.erase(id, 'asked')
    await kiosk.once()
    kiosk.store.exec('DELETE FROM objects') // nothing here remembers it any more
    await writeFile(join(kiosk.storage, framed?.key ?? ''), bytes)
    const unknown = layout.media('01890000-0000-7000-8000-000000000000', 'ab'.repeat(32))
    await mkdir(join(kiosk.storage, unknown, '..'), { recursive: true })
    await writeFile(join(kiosk.storage, unknown), 'nobody knows whose')
    await sync(kiosk, 'verify')
    expect(await kiosk.stored('v1/media/')).toEqual([unknown])
  })
})

describe('sync wipe-check', () => {
  test('lets a kiosk be wiped when all of it is at the storage, whole', async () => {
    await using kiosk = await syncedKiosk()
    await kiosk.allowed()
    await kiosk.once()
    const { code, stdout } = await sync(kiosk, 'wipe-check')
    expect([code, stdout]).toEqual([0, expect.stringContaining('This kiosk may be wiped.')])
  })

  test('says of each photo why not', async () => {
    await using kiosk = await syncedKiosk({ originals: 'never' })
    const [alone, sent, damaged] = [await kiosk.take(), await kiosk.allowed(), await kiosk.allowed()]
    await kiosk.once()
    const [framed] = await mediaOf(kiosk, damaged)
    await writeFile(join(kiosk.storage, framed?.key ?? ''), 'something else')
    const waiting = await kiosk.allowed()
    const { code, stdout } = await sync(kiosk, 'wipe-check')
    expect(code).toBe(2)
    expect(stdout).toMatch(new RegExp(`only here +${alone}`))
    expect(stdout).toMatch(new RegExp(`original here +${sent}`))
    expect(stdout).toMatch(new RegExp(`damaged +${damaged}`))
    expect(stdout).toMatch(new RegExp(`waiting +${waiting}`))
    expect(stdout).toContain('Do not wipe this kiosk yet.')
  })

  test('waits for what has to be gone, and for the proof', async () => {
    await using kiosk = await syncedKiosk()
    const id = await kiosk.allowed()
    await kiosk.once()
    await kiosk.erasure.erase(id, 'asked')
    expect((await sync(kiosk, 'wipe-check')).stdout).toContain('Do not wipe this kiosk yet.')
    await kiosk.once()
    kiosk.letTimePass()
    await kiosk.once()
    expect((await sync(kiosk, 'wipe-check')).code).toBe(0)
    const [chain = ''] = await kiosk.stored('v1/ledger/')
    await rm(join(kiosk.storage, chain))
    expect((await sync(kiosk, 'wipe-check')).stdout).toContain('Do not wipe this kiosk yet.')
  })

  test('drops the originals that are safe, and no others, and the sync stays content', async () => {
    await using kiosk = await syncedKiosk()
    const [safe, alone] = [await kiosk.allowed(), await kiosk.take()]
    await kiosk.once()
    await sync(kiosk, 'wipe-check', '--drop-originals')
    const original = (id: string) => join(kiosk.data, kiosk.photos.find(id)?.original_file ?? '')
    await expect(stat(original(safe))).rejects.toThrow('ENOENT')
    expect((await stat(original(alone))).isFile()).toBe(true)
    expect((await stat(join(kiosk.data, kiosk.photos.find(safe)?.framed_file ?? ''))).isFile()).toBe(true)
    kiosk.store.prepare('INSERT INTO changes (photo, rank) VALUES (?, 1)').run(safe)
    await kiosk.once()
    expect(await mediaOf(kiosk, safe)).toHaveLength(2)
    expect((await sync(kiosk, 'wipe-check')).stdout).toMatch(new RegExp(`safe +${safe}`))
  })
})
