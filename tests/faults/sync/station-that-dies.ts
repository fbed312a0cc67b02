/**
 * A station whose sync runs in a worker that may die too. The environment says when: STATION_DIES and WORKER_DIES are
 * steps such as `kept:2`, FAULTS_BOOK the file in which deaths are written.
 */
import { join } from 'node:path'
import { stationFlags } from '../../../electron/contract/flags.ts'
import { readyLine, supervisedVariable } from '../../../electron/contract/ready.ts'
import { openStation } from '../../../electron/features.ts'
import { parseFlags } from '../../../electron/system/flags.ts'
import { dieAt } from './die.ts'

const flags = parseFlags(process.argv.slice(2), stationFlags)
const station = await openStation({
  data: flags.data ?? '',
  port: flags.port,
  sharePort: flags['share-port'],
  shareHost: flags['share-host'],
  camera: flags.camera,
  syncProgram: join(import.meta.dirname, 'worker-that-dies.ts'),
  onStep: dieAt(process.env.STATION_DIES, process.env.FAULTS_BOOK ?? ''),
})
const stop = () => void station.close().then(() => process.exit(0))
process.once('SIGTERM', stop)
if (process.env[supervisedVariable]) process.stdin.on('end', stop).resume()
process.stdout.write(`${readyLine(station.ready)}\n`)
