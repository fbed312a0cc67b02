import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { NotInstalled, type Peer } from './peer.ts'

/**
 * A peer that is one long-lived process, so that it pays for its start once. It says `ready` (or `not installed`),
 * then for each line of JSON, a job, the milliseconds by its own clock.
 */
export async function openWorker(
  command: string,
  args: readonly string[],
  packages: string,
  env = process.env,
): Promise<Peer> {
  const child = spawn(command, args, { env, stdio: ['pipe', 'pipe', 'inherit'] })
  child.once('error', () => {}) // a missing command: its output ends, which is told below
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const next = async () => (await lines.next()).value as string | undefined
  const first = await next()
  if (first !== 'ready' && (first === 'not installed' || child.pid === undefined))
    throw new NotInstalled(packages)
  if (first !== 'ready') throw new Error(`${command} ${args[0]} did not start`)
  return {
    async frame(job) {
      child.stdin.write(`${JSON.stringify(job)}\n`)
      const ms = await next()
      if (ms === undefined) throw new Error(`${command} ${args[0]} ended`)
      return Number(ms)
    },
    close: () => child.stdin.end(),
  }
}
