/**
 * The station's entry, under plain Node: flags in, words and the ready line out, and an exit code that tells
 * a supervisor whether starting again can help.
 */
import { say } from '../text/index.ts'
import { Trouble } from './contract/errors.ts'
import { stationFlags } from './contract/flags.ts'
import {
  exitCodes,
  readyLine,
  secretsVariable,
  secretVariable,
  supervisedVariable,
} from './contract/ready.ts'
import { parseFlags } from './system/flags.ts'
import { dataFolder } from './system/root.ts'
import { wordsFor } from './system/words.ts'

const nodeNeeded = 24

try {
  refuseOldNode()
  const flags = parseFlags(process.argv.slice(2), stationFlags)
  // Only now: on an old Node the database driver would crash the process without a word.
  const { openStation } = await import('./features.ts')
  const options = {
    data: dataFolder(flags.data),
    port: flags.port,
    sharePort: flags['share-port'],
    shareHost: flags['share-host'],
    camera: flags.camera,
    words: flags.words,
    secret: process.env[secretVariable],
    secrets: process.env[secretsVariable],
    onSettingsWaiting() {
      if (!stopping) reopening = reopen().catch(fail)
    },
  }
  let stopping = false
  let reopening: Promise<void> | undefined
  let station = await openStation(options)
  const { kiosk, share, data } = station.ready
  print(say('en', 'station.ready'))
  print(`  ${say('en', 'station.kiosk', { url: kiosk })}`)
  print(`  ${say('en', 'station.phones', { url: share })}`)
  print(`  ${say('en', 'station.data', { folder: data })}`)
  if (!station.phonesCanReach) print(say('en', 'station.noNetwork'))
  printTroubles()

  function printTroubles(): void {
    for (const { trouble, meanwhile } of station.troubles)
      print([wordsFor(trouble), ...(meanwhile ? [say('en', meanwhile)] : [])].join(' '))
  }

  /** Opens the station anew, with the settings that wait. Pages and codes that are out there go on: same ports, same secret. */
  async function reopen(): Promise<void> {
    await station.close()
    station = await openStation({
      ...options,
      port: Number(new URL(kiosk).port) || options.port,
      sharePort: Number(new URL(share).port) || options.sharePort,
      secret: new URL(kiosk).searchParams.get('key') ?? undefined,
    })
    print(say('en', 'station.reopened'))
    printTroubles()
  }

  async function stop(): Promise<void> {
    if (stopping) return
    stopping = true
    print(say('en', 'station.stopping', { folder: data }))
    await reopening
    await station.close()
    process.exit(exitCodes.ok)
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  // A supervisor holds our standard input open; when it dies in whatever way, the system closes it.
  if (process.env[supervisedVariable]) process.stdin.on('end', stop).resume()
  // Last: whoever reads it may end the station in the same instant.
  print(readyLine(station.ready))
} catch (error) {
  fail(error)
}

function fail(error: unknown): never {
  const needsPerson = error instanceof Trouble
  process.stderr.write(`${wordsFor(error)}\n`)
  if (!needsPerson) process.stderr.write(`${(error as Error).stack}\n`)
  process.exit(needsPerson ? exitCodes.needsPerson : exitCodes.broke)
}

function refuseOldNode(): void {
  const came = process.versions.node
  if (Number.parseInt(came, 10) < nodeNeeded)
    throw new Trouble('NODE_TOO_OLD', { expected: nodeNeeded, came })
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
