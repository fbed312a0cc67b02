import { existsSync } from 'node:fs'
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { openOriginals } from '../../../electron/capture/originals.ts'
import { openErasure } from '../../../electron/consent/erasure.ts'
import { openGate } from '../../../electron/consent/gate.ts'
import { openFraming } from '../../../electron/frame/framing.ts'
import { openPictures } from '../../../electron/frame/pictures.ts'
import type { FramedPhoto, Framer } from '../../../electron/frame/render.ts'
import { findShared } from '../../../electron/share/shared-photo.ts'
import { openStoreToRead } from '../../../electron/store/open.ts'
import { on, yes } from '../../support/answers.ts'
import { openErasable } from '../../support/erasable.ts'
import { photo1080p } from '../../support/photo.ts'
import { temporaryFolder } from '../../support/station.ts'
import { tracesIn } from '../../support/traces.ts'
import { until } from '../../support/until.ts'

async function erasable(onStep?: (step: string) => void) {
  const folder = await temporaryFolder()
  const at = openErasable(folder.path, onStep)
  return {
    ...at,
    async [Symbol.asyncDispose]() {
      at.close()
      await folder[Symbol.asyncDispose]()
    },
  }
}

const foldersOf = (data: string) => readdir(join(data, 'photos'))

describe('an erased photo', () => {
  test('is in no byte of any file any more: a keyed number, times and the reason are what stays', async () => {
    await using at = await erasable()
    const { id, marks } = await at.take()
    expect(await tracesIn(join(at.data, 'logs'), marks)).toEqual([]) // it never holds more than the keyed number
    expect(await tracesIn(at.data, marks)).toEqual(Object.keys(marks))

    expect(await at.erasure.erase(id, 'asked', on('2026-11-22'))).toBe(true)

    expect(await tracesIn(at.data, marks)).toEqual([])
    expect(await foldersOf(at.data)).toEqual([])
    const verdict = at.ledger.verify()
    expect(verdict).toMatchObject({ broken: null, entries: 7, erased: 6 })
    expect(at.store.prepare('SELECT * FROM ledger ORDER BY seq DESC LIMIT 1').get()).toMatchObject({
      subject: at.ledger.subject(id),
      kind: 'erasure',
      reason: 'asked',
      ...on('2026-11-22'),
      digest: null,
    })
    for (const table of ['photos', 'statements', 'contacts', 'traces'])
      expect(at.store.prepare(`SELECT count(*) FROM ${table}`).pluck().get(), table).toBe(0)
  })

  test('that was taken again is gone at once, and its traces when its people are, for they wait at the camera', async () => {
    await using at = await erasable()
    const { id } = await at.take()
    const traces = () => at.store.prepare('SELECT count(*) > 0 FROM traces').pluck().get()
    expect(await at.erasure.eraseAll([id], 'retaken')).toMatchObject({ erased: [id], traceless: false })
    expect([at.photos.find(id), await foldersOf(at.data), traces()]).toEqual([undefined, [], 1])
    expect(await at.erasure.tidy()).toBe(true)
    expect(traces()).toBe(0)
  })

  test('takes nothing of another photo along', async () => {
    await using at = await erasable()
    const gone = await at.take()
    const stays = await at.take()
    await at.erasure.erase(gone.id, 'staff')
    expect(await tracesIn(at.data, stays.marks)).toEqual(Object.keys(stays.marks))
    expect(at.ledger.entriesOf(stays.id)).toHaveLength(6)
    expect(at.ledger.contactsOf(stays.id)).toHaveLength(1)
    expect(at.ledger.verify().broken).toBeNull()
  })

  test('is gone for everybody from the first instant, before any of its files is', async () => {
    await using at = await erasable()
    const { id, token } = await at.take()
    const gate = openGate(at.store, at.ledger, true)
    const { code } = at.photos.find(id)!
    expect(findShared(at.photos, token)?.id).toBe(id)
    expect(gate.allowed(id, 'screens', Date.now())).toBe(true)

    const erasing = at.erasure.erase(id, 'asked')

    expect(existsSync(join(at.data, 'photos', id))).toBe(true)
    expect(at.photos.erasing()).toMatchObject([{ id, erasing: 'asked' }])
    expect(findShared(at.photos, token)).toBeNull()
    expect(gate.allowed(id, 'screens', Date.now())).toBe(false)
    expect(gate.allowedPhotos('screens', Date.now())).toEqual([])
    expect([at.photos.find(id), at.photos.findByToken(token), at.photos.findByCode(code!)]).toEqual(
      Array(3).fill(undefined),
    )
    expect([...at.photos.at('framed'), ...at.photos.all()]).toEqual([])
    await expect(at.originals.keep(id, photo1080p)).rejects.toThrow('PHOTO_UNKNOWN')
    await erasing
  })

  test('may have lost its files already', async () => {
    await using at = await erasable()
    const { id, marks } = await at.take()
    await rm(join(at.data, at.photos.find(id)!.original_file!))
    expect(await at.erasure.erase(id, 'asked')).toBe(true)
    const bare = at.reserve() // nothing ever came for it
    expect(await at.erasure.erase(bare.id, 'asked')).toBe(true)
    expect(await tracesIn(at.data, marks)).toEqual([])
    expect(at.ledger.verify().broken).toBeNull()
  })

  test('is written down once, however often it is erased; nothing is for one that never was', async () => {
    await using at = await erasable()
    const { id } = await at.take()
    await Promise.all([at.erasure.erase(id, 'asked'), at.erasure.erase(id, 'expired'), at.erasure.resume()])
    expect(await at.erasure.erase(id, 'staff')).toBe(false)
    for (const unknown of ['nobody', '..', '../..', '']) {
      expect(await at.erasure.erase(unknown, 'staff')).toBe(false)
    }
    expect(existsSync(join(at.data, 'photos'))).toBe(true)
    const reasons = at.store.prepare(`SELECT reason FROM ledger WHERE kind = 'erasure'`).pluck().all()
    expect(reasons).toEqual(['asked'])
  })
})

