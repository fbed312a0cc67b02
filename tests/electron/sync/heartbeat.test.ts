import { cp } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { layoutFor } from '../../../electron/sync/layout.ts'
import { openStorage } from '../../../electron/sync/storage.ts'
import { openSync } from '../../../electron/sync/sync.ts'
import { TargetProblem } from '../../../electron/sync/target.ts'
import { type SyncedKiosk, syncedKiosk } from '../../support/synced-kiosk.ts'

const twinOf = ({ store }: SyncedKiosk) => openStorage(store).state().report?.twin
const endless = new AbortController().signal

test('a heartbeat whose answer was lost is no second station in the next run', async () => {
  await using kiosk = await syncedKiosk()
  await kiosk.once()
  {
    await using sync = await kiosk.open()
    const { target } = sync
    const put = target.put
    target.put = async (key, ...rest) => {
      await put(key, ...rest)
      if (key === layoutFor('hall-a').heartbeat) throw new TargetProblem('offline', 'the answer was lost')
    }
    await sync.worker.once(endless)
  }
  await kiosk.once()
  expect(twinOf(kiosk)).toBeNull()
})

test('a data folder that was copied is a second station to the first one, and the first one to it', async () => {
  await using kiosk = await syncedKiosk()
  await kiosk.once()
  const copy = kiosk.beside('copy')
  await cp(kiosk.data, copy, { recursive: true })
  await using sync = await openSync({ dataFolder: copy })
  await kiosk.once()
  await sync.worker.once(endless)
  expect(sync.storage.state().report?.twin).toMatchObject({ kiosk: kiosk.ledger.station })
  await kiosk.once()
  expect(twinOf(kiosk)).toMatchObject({ kiosk: kiosk.ledger.station })
})
