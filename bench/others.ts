import { spawn } from 'node:child_process'
import { constants, setPriority } from 'node:os'
import { join } from 'node:path'
import { projectRoot } from '../tests/support/station.ts'

/**
 * Starts a script of this folder, in a process of its own with what the kiosk leaves of the processor: what it does would
 * be done by other machines. Gives what ends it, and then what it has printed as JSON.
 */
export function startOthers<Said>(script: string, args: readonly string[]): () => Promise<Said> {
  const child = spawn(process.execPath, [join(projectRoot, 'bench', script), ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  if (child.pid) setPriority(child.pid, constants.priority.PRIORITY_LOW)
  return async () => {
    child.stdin.end()
    const chunks: Buffer[] = []
    for await (const chunk of child.stdout) chunks.push(chunk)
    return JSON.parse(String(Buffer.concat(chunks)))
  }
}
