/** Programs of the system that tests start: whether they are there, whether they answer, how they end. */
import { type ChildProcess, spawnSync } from 'node:child_process'
import { once } from 'node:events'

/** Servers are in folders that are on root's path alone. */
export const environment = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` }

/** Null when all of these are installed; else which one is not. */
export function missingProgram(...programs: readonly string[]): string | null {
  const missing = programs.find(program => spawnSync('which', [program], { env: environment }).status !== 0)
  return missing === undefined ? null : `${missing} is not installed`
}

/** Whether an HTTP server answers at a port. */
export function answers(port: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/`).then(
    () => true,
    () => false,
  )
}

/** Whether the HTTP server that was started answers; throws when it has ended instead. */
export function isServing(child: ChildProcess, port: number): Promise<boolean> {
  if (child.exitCode !== null) throw new Error(`It ended with ${child.exitCode}`)
  return answers(port)
}

/** Asks a program to end, and waits until it has. */
export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  await ended
}
