import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openPhotos } from '../../../electron/capture/photos.ts'
import { openErasure } from '../../../electron/consent/erasure.ts'
import { openGate } from '../../../electron/consent/gate.ts'
import { openLedger } from '../../../electron/consent/ledger.ts'
import { clipNames } from '../../../electron/contract/clip.ts'
import { openPictures } from '../../../electron/frame/pictures.ts'
import { postToken } from '../../../electron/share/links.ts'
import { openStore } from '../../../electron/store/open.ts'
import { layoutFor } from '../../../electron/sync/layout.ts'
import { openSync } from '../../../electron/sync/sync.ts'
import { sha256 } from '../../../electron/system/files.ts'
import { moment } from '../../../electron/system/time.ts'
import { yes } from '../../support/answers.ts'
import { runCli } from '../../support/cli.ts'
import { clipFixtures } from '../../support/clips.ts'
import { type SyncedKiosk, syncedKiosk } from '../../support/synced-kiosk.ts'

const layout = layoutFor('hall-a')

/** Rebuilds the kiosk beside itself, and opens what came of it. */
async function rebuilt(kiosk: SyncedKiosk) {
  const data = kiosk.beside('rebuilt')
  const outcome = await runCli('restore', '--from', kiosk.storage, '--data', data)
  const store = outcome.code === 0 ? openStore(join(data, 'groundswell.sqlite')) : null
  return { ...outcome, data, store: store!, [Symbol.dispose]: () => void store?.close() }
}

