import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { WipeView } from '../../../electron/contract/wipe.ts'
import { openWipeRun, type WipeRun } from '../../../electron/operator/wipe-run.ts'
import { openLog } from '../../../electron/system/log.ts'
import { cliEntry } from '../../../electron/system/root.ts'
import { type SyncedKiosk, syncedKiosk } from '../../support/synced-kiosk.ts'
import { until } from '../../support/until.ts'

function runFor({ data }: SyncedKiosk): WipeRun {
  return openWipeRun({ dataFolder: data, cli: cliEntry(), log: openLog(join(data, 'logs')) })
}

const ended = (run: WipeRun): Promise<WipeView> =>
  until(
    'the check to end',
    () => {
      const view = run.read(0)
      return view.isRunning ? null : view
    },
    30_000,
  )

test('a check sends what it can, names each photo with its verdict, and says what follows', async () => {
  await using kiosk = await syncedKiosk()
  const shared = await kiosk.allowed(['social'], { code: 'ABC234' })
  const only = await kiosk.take()
  const run = runFor(kiosk)
  expect(run.read(0)).toMatchObject({ run: 0, isRunning: false, result: null })
  run.start(false)
  run.start(true) // is not begun: one at a time
  expect(run.read(0)).toMatchObject({ run: 1, isRunning: true, isDropping: false })
  const view = await ended(run)
  expect(view).toMatchObject({
    ...{ total: 2, trouble: null, counts: { safe: 1, private: 1, waiting: 0 } },
    judged: [
      { photo: shared, code: 'ABC234', verdict: 'safe' },
      { photo: only, code: null, verdict: 'private', until: '2999-01-01T00:00:00.000Z' },
    ],
    result: { mayBeWiped: false, safe: 1, total: 2, lines: 0, droppable: { photos: 1 } },
  })
  expect(view.result?.droppable.bytes).toBe(kiosk.photos.find(shared)?.original_bytes)
  expect(run.read(1).judged.map(({ photo }) => photo)).toEqual([only])
  await run.close()
})

test('only asked to, it drops the originals that are safe', async () => {
  await using kiosk = await syncedKiosk()
  const shared = await kiosk.allowed()
  const only = await kiosk.take()
  const run = runFor(kiosk)
  run.start(false)
  await ended(run)
  expect(kiosk.photos.find(shared)?.original_dropped_at).toBeNull()
  run.start(true)
  const view = await ended(run)
  expect(view).toMatchObject({ run: 2, result: { dropped: { photos: 1 }, droppable: { photos: 0 } } })
  expect(kiosk.photos.find(shared)?.original_dropped_at).not.toBeNull()
  expect(kiosk.photos.find(only)?.original_dropped_at).toBeNull()
  await run.close()
})

test('a storage that is not there is the trouble that it is, and no verdict', async () => {
  await using kiosk = await syncedKiosk()
  await kiosk.allowed()
  await kiosk.once()
  await rename(kiosk.storage, `${kiosk.storage}-away`)
  const run = runFor(kiosk)
  run.start(false)
  const { trouble, result } = await ended(run)
  expect(trouble).toMatchObject({ code: 'SYNC_PROBLEM', details: { kind: 'offline' } })
  expect(result).toBeNull()
  await run.close()
})

test('one that is broken off has neither a verdict nor a trouble', async () => {
  await using kiosk = await syncedKiosk()
  await kiosk.allowed()
  const run = runFor(kiosk)
  run.start(false)
  run.stop()
  expect(await ended(run)).toMatchObject({ trouble: null, result: null })
  await run.close()
})
