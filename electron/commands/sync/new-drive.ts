import { join } from 'node:path'
import { say } from '../../../text/index.ts'
import { Trouble } from '../../contract/errors.ts'
import { stationFlags } from '../../contract/flags.ts'
import { exitCodes } from '../../contract/ready.ts'
import { openStoreBeside } from '../../store/open.ts'
import { loadSyncSettings } from '../../sync/settings.ts'
import { acceptNewDrive, identityOf } from '../../sync/storage.ts'
import { parseFlags } from '../../system/flags.ts'
import { dataFolder } from '../../system/root.ts'
import type { Command } from '../command.ts'

/** sync new-drive: another drive has taken the place of the one that was there, on purpose, and gets everything. */
export const newDrive: Command = async (args, print) => {
  const flags = parseFlags(args, { data: stationFlags.data })
  const data = dataFolder(flags.data)
  const settings = await loadSyncSettings(data)
  if (settings?.target.kind !== 'folder') throw new Trouble('SYNC_NOT_SET', { file: join(data, 'sync.json') })
  const store = openStoreBeside(join(data, 'groundswell.sqlite'))
  try {
    acceptNewDrive(store, identityOf(settings.target))
  } finally {
    store.close()
  }
  print(say('en', 'sync.newDrive', { folder: settings.target.path }))
  return exitCodes.ok
}
