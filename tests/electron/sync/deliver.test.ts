import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openPictures } from '../../../electron/frame/pictures.ts'
import { sha256 } from '../../../electron/system/files.ts'
import { syncedKiosk } from '../../support/synced-kiosk.ts'

const publicAddress = 'https://photos.example.org'

test('what is taken back goes from the brand, though a picture of the page is damaged here', async () => {
  await using kiosk = await syncedKiosk({ publicAddress })
  const id = await kiosk.allowed()
  await kiosk.once()
  expect(await kiosk.stored('v1/media/')).not.toEqual([])
  await writeFile(join(kiosk.data, 'photos/damaged.jpg'), 'x')
  openPictures(kiosk.store).add(id, { name: 'story', file: 'photos/damaged.jpg', sha256: 'other', bytes: 1 })
  kiosk.takeBack(id)
  await kiosk.once()
  expect(await kiosk.stored('v1/media/')).toEqual([])
  expect(await kiosk.stored('v1/records/')).toEqual([])
})

test('a page goes when its time is over, though nobody can say any more what was allowed', async () => {
  await using kiosk = await syncedKiosk({ publicAddress })
  const id = await kiosk.allowed()
  const over = Date.now() + 60_000
  kiosk.photos.setExpiry(id, new Date(over).toISOString())
  await kiosk.once()
  kiosk.store.exec('DROP TRIGGER ledger_no_update')
  kiosk.store.exec(`UPDATE ledger SET at = '2020-01-01T00:00:00.000Z'`)
  await kiosk.once({ now: () => over })
  expect(await kiosk.stored('s/')).toEqual([])
  expect(await kiosk.stored('v1/media/')).not.toEqual([])
})

test('a boomerang’s clips go to the brand with its picture, and from it', async () => {
  await using kiosk = await syncedKiosk()
  const [id, shy] = [await kiosk.allowed(), await kiosk.take()]
  for (const one of [id, shy]) await kiosk.addClips(one)
  await kiosk.once()
  const { media } = await kiosk.read(`v1/records/station=hall-a/${id}.json`)
  expect(media.map(({ role }: { role: string }) => role)).toEqual(['framed', 'animation', 'boomerang'])
  for (const { key, sha256: hash } of media)
    expect(sha256(await readFile(join(kiosk.storage, key)))).toBe(hash)
  expect(await kiosk.stored(`v1/media/station=hall-a/${shy}`)).toEqual([])
  kiosk.takeBack(id)
  await kiosk.once()
  expect(await kiosk.stored('v1/media/')).toEqual([])
})