test('many are erased at once, and one that cannot be keeps none of the others', async () => {
  await using at = await erasable()
  const photos = [await at.take(), await at.take(), await at.take()]
  const ids = photos.map(({ id }) => id)
  const [before, , after] = ids
  // Its entry cannot be written, as on a full disk.
  at.store.exec(`CREATE TRIGGER no_room BEFORE INSERT ON ledger WHEN NEW.subject = '${at.ledger.subject(ids[1]!)}'
    BEGIN SELECT RAISE(FAIL, 'no room'); END`)
  const outcome = await at.erasure.eraseAll(ids, 'expired')
  expect(outcome).toMatchObject({ erased: [before, after], failed: [{ id: ids[1] }], traceless: true })
  expect(at.photos.erasing()).toMatchObject([{ id: ids[1] }])
  expect(at.ledger.entriesOf(ids[1]!)).toHaveLength(6)

  at.store.exec('DROP TRIGGER no_room')
  expect(await at.erasure.resume()).toMatchObject({ erased: [ids[1]], failed: [] })
  for (const { marks } of photos) expect(await tracesIn(at.data, marks)).toEqual([])
})

test('what cannot be removed stays to be erased, shown to nobody, and goes with the next start', async () => {
  await using at = await erasable()
  const { id, token, marks } = await at.take()
  const elsewhere = openErasure({ ...at, dataFolder: '\0' }) // a path that every system refuses
  await expect(elsewhere.erase(id, 'expired')).rejects.toThrow()
  expect(findShared(at.photos, token)).toBeNull()
  expect(at.photos.erasing()).toHaveLength(1)
  expect(at.ledger.entriesOf(id)).toHaveLength(6)

  expect(await at.erasure.resume()).toEqual({ erased: [id], failed: [], traceless: true })
  expect(await tracesIn(at.data, marks)).toEqual([])
})

test('while something else reads the database, its last bytes are waited for', async () => {
  await using at = await erasable()
  const { id, marks } = await at.take()
  const reader = openStoreToRead(join(at.data, 'groundswell.sqlite'))
  reader.exec('BEGIN')
  reader.prepare('SELECT * FROM photos').all()
  let done = false
  const erasing = at.erasure.erase(id, 'asked').then(() => (done = true))
  await until('the photo to be gone', () => !at.photos.find(id))
  await pause(500)
  expect(done).toBe(false)
  expect(at.photos.erasing()).toEqual([])
  reader.close()
  await erasing
  expect(await tracesIn(at.data, marks)).toEqual([])
})

test('a station that closes breaks off, and the next one goes on', async () => {
  await using at = await erasable(step => {
    if (step === 'row-removed') void at.erasure.close()
  })
  const photos = [await at.take(), await at.take(), await at.take()]
  const ids = photos.map(({ id }) => id)
  const outcome = await at.erasure.eraseAll(ids, 'expired')
  expect(outcome).toMatchObject({
    erased: [ids[0]],
    failed: [{ id: ids[1] }, { id: ids[2] }],
    traceless: false,
  })
  const next = openErasure({ ...at, dataFolder: at.data })
  expect(await next.resume()).toEqual({ erased: ids.slice(1), failed: [], traceless: true })
  for (const { marks } of photos) expect(await tracesIn(at.data, marks)).toEqual([])
})

