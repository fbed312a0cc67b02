/** A write that the client gave up may still land, and then lies where something newer or nothing should. */
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { layoutFor } from '../../../electron/sync/layout.ts'
import { moment } from '../../../electron/system/time.ts'
import { yes } from '../../support/answers.ts'
import { type SyncedKiosk, syncedKiosk } from '../../support/synced-kiosk.ts'

const layout = layoutFor('hall-a')

/** How late a write lands here at most, in milliseconds. */
const lateness = 1_000

/** Waits until nothing can land any more, and sends what is to be sent then. */
async function onceLater(kiosk: SyncedKiosk): Promise<void> {
  await pause(lateness)
  await kiosk.once({ lateness })
}

test('an earlier record that lands on the newer one does not stay', async () => {
  await using kiosk = await syncedKiosk()
  const id = await kiosk.allowed(['social', 'ads'])
  await kiosk.once({ lateness })
  const file = join(kiosk.storage, layout.record(id))
  const earlier = await readFile(file)
  kiosk.takeBack(id, 'ads')
  await kiosk.once({ lateness })
  await writeFile(file, earlier)
  await onceLater(kiosk)
  const { allowed } = await kiosk.read(layout.record(id))
  expect(allowed.map(({ purpose }: { purpose: string }) => purpose)).toEqual(['social'])
})

test('a file of the journal that was replaced is removed once more', async () => {
  await using kiosk = await syncedKiosk()
  const { store } = kiosk
  const id = await kiosk.allowed()
  await kiosk.once({ lateness })
  const [first = ''] = await kiosk.stored('v1/events/')
  const earlier = await readFile(join(kiosk.storage, first))
  // The plug is pulled when the file lies there and this is not written down; then a photo is erased.
  store.exec('UPDATE storage SET journal_to = journal_seq, journal_seq = 0')
  await kiosk.erasure.erase(id, 'asked')
  await kiosk.once({ lateness })
  expect(await kiosk.stored('v1/events/')).not.toContain(first)
  await writeFile(join(kiosk.storage, first), earlier)
  await onceLater(kiosk)
  expect(await kiosk.stored('v1/events/')).not.toContain(first)
  expect(store.prepare(`SELECT count(*) FROM objects WHERE state <> 'there'`).pluck().get()).toBe(0)
})

test('what was allowed again is sent again when an earlier removal lands on it', async () => {
  await using kiosk = await syncedKiosk()
  const id = await kiosk.allowed()
  await kiosk.once({ lateness })
  kiosk.takeBack(id, 'social')
  await kiosk.once({ lateness })
  kiosk.ledger.answer(yes(id, { purpose: 'social' }), moment())
  await kiosk.once({ lateness })
  await rm(join(kiosk.storage, layout.record(id)))
  await onceLater(kiosk)
  expect(await kiosk.stored()).toContain(layout.record(id))
})
