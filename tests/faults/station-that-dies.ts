/** A station that kills itself (SIGKILL, as a pulled plug does) right after the step that DIE_AFTER names. */
import { stationFlags } from '../../electron/contract/flags.ts'
import { readyLine } from '../../electron/contract/ready.ts'
import { openStation } from '../../electron/features.ts'
import { parseFlags } from '../../electron/system/flags.ts'

const flags = parseFlags(process.argv.slice(2), stationFlags)
const station = await openStation({
  data: flags.data ?? '',
  port: flags.port,
  sharePort: flags['share-port'],
  shareHost: flags['share-host'],
  camera: flags.camera,
  onStep: step => {
    if (step === process.env.DIE_AFTER) process.kill(process.pid, 'SIGKILL')
  },
})
process.stdout.write(`${readyLine(station.ready)}\n`)
