import { once } from 'node:events'
import { createServer } from 'node:net'

/**
 * Below what systems give to connections by themselves (Linux from 32,768 on, others from 49,152): a port from there can
 * be some connection's until a minute after its end, and then nobody may listen on it, not even who did a moment ago.
 */
const [lowest, count] = [10_000, 20_000]

/** Every process begins elsewhere, so that those at the same time do not find the same. */
let next = (process.pid * 16) % count

/** A port of this machine that nobody listens on, for what cannot take one by itself or comes back to the same. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < 100; tries++) {
    const port = lowest + (next++ % count)
    if (await isFree(port)) return port
  }
  throw new Error(`Nobody can listen on ${lowest + ((next - 100) % count)} or the next hundred ports`)
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
