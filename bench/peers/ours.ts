import { join } from 'node:path'
import type { OutputName } from '../../electron/frame/outputs.ts'
import { stationEnvironment, stationNodeFlags } from '../../electron/supervisor.ts'
import type { Peer } from './peer.ts'
import { openWorker } from './worker.ts'

/** Our own engine, in a process with the station's flags and environment. */
export function openOurs(output: OutputName): Promise<Peer> {
  const script = join(import.meta.dirname, 'ours-worker.ts')
  const args = [...stationNodeFlags, script, output]
  return openWorker(process.execPath, args, 'nodejs', stationEnvironment())
}
