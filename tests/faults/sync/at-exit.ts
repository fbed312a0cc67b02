/** What must not outlive this process, however it ends: mounts, network namespaces, other processes. */
import { execFileSync } from 'node:child_process'

/** Runs a command when the process ends before the result is disposed of. It may fail. */
export function atExit(command: string, ...args: readonly string[]): Disposable {
  const run = () => {
    try {
      execFileSync(command, args, { stdio: 'ignore' })
    } catch {
      // it was done before
    }
  }
  process.once('exit', run)
  return { [Symbol.dispose]: () => void process.off('exit', run) }
}
