/** TLS on a port that keeps speaking plain HTTP: the first byte says which of the two somebody means. */
import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { type SecureContext, TLSSocket } from 'node:tls'

/** How a door speaks TLS. */
export interface DoorTls {
  /** Null while it does not. */
  context(): SecureContext | null
  /** The door's address, where those who speak plain HTTP are sent, such as https://photos.brand.example:4461. */
  address(): string
}

/** What a TLS connection begins with: the record type of a handshake (RFC 8446, 5.1). No HTTP method begins so. */
const handshake = 22

/**
 * Gives what HTTP is spoken over on a new connection: without a certificate, and to plain HTTP, the socket itself;
 * else the stream inside, once both have agreed. Whoever says nothing is left to the door's deadlines.
 */
export function openStream(
  socket: Socket,
  context: SecureContext | null,
  onStream: (stream: Socket) => void,
): void {
  if (!context) {
    onStream(socket)
    return
  }
  socket.on('error', () => {}) // it ends in 'close', which is all that anybody must know
  socket.once('data', (first: Buffer) => {
    socket.pause()
    socket.unshift(first)
    if (first[0] !== handshake) {
      onStream(socket)
      socket.resume()
      return
    }
    const stream = new TLSSocket(socket, {
      isServer: true,
      secureContext: context,
      ALPNProtocols: ['http/1.1'],
    })
    stream.on('error', () => {})
    stream.once('secure', () => onStream(stream))
  })
}

/** True when the request came over TLS. */
export function isSecure({ socket }: IncomingMessage): boolean {
  return socket instanceof TLSSocket
}
