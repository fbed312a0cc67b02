import { once } from 'node:events'
import { createServer } from 'node:net'

/**
 * Below what systems give to connections by themselves (Linux from 32,768 on, others from 49,152): a port from there can
 * be some connection's until a minute after its end, and then nobody may listen on it, not even who did a moment ago.
 */
const lowest = 10_000
const portsEach = 1_000

/** Each of the workers that run at the same time has ports of its own: between finding one and listening, time goes by. */
const worker = Number(process.env.VITEST_POOL_ID ?? process.env.TEST_PARALLEL_INDEX ?? 0) % 20
const first = lowest + worker * portsEach

/** What a worker before has started may still be there: one begins elsewhere. */
let next = process.pid * 16

/** A port of this machine that nobody listens on, for what cannot take one by itself or comes back to the same. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < portsEach; tries++) {
    const port = first + (next++ % portsEach)
    if (await isFree(port)) return port
  }
  throw new Error(`Nobody can listen on any port from ${first} to ${first + portsEach - 1}`)
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch {
    return false
  }
  server.close()
  await once(server, 'close')
  return true
}
