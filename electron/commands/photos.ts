import { join } from 'node:path'
import { openPhotos } from '../capture/photos.ts'
import { openGate } from '../consent/gate.ts'
import { openLedger } from '../consent/ledger.ts'
import { purposes } from '../contract/consent.ts'
import { stationFlags } from '../contract/flags.ts'
import { exitCodes } from '../contract/ready.ts'
import { sharePath } from '../share/links.ts'
import { openStoreToRead } from '../store/open.ts'
import { parseFlags } from '../system/flags.ts'
import { dataFolder } from '../system/root.ts'
import { version } from '../system/version.ts'
import type { Command } from './command.ts'

/** photos --data DIR: every photo, oldest first, as JSON. It may run beside the station. */
export const photos: Command = async (args, print) => {
  const flags = parseFlags(args, { data: stationFlags.data })
  const data = dataFolder(flags.data)
  const store = openStoreToRead(join(data, 'groundswell.sqlite'))
  try {
    const ledger = openLedger(store, version)
    const gate = openGate(store, ledger, ledger.verify().broken === null)
    const now = Date.now()
    const list = openPhotos(store)
      .all()
      .map(photo => ({
        id: photo.id,
        stage: photo.stage,
        page: sharePath(photo.token),
        reservedAt: photo.reserved_at,
        expiresAt: photo.expires_at,
        withdrawnAt: photo.withdrawn_at,
        code: photo.code,
        allowed: purposes.filter(purpose => gate.allowed(photo.id, purpose, now)),
        original: photo.original_dropped_at
          ? null
          : fileOf(data, photo.original_file, photo.original_sha256, photo.original_bytes),
        framed: fileOf(data, photo.framed_file, photo.framed_sha256, photo.framed_bytes),
        failure: photo.failure,
      }))
    print(JSON.stringify(list, null, 2))
    return exitCodes.ok
  } finally {
    store.close()
  }
}

function fileOf(data: string, file: string | null, sha256: string | null, bytes: number | null) {
  return file && { file: join(data, file), sha256, bytes }
}
