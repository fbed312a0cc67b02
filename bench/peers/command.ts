import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { promisify } from 'node:util'
import { NotInstalled } from './peer.ts'

export const run = promisify(execFile)

/** The path of a command as Debian installs it: not another build of it that comes first in PATH. */
export function installed(command: string, packages: string): string {
  const path = `/usr/bin/${command}`
  if (!existsSync(path)) throw new NotInstalled(packages)
  return path
}

/**
 * How long a command works, in milliseconds: less what the same command takes on a tiny picture, just before,
 * so that it is not charged for its start.
 */
export async function timeCommand(command: string, args: readonly string[], tiny: readonly string[]) {
  const started = performance.now()
  await run(command, tiny)
  const ready = performance.now()
  await run(command, args)
  return performance.now() - ready - (ready - started)
}
