/**
 * Keeps the station running: starts it under plain Node, waits for its ready line, starts it again when it
 * dies. Free of `electron`, because the shell and the browser launcher use it alike.
 */
import type { ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { createInterface } from 'node:readline'
import { say } from '../text/index.ts'
import { exitCodes, type Ready, readReadyLine, secretVariable, supervisedVariable } from './contract/ready.ts'
import { endGroup, killGroup, spawnGroup } from './process-group.ts'

export interface SupervisorOptions {
  /** The Node binary and what it runs: the station's entry and its flags. */
  readonly command: string
  readonly args: readonly string[]
  /** What its environment holds beside the usual. */
  readonly env?: Readonly<Record<string, string>>
  /** A human line that the station said, on standard output or standard error. */
  readonly onLine?: (line: string, stream: 'stdout' | 'stderr') => void
  /** The station answers; again after every restart, with the same addresses. */
  readonly onReady?: (ready: Ready) => void
  /** The station is gone and starts again in `retryInMs`. */
  readonly onDown?: (down: { readonly reason: string; readonly retryInMs: number }) => void
  /** The station never came up and needs a person; `reason` is its own last sentence. */
  readonly onGaveUp?: (reason: string) => void
  readonly timing?: Partial<Timing>
}

interface Timing {
  /** A start that says nothing for so long is ended and tried again. */
  readonly readyWithinMs: number
  /** The pause before a restart doubles from `firstPauseMs` to `longestPauseMs`, and starts anew after `healthyMs` of health. */
  readonly firstPauseMs: number
  readonly longestPauseMs: number
  readonly healthyMs: number
  /** How long the station may take to stop by itself. */
  readonly stopWithinMs: number
}

const standardTiming: Timing = {
  readyWithinMs: 20_000,
  firstPauseMs: 250,
  longestPauseMs: 10_000,
  healthyMs: 60_000,
  stopWithinMs: 5_000,
}

export interface Supervisor {
  /** Stops the station for good; resolves when it is gone. */
  readonly stop: () => Promise<void>
}

/** Starts the station and keeps it running until `stop`. */
export function superviseStation(options: SupervisorOptions): Supervisor {
  const timing = { ...standardTiming, ...options.timing }
  const env = {
    ...stationEnvironment(),
    ...options.env,
    // One secret for all runs, so that open pages survive a restart.
    [secretVariable]: randomBytes(32).toString('base64url'),
    // The station stops when its standard input ends, so that it never outlives us.
    [supervisedVariable]: '1',
  }
  let child: ChildProcess | null = null
  let firstReady: Ready | null = null
  let failures = 0
  let restart: NodeJS.Timeout | undefined
  let stopping: Promise<void> | null = null

  function start(): void {
    let lastError = ''
    let endedBy: string | null = null
    let refused = false
    const args = firstReady ? [...options.args, ...samePorts(firstReady)] : options.args
    const run = spawnGroup(options.command, args, env)
    child = run

    const silence = setTimeout(() => {
      endedBy = say('en', 'station.silent', { seconds: timing.readyWithinMs / 1000 })
      killGroup(run)
    }, timing.readyWithinMs)
    let health: NodeJS.Timeout | undefined

    readLines(run, (line, stream) => {
      const ready = stream === 'stdout' ? readyIn(line) : null
      if (!ready) {
        if (stream === 'stderr' && line.trim()) lastError = line.trim()
        options.onLine?.(line, stream)
        return
      }
      clearTimeout(silence)
      firstReady ??= ready
      health = setTimeout(() => {
        failures = 0
      }, timing.healthyMs)
      if (!stopping) options.onReady?.(ready)
    })

    // Not to be found or not to be run: a person must mend that.
    run.once('error', (error: NodeJS.ErrnoException) => {
      refused = error.code === 'ENOENT' || error.code === 'EACCES'
      lastError = error.message
    })
    run.once('close', (code, signal) => {
      clearTimeout(silence)
      clearTimeout(health)
      child = null
      if (stopping) return
      const needsPerson = refused || code === exitCodes.needsPerson
      if (needsPerson && !firstReady) {
        options.onGaveUp?.(lastError || howItEnded(code, signal))
        return
      }
      // Only then is the last line a sentence; otherwise it is the end of a stack.
      const reason = (needsPerson && lastError) || endedBy || howItEnded(code, signal)
      const retryInMs = Math.min(timing.firstPauseMs * 2 ** failures, timing.longestPauseMs)
      failures += 1
      restart = setTimeout(start, retryInMs)
      options.onDown?.({ reason, retryInMs })
    })
  }

  start()
  return {
    stop() {
      clearTimeout(restart)
      stopping ??= child ? endGroup(child, timing.stopWithinMs) : Promise.resolve()
      return stopping
    },
  }
}

/**
 * What Node is told before the station's entry, supervised or not. A photo's pixels count towards V8's heap: grown
 * from its usual few megabytes, every photo would have all of it marked in the middle of framing.
 */
export const stationNodeFlags: readonly string[] = ['--initial-old-space-size=128']

/** The environment that any station runs in, supervised or not. */
export function stationEnvironment(): NodeJS.ProcessEnv {
  // glibc's arenas cost a quarter more memory in a process that decodes photos on several threads.
  return process.platform === 'linux' ? { MALLOC_ARENA_MAX: '2', ...process.env } : { ...process.env }
}

/** Open pages and printed QR codes hold the first run's ports. A port that the address leaves out was given as a flag. */
function samePorts(ready: Ready): string[] {
  const kiosk = new URL(ready.kiosk).port
  const share = new URL(ready.share).port
  return [...(kiosk ? ['--port', kiosk] : []), ...(share ? ['--share-port', share] : [])]
}

/** The ready message in a line; null for other lines, and for one that a death cut short. */
export function readyIn(line: string): Ready | null {
  try {
    return readReadyLine(line)
  } catch {
    return null
  }
}

function readLines(run: ChildProcess, onLine: (line: string, stream: 'stdout' | 'stderr') => void): void {
  for (const stream of ['stdout', 'stderr'] as const) {
    const input = run[stream]
    if (input) createInterface({ input }).on('line', line => onLine(line, stream))
  }
}

/** How a program ended, in words. */
export function howItEnded(code: number | null, signal: string | null): string {
  return signal ? say('en', 'station.killed', { signal }) : say('en', 'station.exited', { code: code ?? '?' })
}
