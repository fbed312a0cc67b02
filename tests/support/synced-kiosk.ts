/** A kiosk's data folder with small, real pictures, and a folder beside it as the brand's storage. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openErasure } from '../../electron/consent/erasure.ts'
import type { Purpose } from '../../electron/contract/consent.ts'
import { openSync, type Sync, type SyncOptions } from '../../electron/sync/sync.ts'
import { ifMissing } from '../../electron/system/files.ts'
import { moment } from '../../electron/system/time.ts'
import { withdrawal, yes } from './answers.ts'
import { kioskFolder, type TakeOptions } from './kiosk-folder.ts'

export type SyncedKiosk = Awaited<ReturnType<typeof syncedKiosk>>

/** `settings` are those of sync.json beside the target. */
export async function syncedKiosk(settings: Readonly<Record<string, unknown>> = {}) {
  const kiosk = await kioskFolder()
  const storage = kiosk.beside('storage')
  await mkdir(storage, { recursive: true })
  const target = { kind: 'folder', path: storage }
  /** Writes sync.json anew. */
  const set = (settings: Readonly<Record<string, unknown>>) =>
    writeFile(join(kiosk.data, 'sync.json'), JSON.stringify({ station: 'hall-a', target, ...settings }))
  await set(settings)

  /** What lies at the storage, by key. */
  async function stored(prefix = ''): Promise<string[]> {
    const names = await readdir(storage, { recursive: true, withFileTypes: true }).catch(ifMissing([]))
    return names
      .filter(one => one.isFile())
      .map(one => join(one.parentPath, one.name).slice(storage.length + 1))
      .filter(key => key.startsWith(prefix || 'v1/'))
      .sort()
  }

  const { store, data, photos, ledger } = kiosk
  return {
    ...kiosk,
    storage,
    stored,
    set,
    read: async (key: string) => JSON.parse(await readFile(join(storage, key), 'utf8')),
    open: (options: Omit<SyncOptions, 'dataFolder'> = {}): Promise<Sync> =>
      openSync({ dataFolder: kiosk.data, ...options }),
    /** Sends what can be sent now. */
    async once(options: Omit<SyncOptions, 'dataFolder'> = {}): Promise<void> {
      await using sync = await openSync({ dataFolder: kiosk.data, ...options })
      await sync.worker.once(new AbortController().signal)
    },
    /** Takes a photo and has its people say yes to `purposes`; gives its id. */
    async allowed(purposes: readonly Purpose[] = ['social'], options: TakeOptions = {}): Promise<string> {
      const id = await kiosk.take(options)
      for (const purpose of purposes) kiosk.ledger.answer(yes(id, { purpose }), moment())
      return id
    },
    takeBack: (id: string, purpose: Purpose | 'everything' = 'everything') =>
      kiosk.ledger.withdraw(withdrawal(id, purpose), moment()),
    /** What erases as the station does. */
    erasure: openErasure({ store, dataFolder: data, photos, ledger }),
    /** No write that was given up can land any more. */
    letTimePass: () => void store.exec('UPDATE objects SET recheck_at = 1 WHERE recheck_at IS NOT NULL'),
    [Symbol.asyncDispose]: () => kiosk[Symbol.asyncDispose](),
  }
}
