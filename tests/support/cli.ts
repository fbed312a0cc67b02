import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { type Outcome, projectRoot } from './station.ts'

/** Runs `groundswell <args>` to its end. */
export function runCli(...args: string[]): Promise<Outcome> {
  const child = spawn(process.execPath, [join(projectRoot, 'electron/cli.ts'), ...args])
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', chunk => (stdout += chunk))
  child.stderr.on('data', chunk => (stderr += chunk))
  return new Promise(resolve => {
    child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr }))
  })
}
