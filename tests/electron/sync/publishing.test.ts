import { expect, test, vi } from 'vitest'
import { isPublished, isPublishing } from '../../../electron/sync/publishing.ts'
import { openStorage, rememberStorage } from '../../../electron/sync/storage.ts'
import { kioskFolder } from '../../support/kiosk-folder.ts'
import { syncedKiosk } from '../../support/synced-kiosk.ts'

const minute = 60_000

test('publishing is well once the storage has done something, and for as long as it does', async () => {
  await using kiosk = await syncedKiosk({ publicAddress: 'https://photos.example.org' })
  expect(isPublishing(kiosk.store)).toBe(false)
  const id = await kiosk.take()
  await kiosk.once()
  const { token } = kiosk.photos.find(id)!
  expect(isPublishing(kiosk.store)).toBe(true)
  expect(isPublished(kiosk.store, token)).toBe(true)
  expect(isPublishing(kiosk.store, Date.now() + minute)).toBe(false)
  expect(isPublishing(kiosk.store, Date.now() - minute)).toBe(false) // by a clock that was set back
})

test('publishing that is switched off beside a running station is not well: a code would never open', async () => {
  await using kiosk = await syncedKiosk({ publicAddress: 'https://photos.example.org' })
  const id = await kiosk.take()
  await kiosk.once()
  expect(isPublishing(kiosk.store)).toBe(true)
  await kiosk.set({})
  await kiosk.once()
  expect(isPublishing(kiosk.store)).toBe(false)
  // A photo that has no page because its time is over says nothing.
  kiosk.photos.setExpiry(id, new Date().toISOString())
  await kiosk.once()
  expect(isPublishing(kiosk.store)).toBe(true)
})

test.each([
  ['nobody has set a storage', () => {}],
  [
    'the operator has stopped it',
    ({ store }) => {
      wellAt(store)
      openStorage(store).setPaused(true)
    },
  ],
  ['the storage has a problem', ({ store }) => wellAt(store, { kind: 'offline', message: '', since: '' })],
  [
    'a page waits for too long',
    ({ store }) => {
      wellAt(store)
      store.exec("INSERT INTO outbox (photo, rank, since) VALUES ('one', 1, 1)")
    },
  ],
] as [string, (kiosk: Awaited<ReturnType<typeof kioskFolder>>) => void][])(
  'it is not when %s',
  async (_, make) => {
    await using kiosk = await kioskFolder()
    make(kiosk)
    expect(isPublishing(kiosk.store)).toBe(false)
    expect(isPublished(kiosk.store, 'x'.repeat(22))).toBe(false)
  },
)

test('one photo whose file is damaged does not count, nor do photos that wait behind the pages', async () => {
  await using kiosk = await kioskFolder()
  wellAt(kiosk.store)
  kiosk.store.exec(
    "INSERT INTO outbox (photo, rank, since, problem) VALUES ('one', 1, 1, 'file'), ('two', 2, 1, NULL)",
  )
  expect(isPublishing(kiosk.store)).toBe(true)
})

type Store = Awaited<ReturnType<typeof kioskFolder>>['store']

function wellAt(store: Store, problem: { kind: string; message: string; since: string } | null = null): void {
  rememberStorage(store, 'folder /storage')
  openStorage(store).report({
    ...{ at: new Date().toISOString(), target: '/storage', problem, workedAt: Date.now(), clockOffset: null },
    ...{ twin: null, isLedgerWhole: true, failing: [] },
  })
}

test('looking costs no memory, however often it is done: nothing is prepared anew', async () => {
  await using kiosk = await kioskFolder()
  wellAt(kiosk.store)
  const look = () => [isPublishing(kiosk.store), isPublished(kiosk.store, 'x'.repeat(22))]
  look()
  const prepare = vi.spyOn(kiosk.store, 'prepare')
  expect(look()).toEqual([true, false])
  expect(prepare).not.toHaveBeenCalled()
})
