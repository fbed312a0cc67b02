/** Stands between a client and a real server, sees what passes, and does to it what bad lines and servers do. */
import { once } from 'node:events'
import {
  Agent,
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request,
  type ServerResponse,
} from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { buffer } from 'node:stream/consumers'
import { freePort } from '../free-port.ts'
import type { Certificate } from './certificate.ts'

export interface Passing {
  readonly method: string
  /** Path and query. */
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

export interface Answer {
  readonly status: number
  readonly headers?: IncomingHttpHeaders
  readonly body?: string | Buffer
}

export type Deed =
  /** Nothing is answered, for ever. */
  | 'hang'
  /** The connection is reset, and the server hears nothing. */
  | 'reset'
  /** What is answered is no HTTP. */
  | 'babble'
  /** The server does it, and its answer is lost. */
  | 'lose the answer'
  /** The answer breaks off in its middle, or goes no further. */
  | 'cut the answer'
  | 'stop the answer'
  /** Answered without asking the server. */
  | Answer
  /** The body, or the answer, becomes another on its way. */
  | { readonly body: (body: Buffer) => Buffer }
  | { readonly answer: (answer: Required<Answer>) => Answer }

export interface Middleman extends AsyncDisposable {
  readonly endpoint: string
  readonly seen: Passing[]
  /** How many connections were made to it. */
  readonly connections: number
  /** What is done to a request, and when; nothing, and it passes. */
  meddle: (passing: Passing) => Deed | undefined | Promise<Deed | undefined>
  /** Nobody listens at its port, and whoever was connected is cut off. */
  leave(): Promise<void>
  comeBack(): Promise<void>
}

/** Listens on a free port in front of `target` (`http://…`), with TLS when it is given a certificate. */
export async function startMiddleman(target: string, certificate?: Certificate): Promise<Middleman> {
  const agent = new Agent({ keepAlive: true })
  const seen: Passing[] = []

  async function serve(incoming: IncomingMessage, outgoing: ServerResponse) {
    const { method = '', url = '', headers } = incoming
    const passing = { method, url, headers, body: await buffer(incoming) }
    seen.push(passing)
    const deed = await middleman.meddle(passing)
    if (deed === 'hang') return
    if (deed === 'reset') return incoming.socket.resetAndDestroy()
    if (deed === 'babble') return incoming.socket.end('Hello, who is there?')
    if (typeof deed === 'object' && 'status' in deed) return give(outgoing, deed)
    const answer = await forward(
      typeof deed === 'object' && 'body' in deed ? deed.body(passing.body) : passing.body,
    )
    if (deed === 'lose the answer') return incoming.socket.resetAndDestroy()
    if (deed === 'cut the answer' || deed === 'stop the answer') {
      outgoing.writeHead(answer.status, answer.headers)
      outgoing.write(answer.body.subarray(0, answer.body.length >> 1), () => {
        if (deed === 'cut the answer') incoming.socket.destroy()
      })
      return
    }
    give(outgoing, typeof deed === 'object' && 'answer' in deed ? deed.answer(answer) : answer)

    async function forward(body: Buffer) {
      const asked = request(target + url, { agent, method, headers }).end(body)
      asked.on('error', () => {}) // Swift sends an end of chunks after the answer to a HEAD: too late to matter
      const [answer] = (await once(asked, 'response')) as [IncomingMessage]
      return { status: answer.statusCode ?? 0, headers: answer.headers, body: await buffer(answer) }
    }
  }

  const handle = (incoming: IncomingMessage, outgoing: ServerResponse) =>
    void serve(incoming, outgoing).catch(() => incoming.socket.destroy()) // who asked is gone, or the server is
  const server = certificate ? createSecureServer(certificate, handle) : createServer(handle)
  let connections = 0
  const port = await freePort()
  server.on('connection', () => (connections += 1)).listen(port, '127.0.0.1')
  await once(server, 'listening')
  const middleman: Middleman = {
    endpoint: `${certificate ? 'https' : 'http'}://127.0.0.1:${port}`,
    seen,
    get connections() {
      return connections
    },
    meddle: () => undefined,
    async leave() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
    async comeBack() {
      server.listen(port, '127.0.0.1')
      await once(server, 'listening')
    },
    async [Symbol.asyncDispose]() {
      agent.destroy()
      if (server.listening) await middleman.leave()
    },
  }
  return middleman
}

function give(outgoing: ServerResponse, { status, headers = {}, body = '' }: Answer) {
  outgoing.writeHead(status, headers).end(body)
}
