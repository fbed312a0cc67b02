/** Programs of the system that tests start: whether they are there, where they may listen, how they end. */
import { type ChildProcess, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'

/** Servers are in folders that are on root's path alone. */
export const environment = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` }

/** Null when all of these are installed; else which one is not. */
export function missingProgram(...programs: readonly string[]): string | null {
  const missing = programs.find(program => spawnSync('which', [program], { env: environment }).status !== 0)
  return missing === undefined ? null : `${missing} is not installed`
}

/** A port of this machine that nobody listens on, for programs that cannot take one by themselves. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('Not a port')
  return address.port
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
