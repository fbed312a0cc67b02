import { rename } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { healthOf } from '../../../electron/sync/health.ts'
import { syncedKiosk } from '../../support/synced-kiosk.ts'
import { until } from '../../support/until.ts'

test('a storage that goes away and comes back is noticed while somebody looks, though there is nothing to send', async () => {
  await using kiosk = await syncedKiosk()
  await using sync = await kiosk.open()
  const stop = new AbortController()
  const ended = sync.worker.watch(stop.signal)
  const state = () => healthOf({ store: kiosk.store, freeHours: 9 }).state
  const seen = (wanted: string) =>
    until(`the sync to be ${wanted}`, () => {
      sync.worker.look()
      return state() === wanted
    })
  await seen('well')
  // From here on the worker has nothing of its own to do at the storage for minutes.
  await until('the heartbeat to be there', async () => (await kiosk.stored('v1/kiosks/')).length > 0)
  await until('the run to be remembered', () => sync.storage.state().heartbeat_run)
  await rename(kiosk.storage, `${kiosk.storage}-away`)
  await seen('offline')
  await rename(`${kiosk.storage}-away`, kiosk.storage)
  await seen('well')
  expect(sync.condition.problem).toBeNull()
  stop.abort()
  await ended
})
