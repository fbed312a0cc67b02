import { createInterface } from 'node:readline'
import { stationFlags } from '../../contract/flags.ts'
import { exitCodes, secretsVariable, supervisedVariable, workerWords } from '../../contract/ready.ts'
import { openSync } from '../../sync/sync.ts'
import { parseFlags } from '../../system/flags.ts'
import { dataFolder } from '../../system/root.ts'
import type { Command } from '../command.ts'
import { stopSignal } from './stop-signal.ts'

/** sync watch: sends what is to be sent until it is stopped, beside the station. The station runs it by itself. */
export const watch: Command = async args => {
  const flags = parseFlags(args, { data: stationFlags.data })
  await using sync = await openSync({
    dataFolder: dataFolder(flags.data),
    secrets: process.env[secretsVariable],
  })
  const isSupervised = process.env[supervisedVariable] !== undefined
  if (isSupervised)
    createInterface({ input: process.stdin }).on('line', word => {
      if (word === workerWords.look) sync.worker.look()
      if (word === workerWords.hold) sync.worker.hold()
      if (word === workerWords.go) sync.worker.go()
    })
  await sync.worker.watch(stopSignal(isSupervised))
  return exitCodes.ok
}
