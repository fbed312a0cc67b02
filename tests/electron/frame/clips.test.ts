import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { clipNames } from '../../../electron/contract/clip.ts'
import { filmDue, openClips } from '../../../electron/frame/clips.ts'
import { openPictures } from '../../../electron/frame/pictures.ts'
import { sha256 } from '../../../electron/system/files.ts'
import { clipFixtures } from '../../support/clips.ts'
import { openErasable } from '../../support/erasable.ts'
import { photosInFolder } from '../../support/photos.ts'
import { temporaryFolder } from '../../support/station.ts'

const later = '2999-01-01T00:00:00.000Z'

test.each(clipNames)('%s is on the disk, byte for byte, before it counts', async name => {
  await using at = await photosInFolder()
  at.reserve('a', later, 'boomerang')
  const pictures = openPictures(at.store)
  const steps: string[] = []
  const clips = openClips(at.data, at.photos, pictures, step =>
    steps.push(`${step}:${pictures.of('a').length}`),
  )
  const bytes = clipFixtures[name]
  expect(await clips.keep('a', name, bytes)).toBe('kept')
  expect(steps).toEqual(['clip-written:0', 'clip-kept:1'])
  const kept = pictures.find('a', name)!
  expect(kept).toMatchObject({ sha256: sha256(bytes), bytes: bytes.length })
  expect(await readFile(join(at.data, kept.file))).toEqual(bytes)
})

test('the same bytes may come twice, also at the same time; others are refused and the first stay', async () => {
  await using at = await photosInFolder()
  at.reserve('a', later, 'boomerang')
  const clips = openClips(at.data, at.photos, openPictures(at.store))
  const { boomerang } = clipFixtures
  const both = await Promise.all([
    clips.keep('a', 'boomerang', boomerang),
    clips.keep('a', 'boomerang', boomerang),
  ])
  expect(both.toSorted()).toEqual(['already', 'kept'])
  expect(await clips.keep('a', 'boomerang', boomerang)).toBe('already')
  const other = Buffer.concat([boomerang, Buffer.alloc(8)])
  await expect(clips.keep('a', 'boomerang', other)).rejects.toThrow('PHOTO_ALREADY_KEPT')
  expect(await readdir(join(at.data, 'photos/a'))).toHaveLength(1)
})

test('of a photo that nobody reserved, or that is erased meanwhile, nothing stays', async () => {
  await using folder = await temporaryFolder()
  const at = openErasable(folder.path)
  const clips = openClips(at.data, at.photos, openPictures(at.store))
  await expect(clips.keep('unknown', 'boomerang', clipFixtures.boomerang)).rejects.toThrow('PHOTO_UNKNOWN')
  const { id } = at.reserve()
  at.store.exec(`UPDATE photos SET mode = 'boomerang'`)
  const erasing = openClips(at.data, at.photos, openPictures(at.store), step => {
    if (step === 'clip-written') at.photos.beginErasing(id, 'asked')
  })
  await expect(erasing.keep(id, 'boomerang', clipFixtures.boomerang)).rejects.toThrow('PHOTO_UNKNOWN')
  expect(await readdir(join(at.data, 'photos')).catch(() => [])).toEqual([])
  at.close()
})

test('a photo that is no boomerang has none', async () => {
  await using at = await photosInFolder()
  at.reserve('a')
  const clips = openClips(at.data, at.photos, openPictures(at.store))
  await expect(clips.keep('a', 'boomerang', clipFixtures.boomerang)).rejects.toThrow('PHOTO_UNKNOWN')
})

test('a film is waited for from the framing of a boomerang on, for ten seconds and until it is there', () => {
  const framed_at = '2026-11-27T12:00:00.000Z'
  const now = Date.parse(framed_at)
  expect(filmDue({ mode: 'boomerang', framed_at }, false, now + 9_999)).toBe(now + 10_000)
  expect(filmDue({ mode: 'boomerang', framed_at }, false, now + 10_000)).toBeNull()
  expect(filmDue({ mode: 'boomerang', framed_at }, true, now)).toBeNull()
  expect(filmDue({ mode: 'boomerang', framed_at: null }, false, now)).toBeNull()
  expect(filmDue({ mode: 'photo', framed_at }, false, now)).toBeNull()
})

describe('what is no such clip is refused, and nothing is written', () => {
  const { boomerang, animation } = clipFixtures
  const still = animation.subarray(0, 30)
  /** Where an MP4 says how it is coded (ISO/IEC 14496-12, 12.1.3): its width follows 28 bytes after the name. */
  const coding = boomerang.indexOf('avc1', boomerang.indexOf('stsd'))
  /** The same film that says something else of itself. */
  const changed = (at: number, text: string) => {
    const bytes = Buffer.from(boomerang)
    bytes.write(text, at, 'latin1')
    return bytes
  }
  test.each([
    ['boomerang', 'nothing', Buffer.alloc(0)],
    ['boomerang', 'text', Buffer.from('<script>alert(1)</script>'.repeat(20))],
    ['boomerang', 'another clip', animation],
    ['boomerang', 'a film of another coding', changed(coding, 'vp09')],
    ['boomerang', 'a film of another size', changed(coding + 28, '\0\xf0')],
    ['boomerang', 'the beginning of a film', boomerang.subarray(0, boomerang.length - 4000)],
    ['boomerang', 'the head of a film', boomerang.subarray(0, 600)],
    ['animation', 'nothing', Buffer.alloc(0)],
    ['animation', 'another clip', boomerang],
    ['animation', 'the head of one', still],
  ] as const)('%s: %s', async (name, _, bytes) => {
    await using at = await photosInFolder()
    at.reserve('a', later, 'boomerang')
    const pictures = openPictures(at.store)
    await expect(openClips(at.data, at.photos, pictures).keep('a', name, bytes)).rejects.toThrow('CLIP_UNFIT')
    expect(pictures.of('a')).toEqual([])
    expect(await readdir(join(at.data, 'photos')).catch(() => [])).toEqual([])
  })
})
