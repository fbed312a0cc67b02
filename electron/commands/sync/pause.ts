import { join } from 'node:path'
import { say } from '../../../text/index.ts'
import { Trouble } from '../../contract/errors.ts'
import { stationFlags } from '../../contract/flags.ts'
import { exitCodes } from '../../contract/ready.ts'
import { openStoreBeside } from '../../store/open.ts'
import { hasStorage, openStorage } from '../../sync/storage.ts'
import { parseFlags } from '../../system/flags.ts'
import { dataFolder } from '../../system/root.ts'
import type { Command } from '../command.ts'

/** sync pause: nothing more is sent until `sync resume`, also after a restart. */
export const pause: Command = async (args, print) => setPaused(args, print, true)

/** sync resume: goes on. */
export const resume: Command = async (args, print) => setPaused(args, print, false)

function setPaused(args: readonly string[], print: (line: string) => void, paused: boolean): number {
  const flags = parseFlags(args, { data: stationFlags.data })
  const data = dataFolder(flags.data)
  const store = openStoreBeside(join(data, 'groundswell.sqlite'))
  try {
    if (!hasStorage(store)) throw new Trouble('SYNC_NOT_SET', { file: join(data, 'sync.json') })
    openStorage(store).setPaused(paused)
  } finally {
    store.close()
  }
  print(say('en', paused ? 'sync.paused' : 'sync.resumed'))
  return exitCodes.ok
}
