/** How many connections strangers may hold, and for how long, so that slow and greedy ones keep nobody out. */
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { SecureContext } from 'node:tls'
import { openAllowance, type Rate } from './limits.ts'
import { openStream } from './tls.ts'

/** Times are in milliseconds. */
export interface ConnectionLimits {
  /** New connections of one address. */
  readonly rate: Rate
  readonly perAddress: number
  readonly total: number
  /** So long after connecting, and after the last answer, a request must be there, whatever dribbles in. */
  readonly askWithin: number
  /** So long after its request an answer must have been taken, however slowly it is read. */
  readonly answerWithin: number
  /** A long answer has more time: as long as it takes at this speed, in bytes a millisecond. */
  readonly leastSpeed: number
  /** For so long an answer that has begun is safe from making room. */
  readonly grace: number
}

export interface Connections {
  /**
   * Call it first for every request. False when the connection is being answered already: it is cut, and
   * nothing is to be done. Browsers do not pipeline (RFC 9112, 9.3.2), and a flood in one packet would be
   * worked off in one breath.
   */
  begin(request: IncomingMessage, response: ServerResponse): boolean
  /** Says that the answer has so many bytes. */
  sends(response: ServerResponse, bytes: number): void
  /** Cuts all of them, and whoever comes after. */
  close(): void
}

const biteSize = 512

interface Connection {
  readonly address: string
  readonly socket: Socket
  asked: number
  response?: ServerResponse | undefined
  deadline?: NodeJS.Timeout
}

/**
 * Holds `server` to `limits`. When there are too many connections, one of the same address makes room, or one
 * of the address that has the most; so many from a few addresses never lock out the others. Those that are
 * not being sent an answer go first, the oldest of them before the others: a phone that has just asked is safe.
 * While `secure` gives a certificate, the server speaks TLS as well as plain HTTP; all this holds for both, and the
 * time for asking begins before the handshake.
 * `onCut` hears of each that was one too many, read too slowly or asked before it was answered; silence is no offence.
 */
export function limitConnections(
  server: Server,
  limits: ConnectionLimits,
  onCut: () => void = () => {},
  secure: () => SecureContext | null = () => null,
): Connections {
  const rate = openAllowance(limits.rate)
  const open = new Map<Socket, Connection>() // the one that connected or asked longest ago comes first
  /** By what HTTP is spoken over: with TLS that is a stream in the socket. */
  const streams = new WeakMap<Socket, Connection>()
  let isClosed = false

  // Node's own listener waits until it is known what is spoken.
  const [hear] = server.listeners('connection') as [(stream: Socket) => void]
  server.off('connection', hear).on('connection', socket => {
    if (isClosed) return void socket.destroy()
    const address = socket.remoteAddress ?? ''
    if (!rate.take(address) || !roomFor(address)) return cut(socket)
    const connection: Connection = { address, socket, asked: performance.now() }
    open.set(socket, connection)
    cutAfter(limits.askWithin, connection)
    socket.once('close', () => forget(connection))
    openStream(socket, secure(), stream => {
      streams.set(stream, connection)
      hear.call(server, stream)
      readInBites(stream)
    })
  })

  function roomFor(address: string): boolean {
    const counts = new Map<string, number>()
    for (const one of open.values()) counts.set(one.address, (counts.get(one.address) ?? 0) + 1)
    if ((counts.get(address) ?? 0) >= limits.perAddress) return makeRoom(address)
    if (open.size < limits.total) return true
    const [greediest] = [...counts].reduce((most, one) => (one[1] > most[1] ? one : most))
    return makeRoom(greediest)
  }

  function makeRoom(address: string): boolean {
    const own = open
      .values()
      .filter(one => one.address === address)
      .toArray()
    const safeSince = performance.now() - limits.grace
    const goes = own.find(one => !one.response?.headersSent) ?? own.find(one => one.asked < safeSince)
    if (!goes) return false
    forget(goes)
    cut(goes.socket)
    return true
  }

  function forget(connection: Connection): void {
    clearTimeout(connection.deadline)
    open.delete(connection.socket)
  }

  function cut(socket: Socket): void {
    onCut()
    socket.destroy()
  }

  function cutAfter(time: number, connection: Connection): void {
    clearTimeout(connection.deadline)
    connection.deadline = setTimeout(() => {
      if (connection.response) onCut()
      connection.socket.destroy()
    }, time)
  }

  return {
    begin(request, response) {
      const connection = streams.get(request.socket)
      if (!connection || !open.has(connection.socket) || connection.response) {
        cut(request.socket)
        return false
      }
      const { socket } = connection
      connection.response = response
      connection.asked = performance.now()
      open.delete(socket)
      open.set(socket, connection)
      cutAfter(limits.answerWithin, connection)
      response.once('close', () => {
        connection.response = undefined
        if (open.has(socket)) cutAfter(limits.askWithin, connection)
      })
      return true
    },
    sends({ req: { socket } }, bytes) {
      const connection = streams.get(socket)
      if (connection && open.has(connection.socket))
        cutAfter(limits.answerWithin + bytes / limits.leastSpeed, connection)
    },
    close() {
      isClosed = true
      for (const socket of open.keys()) socket.destroy()
    },
  }
}

/**
 * Node works off whatever a packet holds, up to thousands of requests, also when the first of them had the
 * connection cut. In small bites it stops at the cut.
 */
function readInBites(stream: Socket): void {
  const [parse] = stream.listeners('data') as [(bytes: Buffer) => void]
  stream.off('data', parse).on('data', (bytes: Buffer) => {
    for (let at = 0; at < bytes.length && !stream.destroyed; at += biteSize)
      parse(bytes.subarray(at, at + biteSize))
  })
}
