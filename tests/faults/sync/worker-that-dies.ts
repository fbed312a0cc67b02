/**
 * `groundswell sync watch`, which can be told to die at a step, and that writes which land late do so within seconds:
 * SYNC_LATENESS and SYNC_PATIENCE are milliseconds. Its process id is in the file FAULTS_WORKER.
 */
import { writeFileSync } from 'node:fs'
import { stopSignal } from '../../../electron/commands/sync/stop-signal.ts'
import { stationFlags } from '../../../electron/contract/flags.ts'
import { secretsVariable, supervisedVariable } from '../../../electron/contract/ready.ts'
import { openSync } from '../../../electron/sync/sync.ts'
import { parseFlags } from '../../../electron/system/flags.ts'
import { dieAt } from './die.ts'

const { env } = process
const flags = parseFlags(process.argv.slice(4), { data: stationFlags.data })
await using sync = await openSync({
  dataFolder: flags.data ?? '',
  secrets: env[secretsVariable],
  lateness: Number(env.SYNC_LATENESS),
  patience: Number(env.SYNC_PATIENCE),
  onStep: dieAt(env.WORKER_DIES, env.FAULTS_BOOK ?? ''),
})
if (env.FAULTS_WORKER) writeFileSync(env.FAULTS_WORKER, String(process.pid))
await sync.worker.watch(stopSignal(env[supervisedVariable] !== undefined))
