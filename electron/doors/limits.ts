/** What one address may ask for, so that a guesser or a flood does not take the share door from everybody. */
import type { Server } from 'node:http'
import type { Socket } from 'node:net'

export interface Allowance {
  /** Takes one; false when there is none left. */
  take(address: string): boolean
  /** True when `take` would give one. */
  has(address: string): boolean
}

/** A token bucket an address: `burst` at once, `perSecond` after that. Addresses that are full again are forgotten. */
export function openAllowance(burst: number, perSecond: number, now = () => performance.now()): Allowance {
  const buckets = new Map<string, { left: number; at: number }>()

  function refilled(address: string): { left: number; at: number } {
    const time = now()
    const bucket = buckets.get(address) ?? { left: burst, at: time }
    bucket.left = Math.min(burst, bucket.left + ((time - bucket.at) / 1000) * perSecond)
    bucket.at = time
    return bucket
  }

  function forgetFull(): void {
    for (const address of buckets.keys()) if (refilled(address).left >= burst) buckets.delete(address)
  }

  return {
    has: address => refilled(address).left >= 1,
    take(address) {
      const bucket = refilled(address)
      if (bucket.left < 1) return false
      bucket.left -= 1
      buckets.set(address, bucket)
      if (buckets.size > 10_000) forgetFull()
      return true
    },
  }
}

/**
 * Holds an address to `limit` connections. When one more comes, its oldest connection that is not being
 * answered goes, so slow and idle ones make room and a whole venue behind one address still gets through.
 */
export function limitConnections(server: Server, limit: number): void {
  const open = new Map<string, Set<Socket>>()
  const answering = new WeakSet<Socket>()

  server.on('connection', socket => {
    const address = socket.remoteAddress ?? ''
    const sockets = open.get(address) ?? new Set()
    open.set(address, sockets)
    if (sockets.size >= limit) {
      const oldest = sockets.values().find(one => !answering.has(one))
      if (!oldest) return void socket.destroy()
      sockets.delete(oldest)
      oldest.destroy()
    }
    sockets.add(socket)
    socket.once('close', () => {
      sockets.delete(socket)
      if (sockets.size === 0 && open.get(address) === sockets) open.delete(address)
    })
  })
  server.on('request', (request, response) => {
    answering.add(request.socket)
    response.once('close', () => answering.delete(request.socket))
  })
}
