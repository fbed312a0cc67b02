import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { clipNames } from '../../../electron/contract/clip.ts'
import type { SavedName } from '../../../electron/contract/share.ts'
import { openPictures } from '../../../electron/frame/pictures.ts'
import { openSharedPictures } from '../../../electron/share/shared-pictures.ts'
import { clipFixtures } from '../../support/clips.ts'
import { kioskFolder, type TakeOptions } from '../../support/kiosk-folder.ts'

/** The pictures of one photo; `isComing` is what their maker says. */
async function setUp({ isComing = false, ...options }: TakeOptions & { readonly isComing?: boolean } = {}) {
  const kiosk = await kioskFolder({ share: { pictures: ['story', 'original'] } })
  onTestFinished(() => kiosk[Symbol.asyncDispose]())
  const photo = kiosk.photos.find(await kiosk.take(options))!
  const pictures = openPictures(kiosk.store)
  const read = openSharedPictures({
    ...{ dataFolder: kiosk.data, photos: kiosk.photos, pictures, event: kiosk.event },
    maker: { isComing: () => isComing },
    read: file => readFile(join(kiosk.data, file)),
  })
  /** The bytes, or why there are none. */
  async function ask(name: SavedName, token = photo.token) {
    const picture = await read(token, name)
    if (picture === null || picture === 'waiting' || Buffer.isBuffer(picture)) return picture
    await using file = picture.file
    const bytes = await file.readFile()
    expect(bytes.length).toBe(picture.bytes)
    return bytes
  }
  const onDisk = (file: string | null) => readFile(join(kiosk.data, file!))
  return { kiosk, photo, pictures, ask, onDisk }
}

test('are what lies on the disk', async () => {
  const { ask, photo, pictures, onDisk } = await setUp()
  pictures.add(photo.id, { name: 'story', file: photo.framed_file!, sha256: 's', bytes: 1 })
  expect(await ask('photo')).toEqual(await onDisk(photo.framed_file))
  expect(await ask('story')).toEqual(await onDisk(photo.framed_file))
  expect(await ask('original')).toEqual(await onDisk(photo.original_file))
})

test('are waited for as long as they are coming', async () => {
  const reserved = await setUp({ stage: 'reserved', isComing: true })
  for (const name of ['photo', 'story', 'original'] as const) expect(await reserved.ask(name)).toBe('waiting')
  const framed = await setUp({ isComing: true })
  expect(await framed.ask('story')).toBe('waiting')
  expect(await (await setUp()).ask('story')).toBeNull()
})

test('are there although the photo could not be framed, when it is the original', async () => {
  const { kiosk, photo, ask, onDisk } = await setUp({ stage: 'kept' })
  kiosk.photos.failed(photo.id, 'PHOTO_DAMAGED')
  expect(await ask('original')).toEqual(await onDisk(photo.original_file))
  expect(await ask('story')).toBeNull()
})

test('are nowhere when the event does not name them, for no link, and when they are gone', async () => {
  const { kiosk, photo, pictures, ask } = await setUp({ isComing: true })
  pictures.add(photo.id, { name: 'square', file: photo.framed_file!, sha256: 's', bytes: 1 })
  expect(await ask('square')).toBeNull()
  for (const name of ['photo', 'story', 'original'] as const)
    expect(await ask(name, 'A'.repeat(22))).toBeNull()
  await rm(join(kiosk.data, photo.original_file!))
  expect(await ask('original')).toBeNull()
  kiosk.photos.originalDropped(photo.id, { at: '2026-11-27T00:00:00.000Z', offset: 0 })
  expect(await ask('original')).toBeNull()
  kiosk.photos.beginErasing(photo.id, 'asked')
  expect(await ask('photo')).toBeNull()
})

test('are a boomerang’s clips too, whatever else the event lets people save', async () => {
  const { kiosk, photo, ask } = await setUp()
  expect(await ask('boomerang')).toBeNull()
  await kiosk.addClips(photo.id)
  for (const name of clipNames) expect(await ask(name)).toEqual(clipFixtures[name])
})
