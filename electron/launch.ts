/** What `npm start` runs once everything is installed and built: the kiosk in Electron or a browser, or the station alone. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { say, type TextKey } from '../text/index.ts'
import { Trouble } from './contract/errors.ts'
import { type FlagValues, launchFlags, stationFlags } from './contract/flags.ts'
import { exitCodes } from './contract/ready.ts'
import { runInBrowser } from './launch/browser-kiosk.ts'
import { hasDisplay } from './launch/display.ts'
import { electronBinary, fetchElectronBinary } from './launch/electron-binary.ts'
import { runInElectron } from './launch/electron-kiosk.ts'
import { onStopSignal } from './launch/signals.ts'
import { spawnGroup } from './process-group.ts'
import { stationEnvironment, stationNodeFlags } from './supervisor.ts'
import { parseFlags } from './system/flags.ts'
import { root } from './system/root.ts'
import { wordsFor } from './system/words.ts'
import { tell } from './terminal.ts'

const fetchWithinMs = 180_000

type Flags = FlagValues<typeof launchFlags>

try {
  process.exitCode = await launch(parseFlags(process.argv.slice(2), launchFlags))
} catch (error) {
  if (!(error instanceof Trouble)) throw error
  process.stderr.write(`${wordsFor(error)}\n`)
  process.exitCode = exitCodes.needsPerson
}

async function launch(flags: Flags): Promise<number> {
  const args = stationArguments(flags)
  const entry = join(root, 'electron/station.ts')
  const station = { command: process.execPath, args: [...stationNodeFlags, entry, ...args] }
  if (flags.station) return runStationAlone(station)
  if (!flags.browser) {
    const found = await findElectron(flags)
    const ended = 'binary' in found ? await runInElectron(found.binary, root, args) : found
    if (typeof ended === 'number') return ended
    tell(say('en', 'station.noElectron', { reason: ended.reason }))
  }
  return runInBrowser(station)
}

async function findElectron(flags: Flags): Promise<{ binary: string } | { reason: string }> {
  const without = (key: TextKey) => ({ reason: say('en', key) })
  if (!hasDisplay()) return without('station.noDisplay')
  const there = electronBinary()
  if (!there && !flags.electron) return without('station.noBinary')
  const binary = there ?? (await fetchElectron())
  if (!binary) return without('station.notFetched')
  if (!existsSync(join(root, 'dist/shell/main.js')))
    throw new Trouble('PAGES_NOT_BUILT', { folder: join(root, 'dist/shell') })
  return { binary }
}

async function fetchElectron(): Promise<string | null> {
  tell(say('en', 'station.fetchesElectron'))
  // Leaving by `exit` takes the download along.
  const goOn = onStopSignal(() => process.exit(exitCodes.ok))
  const binary = await fetchElectronBinary(fetchWithinMs)
  goOn()
  return binary
}

/** The station's own words and exit code are ours. */
function runStationAlone({ command, args }: { command: string; args: string[] }): Promise<number> {
  onStopSignal(signal => child.kill(signal))
  const child = spawnGroup(command, args, stationEnvironment(), 'inherit')
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', code => resolve(code ?? exitCodes.broke))
  })
}

function stationArguments(flags: Flags): string[] {
  const names = Object.keys(stationFlags) as (keyof typeof stationFlags)[]
  return names.flatMap(name => (flags[name] === undefined ? [] : [`--${name}=${flags[name]}`]))
}
