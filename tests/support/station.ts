/** A real station in a process of its own, on free ports, which it can come back to, and loopback alone. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type Ready, readReadyLine } from '../../electron/contract/ready.ts'
import { stationEnvironment, stationNodeFlags } from '../../electron/supervisor.ts'
import { freePort } from './free-port.ts'

export const projectRoot = join(import.meta.dirname, '../..')

export interface StationProcess {
  readonly ready: Ready
  readonly child: ChildProcess
  /** Stops it as an operator would; gives the exit code. */
  stop(): Promise<number | null>
  /** kill -9. */
  kill(): Promise<void>
}

export interface StartOptions {
  readonly data: string
  readonly flags?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** What runs instead of electron/station.ts. */
  readonly entry?: string
}

export interface Outcome {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

/** Starts a station and waits for its ready line; throws with its own words when it ends before. */
export async function startStation(options: StartOptions): Promise<StationProcess> {
  const { child, ended, lines } = await spawnStation(options)
  const ready = await Promise.race([firstReady(lines), ended])
  if ('code' in ready) throw new Error(`The station ended with ${ready.code}: ${ready.stderr}`)
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal)
    return (await ended).code
  }
  return { ready, child, stop: () => end('SIGTERM'), kill: async () => void (await end('SIGKILL')) }
}

/** Starts a station that is expected to end by itself. */
export async function runStation(options: StartOptions): Promise<Outcome> {
  const { ended } = await spawnStation(options)
  return ended
}

async function spawnStation({ data, flags = [], env = {}, entry = 'electron/station.ts' }: StartOptions) {
  const ports = ['--port', String(await freePort()), '--share-port', String(await freePort())]
  const standard = ['--data', data, ...ports, '--share-host', '127.0.0.1']
  const child = spawn(
    process.execPath,
    [...stationNodeFlags, join(projectRoot, entry), ...standard, ...flags],
    {
      env: { ...stationEnvironment(), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  const lines = createInterface({ input: child.stdout })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', chunk => (stdout += chunk))
  child.stderr.on('data', chunk => (stderr += chunk))
  const ended = new Promise<Outcome>(resolve => {
    child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr }))
  })
  return { child, ended, lines }
}

async function firstReady(lines: AsyncIterable<string>): Promise<Ready> {
  for await (const line of lines) {
    const ready = readReadyLine(line)
    if (ready) return ready
  }
  return new Promise(() => {}) // it ended; the other promise of the race tells
}

/** A fresh folder below the system's, removed at the end of the block it is used in. */
export async function temporaryFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'groundswell-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}
