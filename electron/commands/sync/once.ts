import { say } from '../../../text/index.ts'
import { stationFlags } from '../../contract/flags.ts'
import { exitCodes, secretsVariable } from '../../contract/ready.ts'
import { healthIn } from '../../sync/health.ts'
import { openSync } from '../../sync/sync.ts'
import { parseFlags } from '../../system/flags.ts'
import { dataFolder } from '../../system/root.ts'
import type { Command } from '../command.ts'
import { statusLines } from './status.ts'
import { stopSignal } from './stop-signal.ts'

/** sync once: sends all that can be sent now, beside a running station too, and says what is left. */
export const once: Command = async (args, print) => {
  const flags = parseFlags(args, { data: stationFlags.data })
  const data = dataFolder(flags.data)
  await using sync = await openSync({ dataFolder: data, secrets: process.env[secretsVariable] })
  await sync.worker.once(stopSignal())
  const health = await healthIn(data, sync.store)
  for (const line of statusLines(health)) print(line)
  const { removals, photos } = health.waiting
  const isDone = removals + photos + health.linesWaiting + health.unsent.length === 0 && !health.problem
  if (isDone) print(say('en', 'sync.allThere'))
  return isDone ? exitCodes.ok : exitCodes.broke
}
