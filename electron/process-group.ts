/** Programs that we start and must not leave behind, each in a process group of its own. */
import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process'

const ownGroup = process.platform !== 'win32'
const running = new Set<ChildProcess>()

/**
 * Starts a program in a process group of its own: Ctrl-C reaches only us, who pass it on once, and the program's
 * own children end with it.
 */
export function spawnGroup(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  stdio: StdioOptions = 'pipe',
): ChildProcess {
  // Only for the station: Windows would give it a console, and would hide a browser's window too.
  const windowsHide = stdio === 'pipe'
  const child = spawn(command, args, { env, detached: ownGroup, windowsHide, stdio })
  running.add(child)
  // Writing to one that is gone is no news: its end is told by `close`.
  child.stdin?.on('error', () => {})
  child.once('exit', () => {
    killGroup(child)
    // A grandchild that escaped may hold the pipes open; its death is not waited for.
    const late = setTimeout(() => {
      child.stdout?.destroy()
      child.stderr?.destroy()
    }, 1000)
    child.once('close', () => clearTimeout(late))
  })
  child.once('close', () => running.delete(child))
  return child
}

/** Asks the program to stop (its input ends, and where there are signals, SIGTERM), kills it after `withinMs`; resolves when it is gone. */
export function endGroup(child: ChildProcess, withinMs: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  if (!running.has(child)) return Promise.resolve()
  const late = setTimeout(() => killGroup(child), withinMs)
  child.once('close', () => {
    clearTimeout(late)
    resolve()
  })
  child.stdin?.end()
  // On Windows every signal is a kill, which would take the station its chance to close the store.
  if (ownGroup || !child.stdin) child.kill('SIGTERM')
  return promise
}

/** Kills the program and whatever it started. */
export function killGroup(child: ChildProcess): void {
  if (!ownGroup || child.pid === undefined) {
    child.kill('SIGKILL')
    return
  }
  try {
    process.kill(-child.pid, 'SIGKILL')
  } catch {
    // Nobody is left in the group.
  }
}

// Whatever ends this process, a child that does not watch its input is not left behind.
process.on('exit', () => {
  for (const child of running) child.kill('SIGTERM')
})
