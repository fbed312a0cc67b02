import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openOriginals } from '../../../electron/capture/originals.ts'
import { sha256 } from '../../../electron/system/files.ts'
import { photosInFolder } from '../../support/photos.ts'

const bytes = Buffer.from('every byte the camera gave')

test('an original is on the disk, byte for byte, before it counts as kept', async () => {
  await using at = await photosInFolder()
  at.reserve('a')
  const steps: string[] = []
  const originals = openOriginals(at.data, at.photos, step =>
    steps.push(`${step}:${at.photos.find('a')?.stage}`),
  )
  expect(await originals.keep('a', bytes)).toBe('kept')
  expect(steps).toEqual(['original-written:reserved', 'kept:kept'])
  const photo = at.photos.find('a')
  expect(photo?.original_sha256).toBe(sha256(bytes))
  expect(await readFile(join(at.data, photo?.original_file ?? ''))).toEqual(bytes)
})

test('the same bytes may come twice, also at the same time; others are refused and the first stay', async () => {
  await using at = await photosInFolder()
  at.reserve('a')
  const originals = openOriginals(at.data, at.photos, () => {})
  const both = await Promise.all([originals.keep('a', bytes), originals.keep('a', bytes)])
  expect(both.toSorted()).toEqual(['already', 'kept'])
  await expect(originals.keep('a', Buffer.from('others'))).rejects.toThrow('PHOTO_ALREADY_KEPT')
  expect(at.photos.find('a')?.original_sha256).toBe(sha256(bytes))
})

test('bytes for a photo that nobody reserved are refused', async () => {
  await using at = await photosInFolder()
  const originals = openOriginals(at.data, at.photos, () => {})
  await expect(originals.keep('unknown', bytes)).rejects.toThrow('PHOTO_UNKNOWN')
})

test('an original that reached the disk but not the database is taken in', async () => {
  await using at = await photosInFolder()
  at.reserve('a')
  await mkdir(join(at.data, 'photos/a'), { recursive: true })
  await writeFile(join(at.data, `photos/a/original-${sha256(bytes)}.jpg`), bytes)
  expect(await openOriginals(at.data, at.photos, () => {}).recover()).toEqual(['a'])
  expect(at.photos.find('a')).toMatchObject({ stage: 'kept', original_bytes: bytes.length })
})

test('a file that is not what its name says is not taken in', async () => {
  await using at = await photosInFolder()
  at.reserve('a')
  await mkdir(join(at.data, 'photos/a'), { recursive: true })
  await writeFile(join(at.data, `photos/a/original-${sha256(bytes)}.jpg`), bytes.subarray(0, 9))
  expect(await openOriginals(at.data, at.photos, () => {}).recover()).toEqual([])
  expect(await readdir(join(at.data, 'photos/a'))).toHaveLength(1)
})
