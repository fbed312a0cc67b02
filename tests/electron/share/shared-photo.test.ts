import { expect, test } from 'vitest'
import { findShared } from '../../../electron/share/shared-photo.ts'
import { photosInFolder } from '../../support/photos.ts'

test('a link opens its own photo until it expires', async () => {
  await using at = await photosInFolder()
  at.reserve('a', '2026-12-01T00:00:00.000Z')
  const token = 'a'.repeat(22)
  expect(findShared(at.photos, token, Date.parse('2026-11-30T23:59:59.999Z'))?.id).toBe('a')
  expect(findShared(at.photos, token, Date.parse('2026-12-01T00:00:00.000Z'))).toBeNull()
})

test('a withdrawn photo is as if it had never been', async () => {
  await using at = await photosInFolder()
  at.reserve('a')
  at.store.exec(`UPDATE photos SET withdrawn_at = '2026-11-22T00:00:00.000Z'`)
  expect(findShared(at.photos, 'a'.repeat(22))).toBeNull()
})

test('a photo that is being erased is as if it had never been', async () => {
  await using at = await photosInFolder()
  at.reserve('a')
  at.photos.beginErasing('a', 'asked')
  expect(findShared(at.photos, 'a'.repeat(22))).toBeNull()
  const erasing = at.photos.erasing()[0]!
  expect(findShared({ ...at.photos, findByToken: () => erasing }, erasing.token)).toBeNull()
})

test('a token that is none opens nothing', async () => {
  await using at = await photosInFolder()
  at.reserve('a')
  expect(findShared(at.photos, 'b'.repeat(22))).toBeNull()
  expect(findShared(at.photos, '%')).toBeNull()
})
