import { join } from 'node:path'
import { say } from '../../text/index.ts'
import { Trouble } from '../contract/errors.ts'
import { type FlagTable, stationFlags } from '../contract/flags.ts'
import { exitCodes, secretsVariable } from '../contract/ready.ts'
import { openTarget } from '../sync/open-target.ts'
import { restore } from '../sync/restore.ts'
import { readSyncSettings, type SyncSettings, syncSchema } from '../sync/settings.ts'
import { openThrottle } from '../sync/throttle.ts'
import { writeCarefully } from '../system/files.ts'
import { parseFlags } from '../system/flags.ts'
import { dataFolder } from '../system/root.ts'
import { readSecrets } from '../system/secrets.ts'
import type { Command } from './command.ts'
import { readInput, writingInto } from './files.ts'
import { atStorage } from './sync/at-storage.ts'
import { stopSignal } from './sync/stop-signal.ts'

const flagTable = {
  data: stationFlags.data,
  /** Sync settings as in `sync.json`, or the folder itself when the storage is one. */
  from: { kind: 'text', expected: 'SETTINGS|FOLDER' },
  station: { kind: 'text', expected: 'NAME' },
} as const satisfies FlagTable

/** restore --from SETTINGS|FOLDER --data DIR [--station NAME]: rebuilds a kiosk's data folder from the storage. */
export const restoreCommand: Command = async (args, print) => {
  const flags = parseFlags(args, flagTable)
  if (flags.from === undefined || flags.data === undefined)
    throw new Trouble('ARGUMENT_MISSING', { expected: 'restore --from SETTINGS|FOLDER --data DIR' })
  const data = dataFolder(flags.data)
  const settings = await settingsFrom(flags.from)
  const { storage } = await readSecrets(data, process.env[secretsVariable])
  if (settings.target.kind !== 'folder' && !storage) throw new Trouble('SYNC_SECRET')
  let memory: string | null = null
  const target = await openTarget(settings.target, {
    secret: storage ?? '',
    throttle: openThrottle(0),
    memory: {
      recall: () => memory,
      remember: text => {
        memory = text
      },
    },
  })
  const station = flags.station ?? settings.station
  const parts = {
    ...{ target, settings: settings.target, dataFolder: data, station },
    // With its old name it goes on where it was.
    onRebuilt: (name: string) =>
      writeCarefully(
        join(data, 'sync.json'),
        Buffer.from(`${JSON.stringify({ ...settings, station: name }, null, 2)}\n`),
      ),
  }
  try {
    const restored = await writingInto(data, () => atStorage(target, () => restore(parts, stopSignal())))
    const { photos, entries } = restored
    print(say('en', 'restore.done', { station: restored.station, photos, entries, folder: data }))
    if (restored.expected > entries) print(say('en', 'restore.gap', { entries, expected: restored.expected }))
    for (const photo of restored.without) print(say('en', 'restore.without', { photo }))
    for (const photo of restored.behind) print(say('en', 'restore.behind', { photo }))
    for (const key of restored.unproved) print(say('en', 'restore.unproved', { key }))
    if (restored.lost > 0) print(say('en', 'restore.lost', { lost: restored.lost }))
    print(say('en', 'restore.links'))
    return exitCodes.ok
  } finally {
    target.close()
  }
}

async function settingsFrom(from: string): Promise<SyncSettings> {
  if (!from.endsWith('.json')) return syncSchema.parse({ target: { kind: 'folder', path: from } })
  return readSyncSettings((await readInput(from)).toString('utf8'), from)
}