describe('a kiosk that is rebuilt from its storage', () => {
  test('has the photos with their bytes, what was allowed, and a ledger that holds', async () => {
    await using kiosk = await syncedKiosk()
    const id = await kiosk.allowed(['social'], { code: 'ABC234' })
    kiosk.ledger.answer(yes(id, { purpose: 'contact', contact: 'sealed text' }), moment())
    await kiosk.once()

    using again = await rebuilt(kiosk)
    expect([again.code, again.stderr]).toEqual([0, ''])
    const photo = openPhotos(again.store).findByCode('ABC234')
    const before = kiosk.photos.find(id)
    expect(photo).toMatchObject({ id, stage: 'framed', framed_sha256: before?.framed_sha256 })
    for (const file of ['framed_file', 'original_file'] as const)
      expect(sha256(await readFile(join(again.data, photo?.[file] ?? '')))).toBe(
        sha256(await readFile(join(kiosk.data, before?.[file] ?? ''))),
      )
    const ledger = openLedger(again.store, '1.0.0')
    expect(ledger.verify(kiosk.ledger.heads()).broken).toBeNull()
    expect(ledger.contactsOf(id)).toEqual([{ seq: 2, sealed: 'sealed text' }])
    const gate = openGate(again.store, ledger, true)
    expect(gate.allowed(id, 'social', Date.now())).toBe(true)
    expect(gate.allowed(id, 'ads', Date.now())).toBe(false)
  })

  test('has their clips', async () => {
    await using kiosk = await syncedKiosk()
    const id = await kiosk.allowed()
    await kiosk.addClips(id)
    await kiosk.once()
    using again = await rebuilt(kiosk)
    for (const name of clipNames) {
      const clip = openPictures(again.store).find(id, name)
      expect(await readFile(join(again.data, clip?.file ?? ''))).toEqual(clipFixtures[name])
    }
  })

  test('gives its photos new links, since the old ones never left the kiosk', async () => {
    await using kiosk = await syncedKiosk()
    const id = await kiosk.allowed()
    await kiosk.once()
    using again = await rebuilt(kiosk)
    const token = openPhotos(again.store).find(id)?.token ?? ''
    expect(token).toMatch(/^[\w-]{22}$/)
    expect(token).not.toBe(kiosk.photos.find(id)?.token)
  })

  test('keeps the links of photos whose pages are published', async () => {
    await using kiosk = await syncedKiosk({ publicAddress: 'https://photos.example.org' })
    const id = await kiosk.allowed()
    await kiosk.once()
    using again = await rebuilt(kiosk)
    expect(openPhotos(again.store).find(id)?.token).toBe(kiosk.photos.find(id)?.token)
  })

  test('takes down the pages and pictures of photos that are not brought back', async () => {
    const publicAddress = 'https://photos.example.org'
    await using kiosk = await syncedKiosk({ publicAddress })
    const id = await kiosk.allowed()
    const { original_file: file, original_sha256: hash, original_bytes: bytes } = kiosk.photos.find(id)!
    openPictures(kiosk.store).add(id, { name: 'card', file: file!, sha256: hash!, bytes: bytes! })
    await kiosk.once()
    const { token } = kiosk.photos.find(id)!
    expect(await kiosk.stored(`s/${postToken(token)}`)).toHaveLength(3)
    expect(await kiosk.stored(`s/${token}`)).toHaveLength(2)
    await mkdir(join(kiosk.storage, layout.folders.tombstones), { recursive: true })
    await writeFile(join(kiosk.storage, layout.tombstone(id)), '{}')

    using again = await rebuilt(kiosk)
    await writeFile(join(again.data, 'sync.json'), await readFile(join(kiosk.data, 'sync.json')))
    await using sync = await openSync({ dataFolder: again.data })
    await sync.worker.once(new AbortController().signal)
    expect(await kiosk.stored('s/')).toEqual([])
  })

  test('takes the pictures along when a photo that it brings back is erased', async () => {
    await using kiosk = await syncedKiosk({ publicAddress: 'https://photos.example.org' })
    const id = await kiosk.allowed()
    const { original_file: file, original_sha256: hash, original_bytes: bytes } = kiosk.photos.find(id)!
    openPictures(kiosk.store).add(id, { name: 'story', file: file!, sha256: hash!, bytes: bytes! })
    await kiosk.once()

    using again = await rebuilt(kiosk)
    const [store, dataFolder] = [again.store, again.data]
    const [photos, ledger] = [openPhotos(store), openLedger(store, '1.0.0')]
    await openErasure({ store, dataFolder, photos, ledger }).erase(id, 'asked')
    await using sync = await openSync({ dataFolder })
    await sync.worker.once(new AbortController().signal)
    expect(await kiosk.stored('s/')).toEqual([])
  })

  test('writes down as lost what was only on the old one, and the chain still proves itself', async () => {
    await using kiosk = await syncedKiosk()
    await kiosk.allowed()
    const only = await kiosk.take()
    kiosk.ledger.answer(yes(only, { person: 1, people: 2 }), moment())
    await kiosk.once()
    using again = await rebuilt(kiosk)
    expect(again.stdout).toContain('written down as lost')
    const ledger = openLedger(again.store, '1.0.0')
    expect(ledger.verify().broken).toBeNull()
    const reasons = again.store.prepare(`SELECT reason FROM ledger WHERE kind = 'erasure'`).pluck().all()
    expect(reasons).toEqual(['lost'])
  })

  test('takes down what the old one had begun to, and does not bring it back to life', async () => {
    await using kiosk = await syncedKiosk()
    const id = await kiosk.allowed()
    await kiosk.once()
    const record = await readFile(join(kiosk.storage, layout.record(id)))
    const [{ key }] = (await kiosk.read(layout.record(id))).media
    const picture = await readFile(join(kiosk.storage, key))
    await kiosk.erasure.erase(id, 'asked')
    await kiosk.once()
    await writeFile(join(kiosk.storage, layout.record(id)), record)
    await writeFile(join(kiosk.storage, key), picture)

    using again = await rebuilt(kiosk)
    expect(openPhotos(again.store).all()).toEqual([])
    await using sync = await openSync({ dataFolder: again.data })
    await sync.worker.once(new AbortController().signal)
    expect((await kiosk.stored()).filter(name => name.includes(id))).toEqual([layout.tombstone(id)])
  })

  test.each([
    ['originals are never sent', { originals: 'never' }],
    ['the originals have not gone yet', { metered: true }],
  ])('comes back with its framed pictures where %s', async (_, settings) => {
    await using kiosk = await syncedKiosk(settings)
    const id = await kiosk.allowed()
    await kiosk.once()
    using again = await rebuilt(kiosk)
    expect(again.stderr).toBe('')
    expect(openPhotos(again.store).find(id)?.stage).toBe('framed')
  })

  test('comes back where people allowed a letter and no picture', async () => {
    await using kiosk = await syncedKiosk()
    const id = await kiosk.take()
    kiosk.ledger.answer(yes(id, { purpose: 'contact', contact: 'sealed text' }), moment())
    await kiosk.once()
    using again = await rebuilt(kiosk)
    expect(openPhotos(again.store).find(id)?.stage).toBe('failed')
    expect(openLedger(again.store, '1.0.0').contactsOf(id)).toHaveLength(1)
  })

  test('takes down a photo whose newest answer is missing, and its ledger holds', async () => {
    await using kiosk = await syncedKiosk()
    const id = await kiosk.allowed()
    await kiosk.once()
    const record = await readFile(join(kiosk.storage, layout.record(id)))
    kiosk.ledger.answer(yes(id, { purpose: 'ads' }), moment())
    await kiosk.once()
    await writeFile(join(kiosk.storage, layout.record(id)), record)
    using again = await rebuilt(kiosk)
    expect(again.stdout).toContain(`newest answer is missing: ${id}`)
    expect(openLedger(again.store, '1.0.0').verify().broken).toBeNull()
    await using sync = await openSync({ dataFolder: again.data })
    await sync.worker.once(new AbortController().signal)
    expect((await kiosk.stored()).filter(key => key.includes(id))).toEqual([layout.tombstone(id)])
  })

  test('leaves alone what nothing proves, and rebuilds the rest', async () => {
    await using kiosk = await syncedKiosk()
    const [forged, unworded, good] = [await kiosk.allowed(), await kiosk.allowed(), await kiosk.allowed()]
    await kiosk.once()
    const record = await kiosk.read(layout.record(forged))
    const said = [{ ...record.said[0], body: record.said[0].body.replace('Lumen', 'Somebody else') }]
    await writeFile(join(kiosk.storage, layout.record(forged)), JSON.stringify({ ...record, said }))
    await writeFile(join(kiosk.storage, layout.record(unworded)), '{"version": 1, "photo": "../../etc"}')
    using again = await rebuilt(kiosk)
    expect(again.code).toBe(0)
    for (const id of [forged, unworded]) expect(again.stdout).toContain(layout.record(id))
    expect(
      openPhotos(again.store)
        .all()
        .map(({ id }) => id),
    ).toEqual([good])
    expect(openLedger(again.store, '1.0.0').verify().broken).toBeNull()
    await using sync = await openSync({ dataFolder: again.data })
    await sync.worker.once(new AbortController().signal)
    expect(await kiosk.stored()).toEqual(expect.arrayContaining([layout.record(forged)]))
  })

  test('believes neither a changed address nor changed words', async () => {
    await using kiosk = await syncedKiosk()
    const id = await kiosk.allowed()
    kiosk.ledger.answer(yes(id, { purpose: 'contact', contact: 'sealed text' }), moment())
    await kiosk.once()
    const contacts = await kiosk.read(layout.contacts(id))
    const changed = { ...contacts, contacts: [{ seq: 2, sealed: 'another' }] }
    await writeFile(join(kiosk.storage, layout.contacts(id)), JSON.stringify(changed))
    using again = await rebuilt(kiosk)
    const ledger = openLedger(again.store, '1.0.0')
    expect([ledger.contactsOf(id), ledger.verify().broken]).toEqual([[], null])
  })

  test('syncs on: later answers get to the storage, and earlier ones can be taken back', async () => {
    await using kiosk = await syncedKiosk()
    const [kept, leaving] = [await kiosk.allowed(), await kiosk.allowed()]
    await kiosk.once()
    using again = await rebuilt(kiosk)
    const ledger = openLedger(again.store, '1.0.0')
    ledger.answer(yes(kept, { purpose: 'ads' }), moment())
    const { photos, store } = { photos: openPhotos(again.store), store: again.store }
    await openErasure({ store, dataFolder: again.data, photos, ledger }).erase(leaving, 'asked')
    await using sync = await openSync({ dataFolder: again.data })
    await sync.worker.once(new AbortController().signal)
    const { allowed } = await kiosk.read(layout.record(kept))
    expect(allowed.map((one: { purpose: string }) => one.purpose)).toEqual(['social', 'ads'])
    expect((await kiosk.stored()).filter(name => name.includes(leaving))).toEqual([layout.tombstone(leaving)])
    expect(store.prepare('SELECT count(*) FROM outbox').pluck().get()).toBe(0)
    expect(ledger.verify().broken).toBeNull()
  })

  test('frames a photo anew whose framed picture is damaged at the storage', async () => {
    await using kiosk = await syncedKiosk()
    const id = await kiosk.allowed()
    await kiosk.once()
    const framed = (await kiosk.read(layout.record(id))).media.find(
      (one: { role: string }) => one.role === 'framed',
    )
    await writeFile(join(kiosk.storage, framed.key), 'damaged')
    using again = await rebuilt(kiosk)
    expect(openPhotos(again.store).find(id)?.stage).toBe('kept')
  })

  test('says which photo has lost both its pictures, and has the others', async () => {
    await using kiosk = await syncedKiosk()
    const [bad, good] = [await kiosk.allowed(), await kiosk.allowed()]
    await kiosk.once()
    const { media, original } = await kiosk.read(layout.record(bad))
    for (const { key } of [...media, original]) await rm(join(kiosk.storage, key))
    using again = await rebuilt(kiosk)
    expect(again.stdout).toContain(`gone or damaged: ${bad}`)
    expect(
      openPhotos(again.store)
        .all()
        .map(({ id }) => id),
    ).toEqual([good])
    expect(openLedger(again.store, '1.0.0').verify().broken).toBeNull()
  })
})

