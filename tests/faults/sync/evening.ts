/**
 * An evening at a kiosk whose plug is pulled again and again: a real station with its worker, people at its doors, a real
 * storage. In the end the worker is given time to finish, and everything is audited.
 */
import { existsSync } from 'node:fs'
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { makeKeys } from '../../../electron/consent/seal.ts'
import { openStoreBeside } from '../../../electron/store/open.ts'
import { writeSecrets } from '../../../electron/system/secrets.ts'
import { chances, seeded } from '../../support/random.ts'
import { type StationProcess, startStation, temporaryFolder } from '../../support/station.ts'
import { until } from '../../support/until.ts'
import { openAcknowledged } from './acknowledged.ts'
import { audit, rowsOf } from './audit.ts'
import type { Cloud } from './cloud.ts'
import { drain } from './drain.ts'
import { openGuests } from './guests.ts'
import { stationName } from './kiosk-at.ts'
import type { Outcome } from './scenario.ts'
import { isInArguments, secretsTold } from './secrets.ts'

export interface EveningOptions {
  readonly cloud: Cloud
  readonly seed: number
  /** How often station or worker is killed, at least. */
  readonly kills: number
  /** Whether enough has happened beside; else the evening goes on. */
  readonly isEnough?: () => boolean
  /** Where the storage is reached; without it, at its own address. */
  readonly endpoint?: string
  /** Of so many lives, one is to end at a named step; of twice as many glances at the worker, one kills it. */
  readonly dieOneIn?: number
  /** A life of the station, in milliseconds, when nothing kills it before. */
  readonly life?: { readonly least: number; readonly most: number }
  /** How late a write may land, and how long a request may take, in milliseconds. */
  readonly lateness: number
  readonly patience: number
  /** Whether leases of the dead and waits after failures, of minutes, are waited for; else they are ended. */
  readonly waits: boolean
  /** The storm is over: from now on all is well. */
  readonly onCalm?: () => void | Promise<void>
  /** Called with the folder before it is removed; gives what is wrong there. */
  readonly afterwards?: (folder: string) => Promise<readonly string[]>
}

const stationThatDies = 'tests/faults/sync/station-that-dies.ts'
const stationSteps = ['reserved', 'original-written', 'kept', 'composed', 'framed-written', 'framed', 'begun']
const workerSteps = ['noted', 'put', 'verified', 'removing', 'removed']

export async function evening(options: EveningOptions): Promise<Outcome> {
  const { cloud, seed, kills, lateness, patience, waits, dieOneIn = 2 } = options
  const { least, most } = options.life ?? { least: 300, most: 2_500 }
  await using folder = await temporaryFolder()
  const data = join(folder.path, 'data')
  const paths = { book: join(folder.path, 'deaths'), worker: join(folder.path, 'worker') }
  await furnish(data, cloud, options.endpoint)
  using log = openAcknowledged(join(folder.path, 'acknowledged.jsonl'))
  const chance = chances(seeded(seed))
  const guests = openGuests({ log, chance, largeOneIn: 15 })
  const env = {
    ...{ FAULTS_BOOK: paths.book, FAULTS_WORKER: paths.worker },
    ...{ SYNC_LATENESS: String(lateness), SYNC_PATIENCE: String(patience) },
  }
  await using last = keepLast()
  const start = async (dying: Readonly<Record<string, string>> = {}) =>
    last.is(await startStation({ data, entry: stationThatDies, env: { ...env, ...dying } }))

  await getToKnow(data, start)
  const place = (steps: readonly string[], among: number) =>
    chance.once(dieOneIn) ? `${chance.oneOf(steps)}:${1 + chance.below(among)}` : ''
  let killed = 0
  const told = new Set<string>()
  const killsSoFar = async () => killed + (await deaths(paths.book))
  while ((await killsSoFar()) < kills || !(options.isEnough?.() ?? true)) {
    await rm(paths.worker, { force: true })
    const dying = { STATION_DIES: place(stationSteps, 4), WORKER_DIES: place(workerSteps, 12) }
    const station = await start(dying).catch(ifDiedAtOnce)
    if (!station) continue
    const visiting = guests.visit(station)
    visiting.catch(() => {}) // it is awaited below
    const isOver = () => station.child.exitCode !== null || station.child.signalCode !== null
    const killWorkerOnce = async (times: number) => {
      if (!isOver() && chance.once(times) && (await killWorker(paths.worker))) killed++
    }
    // Most lives begin to count when the worker is there too.
    if (!chance.once(4))
      await until('the worker to be there', () => isOver() || existsSync(paths.worker), 60_000)
    const end = Date.now() + least + chance.below(most - least)
    while (Date.now() < end && !isOver()) {
      await pause(100 + chance.below(500))
      await killWorkerOnce(2 * dieOneIn)
    }
    for (const pid of [station.child.pid, await pidIn(paths.worker)])
      if (await isInArguments(pid, cloud.secret)) told.add('a process has the secret among its arguments')
    await killWorkerOnce(4) // both at once
    if (!isOver()) killed++
    await station.kill()
    await visiting
  }
  const total = await killsSoFar()
  await options.onCalm?.()
  if (!waits) letTimePass(data)
  try {
    await drain({ data, lateness, patience, guests, start })
    const audited = await audit({
      ...{ data, station: stationName, acknowledged: log.file },
      ...{ storage: await cloud.everything(), uploads: await cloud.uploads() },
    })
    const more = (await options.afterwards?.(folder.path)) ?? []
    const violations = [...audited.violations, ...more, ...(await secretsTold(data, cloud.secret)), ...told]
    if (violations.length > 0) violations.push(await keep(folder.path))
    return { ...audited, kills: total, violations }
  } catch (error) {
    throw new Error(`${(error as Error).message}; ${await keep(folder.path)}`, { cause: error })
  }
}

