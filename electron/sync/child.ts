/**
 * Keeps the sync's worker running beside the station, in a process of its own: what it hashes, signs and waits for never
 * holds up a photo, and its death takes nothing along. It is `groundswell sync watch`, at a low priority.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { stat } from 'node:fs/promises'
import { constants, setPriority } from 'node:os'
import { join } from 'node:path'
import { exitCodes, secretsVariable, supervisedVariable, workerWords } from '../contract/ready.ts'
import { secretFiles } from '../contract/secrets.ts'
import { ifMissing } from '../system/files.ts'
import type { Log } from '../system/log.ts'
import { fullJitter } from './backoff.ts'

export interface SyncChildParts {
  readonly dataFolder: string
  /** The command line's entry. */
  readonly cli: string
  /** What the shell handed down from the keychain. */
  readonly secrets?: string | undefined
  readonly log: Log
}

export interface SyncChild {
  /** What the worker said last when it ended because a person must mend something; null while all is well. */
  readonly trouble: string | null
  /** It got its settings so lately that it may not have had the time for a first word. */
  readonly isStarting: boolean
  /** Somebody is looking at how it goes: it asks the storage, a few seconds apart at most. */
  look(): void
  /** A photo is being taken, or that is over: meanwhile the worker begins nothing. */
  hold(isHeld: boolean): void
  stop(): Promise<void>
}

/** How long a worker may take to its first word, in milliseconds: it gives way to all else. */
const firstWordWithin = 30_000
/** How often it is looked whether the settings have changed, in milliseconds. */
const lookEvery = 1_000
/** How often the storage is asked while somebody looks, in milliseconds. */
const askEvery = 4_000
const restarts = { first: 500, most: 60_000 } as const
const stopWithin = 3_000

export function startSyncChild({ dataFolder, cli, secrets, log }: SyncChildParts): SyncChild {
  let child: ChildProcess | null = null
  let trouble: string | null = null
  let failures = 0
  let startAt = 0
  let settings: string | null = null
  let settingsAt = performance.now()
  let stopped = false
  let askedAt = Number.NEGATIVE_INFINITY
  let timer = setTimeout(look, 0)

  async function look(): Promise<void> {
    try {
      const now = await settingsMark(dataFolder)
      if (now !== settings) {
        settings = now
        settingsAt = performance.now()
        failures = 0
        startAt = 0
        trouble = null
        child?.kill() // it comes back with the new ones
      }
      if (!stopped && !child && settings !== null && performance.now() >= startAt) start()
    } catch (error) {
      log.warn({ err: error }, 'sync settings cannot be read')
    }
    if (!stopped) timer = setTimeout(look, lookEvery)
  }

  function start(): void {
    const run = spawn(process.execPath, [cli, 'sync', 'watch', '--data', dataFolder], {
      stdio: ['pipe', 'ignore', 'pipe'],
      env: {
        ...process.env,
        [supervisedVariable]: '1', // it ends when its standard input does, and so never outlives the station
        ...(secrets ? { [secretsVariable]: secrets } : {}),
      },
    })
    child = run
    const started = performance.now()
    let said = ''
    run.stderr?.on('data', chunk => {
      said = `${said}${chunk}`.slice(-2_000)
    })
    run.stdin?.on('error', () => {}) // it is gone; `close` says so
    run.once('spawn', () => giveWay(run.pid))
    run.once('error', error => log.error({ err: error }, 'sync worker does not start'))
    run.once('close', (code, signal) => {
      if (child === run) child = null
      if (stopped || (code === exitCodes.ok && signal === null)) return
      trouble = code === exitCodes.needsPerson ? said.trim() : null
      if (performance.now() - started > restarts.most) failures = 0
      startAt = performance.now() + restarts.first + fullJitter(failures++, restarts)
      log.warn({ code, signal, said: said.trim() }, 'sync worker ended')
    })
  }

  function say(word: keyof typeof workerWords): void {
    child?.stdin?.write(`${workerWords[word]}\n`)
  }

  return {
    get trouble() {
      return trouble
    },
    get isStarting() {
      return performance.now() - settingsAt < firstWordWithin
    },
    look() {
      if (performance.now() - askedAt < askEvery) return
      askedAt = performance.now()
      say('look')
    },
    hold: isHeld => say(isHeld ? 'hold' : 'go'),
    async stop() {
      stopped = true
      clearTimeout(timer)
      const run = child
      if (!run) return
      const gone = new Promise(resolve => run.once('close', resolve))
      run.kill()
      const patience = setTimeout(() => run.kill('SIGKILL'), stopWithin)
      await gone
      clearTimeout(patience)
    },
  }
}

/** Photos come first on the processor too. */
export function giveWay(pid: number | undefined): void {
  try {
    // Not the lowest: on a machine that paints with its processor that would be no processor at all.
    if (pid !== undefined) setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL)
  } catch {
    // not every system lets us; it works all the same
  }
}

/** Something that changes whenever the settings or the secrets do; null while there are no settings. */
async function settingsMark(dataFolder: string): Promise<string | null> {
  const [settings, ...secrets] = await Promise.all(
    ['sync.json', ...Object.values(secretFiles)].map(name =>
      stat(join(dataFolder, name)).catch(ifMissing(null)),
    ),
  )
  return settings ? [settings, ...secrets].map(one => one?.mtimeMs ?? 0).join(' ') : null
}