test('sealed addresses are erased alone, to the last byte, and the photo stays', async () => {
  await using at = await erasable()
  const { id, marks } = await at.take()
  expect(await at.erasure.eraseContacts([id], 'expired')).toBe(true)
  expect(await tracesIn(at.data, marks)).toEqual(Object.keys(marks).filter(mark => mark !== 'sealed address'))
  expect(at.ledger.entriesOf(id)).toHaveLength(6)
  expect(at.ledger.verify().broken).toBeNull()
})

test('a folder that a pulled plug left of an erased photo goes at the start, and one that nobody knows stays', async () => {
  await using at = await erasable()
  const { id } = await at.take()
  await at.erasure.erase(id, 'asked')
  const unknown = '019aa8c5-7e1f-7c3a-9b3e-0123456789ab' // its row may come back with a backup of the database
  for (const name of [id, unknown]) {
    await mkdir(join(at.data, 'photos', name))
    await writeFile(join(at.data, 'photos', name, 'original-0.jpg'), 'bytes')
  }
  await at.erasure.resume()
  expect(await foldersOf(at.data)).toEqual([unknown])
})

describe('a photo that is erased on its way', () => {
  test.each(['at once', 'while its bytes are written', 'when they are'])(
    'leaves no original: %s',
    async moment => {
      await using at = await erasable()
      const { id } = at.reserve()
      let erasing: Promise<boolean> | undefined
      const originals = openOriginals(at.data, at.photos, step => {
        if (moment === 'when they are' && step === 'original-written') erasing = at.erasure.erase(id, 'asked')
      })
      const keeping = originals.keep(id, photo1080p)
      if (moment === 'at once') erasing = at.erasure.erase(id, 'asked')
      if (moment === 'while its bytes are written') {
        while (!existsSync(join(at.data, 'photos', id))) await pause(0)
        erasing = at.erasure.erase(id, 'asked')
      }
      await expect(keeping).rejects.toThrow('PHOTO_UNKNOWN')
      expect(await erasing).toBe(true)
      expect(await foldersOf(at.data)).toEqual([])
      expect(await tracesIn(at.data, { picture: photo1080p.subarray(200_000, 200_064), id })).toEqual([])
    },
  )

  test('leaves no framed picture when it is erased while it is composed', async () => {
    await using at = await erasable()
    const { id, framing, composed, settled } = await beingFramed(at)
    await at.erasure.erase(id, 'asked')
    composed()
    await framing
    expect(await tracesIn(at.data, { picture: photo1080p.subarray(200_000, 200_064), id })).toEqual([])
    expect(await foldersOf(at.data)).toEqual([])
    expect(settled).toEqual([])
  })

  test.each(['composed', 'framed-written'])('nor when its erasure begins at the step "%s"', async step => {
    await using at = await erasable()
    let erasing: Promise<boolean> | undefined
    const { id, framing, composed, settled } = await beingFramed(at, came => {
      if (came === step) erasing = at.erasure.erase(id, 'asked')
    })
    composed()
    await framing
    expect(await erasing).toBe(true)
    expect(await foldersOf(at.data)).toEqual([])
    expect(await tracesIn(at.data, { picture: photo1080p.subarray(200_000, 200_064), id })).toEqual([])
    expect(settled).toEqual([])
  })

  /** A kept photo whose framing waits for `composed` to be called. */
  async function beingFramed(at: Awaited<ReturnType<typeof erasable>>, onStep = (_: string) => {}) {
    const { id } = at.reserve()
    await at.originals.keep(id, photo1080p)
    at.ledger.answer(yes(id), on('2026-11-22'))
    const rendering = Promise.withResolvers<FramedPhoto>()
    const settled: string[] = []
    const { frame } = openFraming({
      ...{ dataFolder: at.data, photos: at.photos, originals: at.originals, look: 'natural', log: at.log },
      ...{ pictures: openPictures(at.store), isLookedAt: () => false },
      framerOf: () => ({ frame: () => rendering.promise }) as unknown as Framer,
      onSettled: one => void settled.push(one),
      onStep,
    })
    const steps = { decode: 0, compose: 0, encode: 0 }
    return {
      ...{ id, settled },
      framing: frame(id, photo1080p, Promise.resolve()),
      composed: () => rendering.resolve({ jpeg: photo1080p, width: 1, height: 1, steps }),
    }
  }
})