describe('a folder or storage that is not right', () => {
  test('a folder with a kiosk in it is left alone', async () => {
    await using kiosk = await syncedKiosk()
    await kiosk.allowed()
    await kiosk.once()
    const { code, stderr } = await runCli('restore', '--from', kiosk.storage, '--data', kiosk.data)
    expect(code).toBe(2)
    expect(stderr).toContain('not empty')
  })

  test('an empty storage is said to be one, and nothing is made', async () => {
    await using kiosk = await syncedKiosk()
    using again = await rebuilt(kiosk)
    expect(again.code).toBe(2)
    expect(again.stderr).toContain('nothing to rebuild')
  })

  test('of several stations, one has to be named', async () => {
    await using kiosk = await syncedKiosk()
    await kiosk.allowed()
    await kiosk.once()
    await writeFile(
      join(kiosk.data, 'sync.json'),
      JSON.stringify({ station: 'hall-b', target: { kind: 'folder', path: kiosk.storage } }),
    )
    await kiosk.once()
    using unnamed = await rebuilt(kiosk)
    expect(unnamed.stderr).toContain('hall-a, hall-b')
    const data = kiosk.beside('named')
    const named = await runCli('restore', '--from', kiosk.storage, '--data', data, '--station', 'hall-a')
    expect(named.code).toBe(0)
  })
})
