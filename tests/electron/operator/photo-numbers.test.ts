import { expect, test } from 'vitest'
import { openPhotoNumbers } from '../../../electron/operator/photo-numbers.ts'
import { kioskFolder } from '../../support/kiosk-folder.ts'

const noon = new Date(2026, 10, 26, 12)
const at = (hour: number, day = 26) => new Date(2026, 10, day, hour).toISOString()

test('photos are counted by the day of the place, those that wait on any day', async () => {
  await using kiosk = await kioskFolder()
  await kiosk.take({ at: at(23, 25) })
  await kiosk.take({ at: at(0) })
  await kiosk.take({ at: at(11), stage: 'reserved' })
  await kiosk.take({ at: at(20, 25), stage: 'kept' })
  const erased = await kiosk.take({ at: at(10) })
  kiosk.photos.beginErasing(erased, 'asked')
  expect(openPhotoNumbers(kiosk.store)(noon)).toEqual({ today: 2, waiting: 1, failed: 0, failedLately: 0 })
})

test('photos that could not be framed are told apart by whether that was just now', async () => {
  await using kiosk = await kioskFolder()
  for (const kept of [at(9), new Date(2026, 10, 26, 11, 30).toISOString(), at(22, 25)]) {
    const id = await kiosk.take({ at: kept, stage: 'kept' })
    kiosk.photos.failed(id, 'PHOTO_DAMAGED')
    kiosk.store.prepare('UPDATE photos SET kept_at = ? WHERE id = ?').run(kept, id)
  }
  expect(openPhotoNumbers(kiosk.store)(noon)).toMatchObject({ failed: 2, failedLately: 1 })
})
