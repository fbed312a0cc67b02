import { existsSync } from 'node:fs'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { say, type TextKey } from '../../text/index.ts'
import { Trouble } from '../contract/errors.ts'
import { stationFlags } from '../contract/flags.ts'
import { exitCodes } from '../contract/ready.ts'
import { bindDoor, stopListening } from '../doors/http.ts'
import { kioskHost } from '../doors/kiosk-door.ts'
import { loadEvent } from '../event/settings.ts'
import { eventValues } from '../frame/event-values.ts'
import { electronBinary } from '../launch/electron-binary.ts'
import { freeDisk } from '../system/disk.ts'
import { parseFlags } from '../system/flags.ts'
import { lanAddress } from '../system/network.ts'
import { dataFolder } from '../system/root.ts'
import { wordsFor } from '../system/words.ts'
import type { Command } from './command.ts'

/** One line of the doctor's report. */
interface Finding {
  readonly level: 'ok' | 'warning' | 'problem'
  readonly words: string
}

interface Place {
  readonly data: string
  readonly port: number
  readonly sharePort: number
}

const ok = (key: TextKey, values = {}): Finding => ({ level: 'ok', words: say('en', key, values) })
const warning = (key: TextKey, values = {}): Finding => ({ level: 'warning', words: say('en', key, values) })
const problem = (key: TextKey, values = {}): Finding => ({ level: 'problem', words: say('en', key, values) })

const checks: Readonly<Record<string, (place: Place) => Finding | Promise<Finding>>> = {
  Node: () =>
    Number.parseInt(process.versions.node, 10) >= 24
      ? ok('doctor.node', { version: process.versions.node })
      : problem('errors.NODE_TOO_OLD', { expected: 24, came: process.versions.node }),
  SQLite: checkDatabase,
  sharp: checkFraming,
  Fonts: checkFonts,
  Disk: checkDisk,
  Ports: checkPorts,
  Network: () => {
    const address = lanAddress()
    return address ? ok('doctor.network', { address }) : warning('doctor.noNetwork')
  },
  Cameras: checkCameras,
  Electron: () => {
    const found = electronBinary()
    return found ? ok('doctor.electron', { file: found }) : warning('doctor.noElectron')
  },
  Clock: checkClock,
}

/** doctor [--data DIR] [--port N] [--share-port N]: looks at all the station needs; each line ok, warning or problem with what to do. */
export const doctor: Command = async (args, print) => {
  const { data, port, 'share-port': sharePort } = stationFlags
  const flags = parseFlags(args, { data, port, 'share-port': sharePort })
  const place = {
    data: dataFolder(flags.data),
    port: flags.port,
    sharePort: flags['share-port'],
  }
  let problems = 0
  for (const [name, check] of Object.entries(checks)) {
    const finding = await attempt(() => check(place))
    if (finding.level === 'problem') problems += 1
    print(`${finding.level.padEnd(8)} ${name.padEnd(9)} ${finding.words}`)
  }
  return problems ? exitCodes.needsPerson : exitCodes.ok
}

/** A check that throws has found a problem: its trouble's words say what to do. */
async function attempt(check: () => Finding | Promise<Finding>): Promise<Finding> {
  try {
    return await check()
  } catch (error) {
    const words = error instanceof Trouble ? wordsFor(error) : (error as Error).message
    return { level: 'problem', words }
  }
}

/** Opens the data folder's database to read, or an empty one elsewhere when there is none yet. */
async function checkDatabase({ data }: Place): Promise<Finding> {
  const { openStore, openStoreToRead } = await import('../store/open.ts')
  const file = join(data, 'groundswell.sqlite')
  const scratch = await mkdtemp(join(tmpdir(), 'groundswell-'))
  try {
    const store = existsSync(file) ? openStoreToRead(file) : openStore(join(scratch, 'try.sqlite'))
    const version = store.prepare('SELECT sqlite_version()').pluck().get() as string
    const whole = store.pragma('quick_check(1)', { simple: true }) as string
    store.close()
    if (whole !== 'ok') throw new Trouble('DATABASE_DAMAGED', { file, reason: whole })
    return ok('doctor.database', { version })
  } finally {
    await rm(scratch, { recursive: true })
  }
}

/** Frames a picture for real: the frame's own artwork serves as the photo. */
async function checkFraming({ data }: Place): Promise<Finding> {
  const framer = await openFramer(data)
  const started = performance.now()
  await framer.frame([await framer.overlay()])
  return ok('doctor.sharp', { ms: Math.round(performance.now() - started) })
}

async function checkFonts({ data }: Place): Promise<Finding> {
  const { loadTemplate, templateFolders } = await import('../frame/template/template.ts')
  const { name, fonts } = await loadTemplate((await loadEvent(data)).template, templateFolders(data))
  return ok('doctor.fonts', { template: name, count: fonts.length })
}

async function openFramer(data: string) {
  const [{ openKioskFrame }, { templateFolders }] = await Promise.all([
    import('../frame/kiosk-frame.ts'),
    import('../frame/template/template.ts'),
  ])
  const event = await loadEvent(data)
  const options = { values: eventValues(event, new Date()), language: event.language }
  const { post, trouble } = await openKioskFrame(event.template, options, templateFolders(data))
  if (trouble) throw trouble
  return post.framer
}

async function checkDisk({ data }: Place): Promise<Finding> {
  let folder = data
  while (!existsSync(folder)) folder = dirname(folder)
  const probe = join(folder, `.groundswell-${process.pid}`)
  try {
    await writeFile(probe, '')
    await rm(probe)
  } catch (error) {
    throw new Trouble('DATA_NOT_WRITABLE', {
      folder: data,
      reason: (error as NodeJS.ErrnoException).code ?? '',
    })
  }
  const { bytes, hours } = await freeDisk(folder)
  const values = { free: (bytes / 1e9).toFixed(1), hours: Math.floor(hours) }
  if (values.hours < 1) return problem('doctor.diskFull', values)
  return values.hours < 12 ? warning('doctor.diskLow', values) : ok('doctor.disk', values)
}

async function checkPorts({ port, sharePort }: Place): Promise<Finding> {
  await stopListening(await bindDoor({ door: 'kiosk', host: kioskHost, port }, {}))
  await stopListening(await bindDoor({ door: 'share', host: '0.0.0.0', port: sharePort }, {}))
  return ok('doctor.ports', { port, sharePort })
}

/** Linux lists cameras as files; elsewhere only the kiosk's page may ask. */
async function checkCameras(): Promise<Finding> {
  if (process.platform !== 'linux') return ok('doctor.camerasElsewhere')
  const devices = (await readdir('/dev')).filter(name => /^video\d+$/.test(name)).sort()
  if (devices.length === 0) return warning('doctor.noCamera')
  return ok('doctor.cameras', { devices: devices.map(name => `/dev/${name}`).join(', ') })
}

/** A clock that is behind the newest photo or before this program was made would date photos wrongly. */
async function checkClock({ data }: Place): Promise<Finding> {
  const file = join(data, 'groundswell.sqlite')
  const now = new Date()
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
  const values = { now: now.toISOString(), zone }
  if (now.getFullYear() < 2026) return problem('doctor.clockWrong', values)
  if (existsSync(file)) {
    const { openStoreToRead } = await import('../store/open.ts')
    const store = openStoreToRead(file)
    const newest = store.prepare('SELECT max(reserved_at) FROM photos').pluck().get() as string | null
    store.close()
    if (newest && newest > values.now) return warning('doctor.clockBehind', { ...values, newest })
  }
  return ok('doctor.clock', values)
}
