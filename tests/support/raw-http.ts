/** HTTP as no client library would send it: raw bytes over TCP, on loopback alone. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

export interface RawAnswer {
  readonly status: number
  /** Names in lower case; the first of a name counts. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

export interface DialOptions {
  readonly port: number
  /** The loopback address that asks; each counts as an asker of its own. */
  readonly from?: string
  /** The loopback address that is asked. */
  readonly to?: string
  readonly allowHalfOpen?: boolean
}

/** Connects; what goes wrong later shows as `closed`. Rejects with the system's code when nobody listens. */
export async function dial({
  port,
  from = '127.0.0.1',
  to = '127.0.0.1',
  allowHalfOpen = false,
}: DialOptions): Promise<Socket> {
  const socket = connect({ port, host: to, localAddress: from, allowHalfOpen })
  await once(socket, 'connect')
  return socket.on('error', () => {})
}

/** Settles when the connection is gone. */
export async function gone(socket: Socket): Promise<void> {
  if (!socket.closed) await new Promise(resolve => socket.once('close', resolve))
}

/** Sends `request` as it is and gives the first answer; null when the connection was cut without one. */
export async function ask(options: DialOptions, request: string | Buffer): Promise<RawAnswer | null> {
  const socket = await dial(options)
  try {
    socket.write(request, 'latin1')
    return await answerFrom(socket, String(request).startsWith('HEAD'))
  } finally {
    socket.destroy()
  }
}

/** The next answer on `socket`, of which nothing has been read yet; null when it is cut before. */
export function answerFrom(socket: Socket, headOnly = false): Promise<RawAnswer | null> {
  return new Promise(resolve => {
    let bytes = Buffer.alloc(0)
    const settle = (answer: RawAnswer | null) => {
      socket.off('data', onData).off('close', onClose)
      resolve(answer)
    }
    const onClose = () => settle(null)
    const onData = (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk])
      const answer = parseAnswer(bytes, headOnly)
      if (answer) settle(answer)
    }
    socket.on('data', onData).once('close', onClose)
    if (socket.closed) onClose()
  })
}

/** A GET with the headers that every client sends. */
export function get(path: string, headers: Readonly<Record<string, string>> = {}): string {
  const lines = Object.entries({ Host: 'door', ...headers }).map(([name, value]) => `${name}: ${value}\r\n`)
  return `GET ${path} HTTP/1.1\r\n${lines.join('')}\r\n`
}

function parseAnswer(bytes: Buffer, headOnly: boolean): RawAnswer | null {
  const end = bytes.indexOf('\r\n\r\n')
  if (end < 0) return null
  const [first = '', ...lines] = bytes.toString('latin1', 0, end).split('\r\n')
  const headers: Record<string, string> = {}
  for (const line of lines) {
    const [name = '', ...value] = line.split(':')
    headers[name.toLowerCase()] ??= value.join(':').trim()
  }
  const body = bytes.subarray(end + 4)
  const length = headOnly ? 0 : Number(headers['content-length'] ?? 0)
  if (body.length < length) return null
  return { status: Number(first.split(' ')[1]), headers, body: body.subarray(0, length) }
}
