import { text } from 'node:stream/consumers'
import { say } from '../../../text/index.ts'
import { Trouble } from '../../contract/errors.ts'
import { stationFlags } from '../../contract/flags.ts'
import { exitCodes } from '../../contract/ready.ts'
import { parseFlags } from '../../system/flags.ts'
import { dataFolder } from '../../system/root.ts'
import { readSecrets, writeSecrets } from '../../system/secrets.ts'
import type { Command } from '../command.ts'

/** sync secret: takes the storage's secret key or password from standard input, so that it is in no list of commands. */
export const secret: Command = async (args, print) => {
  const flags = parseFlags(args, { data: stationFlags.data })
  const data = dataFolder(flags.data)
  if (process.stdin.isTTY) print(say('en', 'sync.typeSecret'))
  const storage = (await text(process.stdin)).replace(/\r?\n$/, '')
  if (storage === '' || /[\r\n]/.test(storage)) throw new Trouble('SYNC_SECRET')
  await writeSecrets(data, { ...(await readSecrets(data, undefined)), storage })
  print(say('en', 'sync.secretKept', { folder: data }))
  return exitCodes.ok
}