/** The station that was started last does not outlive the evening, however that ends. */
function keepLast() {
  let last: StationProcess | undefined
  return {
    is(station: StationProcess): StationProcess {
      last = station
      return station
    },
    [Symbol.asyncDispose]: async () => void (await last?.kill()),
  }
}

/** Leaves what there is for whoever looks into it; says where. */
async function keep(folder: string): Promise<string> {
  const kept = await mkdtemp(join(tmpdir(), 'groundswell-kept-'))
  await cp(folder, kept, { recursive: true })
  return `all of it is in ${kept}`
}

/** Lays out a data folder with settings and secrets, for people who are asked everything there is. */
export async function furnish(
  data: string,
  cloud: Pick<Cloud, 'target' | 'secret'>,
  endpoint?: string,
): Promise<void> {
  await mkdir(data)
  const { publicKey } = await makeKeys()
  const consent = { ask: ['screens', 'social', 'contact'], contact: { key: publicKey } }
  await writeFile(join(data, 'event.json'), JSON.stringify({ brand: 'Lumen', consent }))
  const publicAddress = 'https://photos.example.org'
  const settings = { station: stationName, target: cloud.target(endpoint), publicAddress }
  await writeFile(join(data, 'sync.json'), JSON.stringify(settings))
  if (cloud.secret) await writeSecrets(data, { storage: cloud.secret })
}

/** Of what ends before there is a storage, nobody there is told: the first photo comes when there is one. */
async function getToKnow(data: string, start: () => Promise<StationProcess>): Promise<void> {
  const station = await start()
  await until('the storage to be known', () => rowsOf(data, 'SELECT 1 FROM storage').length > 0, 60_000)
  await station.stop()
}

/** A station that dies at a step which it passes before it is ready has been killed like any other. */
function ifDiedAtOnce(error: Error): null {
  if (!error.message.startsWith('The station ended with null')) throw error
  return null
}

/** How many have died by their own hand. */
async function deaths(book: string): Promise<number> {
  return existsSync(book) ? (await readFile(book, 'utf8')).split('\n').length - 1 : 0
}

/** The worker's process id; 0 when none was started yet. */
async function pidIn(file: string): Promise<number> {
  return Number(existsSync(file) ? await readFile(file, 'utf8') : '')
}

/** kill -9 for the worker, if there is one. */
async function killWorker(file: string): Promise<boolean> {
  const pid = await pidIn(file)
  const line = pid > 0 ? await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '') : ''
  if (!line.includes('worker-that-dies')) return false // it has died already, and the number may be another's by now
  process.kill(pid, 'SIGKILL')
  return true
}

/** Minutes pass: what a dead worker had taken for itself is free again, and what failed is due. */
function letTimePass(data: string): void {
  const store = openStoreBeside(join(data, 'groundswell.sqlite'))
  store.exec('UPDATE outbox SET due = 0, lease_until = iif(lease_until IS NULL, NULL, 0)')
  store.close()
}
