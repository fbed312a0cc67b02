import { say } from '../../../text/index.ts'
import { openPhotos } from '../../capture/photos.ts'
import { type FlagTable, stationFlags } from '../../contract/flags.ts'
import { exitCodes, secretsVariable } from '../../contract/ready.ts'
import { openSync } from '../../sync/sync.ts'
import { dropOriginal, linesWaiting, type WipeVerdict, wipeItems } from '../../sync/wipe.ts'
import { parseFlags } from '../../system/flags.ts'
import { dataFolder } from '../../system/root.ts'
import type { Command } from '../command.ts'
import { atStorage } from './at-storage.ts'
import { stopSignal } from './stop-signal.ts'

const flagTable = {
  data: stationFlags.data,
  /** Removes the originals that are safe, to make room. */
  'drop-originals': { kind: 'switch' },
} as const satisfies FlagTable

/** sync wipe-check [--drop-originals]: whether this kiosk may be wiped, photo by photo, proved at the storage now. */
export const wipeCheck: Command = async (args, print) => {
  const flags = parseFlags(args, flagTable)
  const data = dataFolder(flags.data)
  await using sync = await openSync({ dataFolder: data, secrets: process.env[secretsVariable] })
  const parts = { ...sync, dataFolder: data, photos: openPhotos(sync.store) }
  const counts = new Map<WipeVerdict, number>()
  let freed = 0
  await atStorage(sync.target, async () => {
    for await (const item of wipeItems(parts, stopSignal())) {
      counts.set(item.verdict, (counts.get(item.verdict) ?? 0) + 1)
      print(say('en', `wipe.${item.verdict}`, { photo: item.photo.id, until: item.photo.expires_at }))
      if (flags['drop-originals']) freed += await dropOriginal(parts, item)
    }
  })
  const lines = linesWaiting(sync.store)
  const safe = counts.get('safe') ?? 0
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0)
  print('')
  print(say('en', 'wipe.count', { safe, total }))
  if (lines > 0) print(say('en', 'wipe.lines', { count: lines }))
  if (flags['drop-originals']) print(say('en', 'wipe.freed', { megabytes: Math.round(freed / 1e6) }))
  const isSafe = safe === total && lines === 0
  print(say('en', isSafe ? 'wipe.yes' : 'wipe.no'))
  return isSafe ? exitCodes.ok : exitCodes.needsPerson
}
