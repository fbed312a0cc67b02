/**
 * Looks whether this kiosk may be wiped, for the operator's page: `groundswell sync wipe-check` in a process of its own,
 * whose lines are kept here until the page asks for them. A page that goes away and comes back finds it going on.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { Trouble } from '../contract/errors.ts'
import { secretsVariable, supervisedVariable } from '../contract/ready.ts'
import {
  type WipeJudged,
  type WipeLine,
  type WipeVerdict,
  type WipeView,
  wipeVerdicts,
} from '../contract/wipe.ts'
import { giveWay } from '../sync/child.ts'
import type { Log } from '../system/log.ts'

export interface WipeRunParts {
  readonly dataFolder: string
  /** The command line's entry. */
  readonly cli: string
  /** What the shell handed down from the keychain. */
  readonly secrets?: string | undefined
  readonly log: Log
}

export interface WipeRun {
  /** Begins, unless it is going on already. */
  start(dropOriginals: boolean): void
  /** Breaks it off; what was found by then stays. */
  stop(): void
  /** How it goes, with the photos that came after the first `after` of them. */
  read(after: number): WipeView
  close(): Promise<void>
}

/** Of one verdict, more photos are not named; they are counted. */
const mostNamed = 500
/** So many are handed out at a time. */
const handful = 200

export function openWipeRun({ dataFolder, cli, secrets, log }: WipeRunParts): WipeRun {
  let child: ChildProcess | null = null
  let ended: Promise<unknown> = Promise.resolve()
  let judged: WipeJudged[] = []
  let view: Omit<WipeView, 'judged' | 'isRunning'> = fresh(0, false)

  function start(isDropping: boolean): void {
    if (child) return
    judged = []
    view = fresh(view.run + 1, isDropping)
    const flags = ['--json', '--send-first', ...(isDropping ? ['--drop-originals'] : [])]
    const run = spawn(process.execPath, [cli, 'sync', 'wipe-check', '--data', dataFolder, ...flags], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: {
        ...process.env,
        [supervisedVariable]: '1', // it ends when its standard input does, and so never outlives the station
        ...(secrets ? { [secretsVariable]: secrets } : {}),
      },
    })
    child = run
    let said = ''
    createInterface({ input: run.stdout }).on('line', take)
    run.stderr.on('data', chunk => {
      said = `${said}${chunk}`.slice(-2_000)
    })
    run.stdin.on('error', () => {}) // it is gone; `close` says so
    run.once('spawn', () => giveWay(run.pid))
    run.once('error', error => log.error({ err: error }, 'wipe check does not start'))
    ended = new Promise<void>(resolve => {
      run.once('close', (code, signal) => {
        child = null
        const isExplained = view.result !== null || view.trouble !== null
        if (!isExplained && signal === null) {
          log.error({ code, said: said.trim() }, 'wipe check broke off')
          const { code: trouble, details } = new Trouble('UNEXPECTED')
          view = { ...view, trouble: { code: trouble, details } }
        }
        resolve()
      })
    })
  }

  function take(text: string): void {
    const line = lineOf(text)
    if (!line) return
    if ('judged' in line) {
      const { verdict } = line.judged
      const count = view.counts[verdict] + 1
      view = { ...view, counts: { ...view.counts, [verdict]: count } }
      if (count <= mostNamed) judged.push(line.judged)
    } else view = { ...view, ...line }
    if ('result' in line) log.info({ ...line.result, dropping: view.isDropping }, 'wipe check')
  }

  function stop(): void {
    child?.kill('SIGKILL') // it only reads, or drops originals one by one, each in a step that a crash may follow
  }

  return {
    start,
    stop,
    read: after => ({
      ...view,
      isRunning: child !== null,
      judged: judged.slice(after, after + handful),
    }),
    async close() {
      stop()
      await ended
    },
  }
}

/** Null for half a line, such as one that was being written when the process was ended. */
function lineOf(text: string): WipeLine | null {
  try {
    return JSON.parse(text) as WipeLine
  } catch {
    return null
  }
}

function fresh(run: number, isDropping: boolean): Omit<WipeView, 'judged' | 'isRunning'> {
  const counts = Object.fromEntries(wipeVerdicts.map(verdict => [verdict, 0])) as Record<WipeVerdict, number>
  return { run, isDropping, total: 0, counts, result: null, trouble: null }
}
