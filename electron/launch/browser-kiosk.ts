/** The kiosk without Electron: a supervised station, and a browser in kiosk mode where there is one. */
import type { ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { say } from '../../text/index.ts'
import { exitCodes, type Ready } from '../contract/ready.ts'
import { endGroup, spawnGroup } from '../process-group.ts'
import { superviseStation } from '../supervisor.ts'
import { tell, terminal } from '../terminal.ts'
import { allowCamera, findBrowser, kioskArguments } from './browser.ts'
import { hasDisplay } from './display.ts'
import { onStopSignal } from './signals.ts'

const firstPauseMs = 1_000
const longestPauseMs = 30_000
const stopWithinMs = 5_000

/** Runs until it is told to stop, or until the station needs a person; gives the exit code. */
export function runInBrowser(command: { command: string; args: readonly string[] }): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>()
  const words = terminal()
  let screen: { stop: () => Promise<void> } | null = null
  onStopSignal(async () => {
    await screen?.stop()
    await station.stop()
    resolve(exitCodes.ok)
  })
  const station = superviseStation({
    ...command,
    ...words,
    onReady(ready) {
      words.onReady(ready)
      screen ??= openScreen(ready)
    },
    onGaveUp: () => resolve(exitCodes.needsPerson),
  })
  return promise
}

function openScreen(ready: Ready): { stop: () => Promise<void> } {
  const browser = hasDisplay() ? findBrowser() : null
  if (!browser) {
    tell(say('en', 'station.openInBrowser'))
    return { stop: async () => {} }
  }
  const profile = join(ready.data, 'browser')
  let child: ChildProcess
  let failures = 0
  let reopen: NodeJS.Timeout | undefined
  let stopped = false

  function open(): void {
    allowCamera(profile, ready.kiosk)
    child = spawnGroup(browser!.file, kioskArguments(profile, ready.kiosk), process.env, 'ignore')
    child.once('error', () => {}) // told by close
    child.once('close', code => {
      if (stopped) return
      // Closed by a person: the station goes on, for whoever opens the page next.
      if (code === 0) return tell(say('en', 'station.openInBrowser'))
      reopen = setTimeout(open, Math.min(firstPauseMs * 2 ** failures, longestPauseMs))
      failures += 1
    })
  }

  open()
  tell(say('en', 'station.openedInBrowser', { browser: browser.name }))
  return {
    stop() {
      stopped = true
      clearTimeout(reopen)
      return endGroup(child, stopWithinMs)
    },
  }
}
