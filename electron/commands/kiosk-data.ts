/** What commands need of a kiosk's data folder: the database and what is built on it. */
import { join } from 'node:path'
import { openPhotos, type Photo, type Photos } from '../capture/photos.ts'
import { type Gate, openGate } from '../consent/gate.ts'
import { type Ledger, openLedger, type Verdict } from '../consent/ledger.ts'
import { Trouble } from '../contract/errors.ts'
import { openStoreBeside, openStoreToRead, type Store } from '../store/open.ts'
import { dataFolder } from '../system/root.ts'
import { version } from '../system/version.ts'

export interface KioskData extends Disposable {
  readonly data: string
  readonly store: Store
  readonly photos: Photos
  readonly ledger: Ledger
  /** Whether the ledger holds; of one that does not, the gate allows nothing. */
  readonly verdict: Verdict
  readonly gate: Gate
}

/**
 * Opens the folder that `--data` names, beside a running station too. To be disposed of. Throws as `openStoreBeside` or
 * `openStoreToRead`.
 */
export function openKioskData(flag: string | undefined, to: 'read' | 'write'): KioskData {
  const data = dataFolder(flag)
  const file = join(data, 'groundswell.sqlite')
  const store = to === 'read' ? openStoreToRead(file) : openStoreBeside(file)
  try {
    const ledger = openLedger(store, version)
    const verdict = ledger.verify()
    const gate = openGate(store, ledger, verdict.broken === null)
    const photos = openPhotos(store)
    return { data, store, photos, ledger, verdict, gate, [Symbol.dispose]: () => void store.close() }
  } catch (error) {
    store.close()
    throw error
  }
}

/** The photo whose code somebody read out; capitals, spaces and hyphens do not matter. Throws CODE_UNKNOWN. */
export function photoByCode(
  photos: Pick<Photos, 'findByCode'>,
  came: string,
): Photo & { readonly code: string } {
  const photo = photos.findByCode(came)
  if (!photo?.code) throw new Trouble('CODE_UNKNOWN', { came })
  return { ...photo, code: photo.code }
}
