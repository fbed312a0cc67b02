/** Single requests to a WebDAV server: who we are, for how long, how fast, and which answers are none. */
import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { Readable } from 'node:stream'
import { AuthType, createClient, type WebDAVClient, type Response as WebDavResponse } from 'webdav'
import type { TargetSettings } from '../settings.ts'
import { standardPatience, type TargetParts, TargetProblem } from '../target.ts'
import { paced, type Watch, withPatience } from './patience.ts'
import { problemOf, problemOfStatus } from './webdav-problem.ts'

export type WebDavSettings = Extract<TargetSettings, { readonly kind: 'webdav' }>

export interface Question {
  readonly method: 'PUT' | 'GET' | 'HEAD' | 'DELETE' | 'MOVE' | 'MKCOL' | 'PROPFIND'
  /** Below the base folder, which is empty itself; a folder ends in `/`. */
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Buffer
  /** The status codes that are an answer; every other one is a problem. */
  readonly expected: readonly number[]
  /** Of a body that is longer, no more is read than shows it. */
  readonly most?: number
}

export interface Answer {
  readonly status: number
  readonly body: Buffer
  /** What the server says of the object that it answers with. */
  readonly version: Version
  /** When it was given by the server's clock, in milliseconds since 1970. */
  readonly at: number
}

export interface Connection {
  /** The base folder, without a `/` at its end. */
  readonly base: string
  /** How far the server's clock is ahead in milliseconds, by its newest answer. */
  readonly clockOffset: number | null
  /** The address of `path`. */
  address(path: string): string
  /** Throws a TargetProblem; its words name the method and the server, and no path, which may be a secret one. */
  ask(question: Question, signal?: AbortSignal): Promise<Answer>
  close(): void
}

interface Introduced {
  readonly client: WebDAVClient
  readonly isDigest: boolean
}

/** What the library really gives under Node: the answer of node-fetch. */
interface NodeResponse extends WebDavResponse {
  readonly body: Readable | null
  readonly redirected: boolean
}

/** An unused connection is closed after so many milliseconds, before the server does it just when we use it again. */
const idleSocket = 4_000

const isBaseThere = { method: 'PROPFIND', path: '', headers: { Depth: '0' }, expected: [207] } as const

export function openConnection({ url, user }: WebDavSettings, parts: TargetParts): Connection {
  const { secret, throttle, patience = standardPatience } = parts
  const base = url.replace(/\/+$/, '')
  const sockets = { keepAlive: true, timeout: idleSocket }
  const agents = { httpAgent: new HttpAgent(sockets), httpsAgent: new HttpsAgent(sockets) }
  let clockOffset: number | null = null
  let introduced: Introduced | null = null

  const address = (path: string) => `${base}/${path.split('/').map(encodeURIComponent).join('/')}`

  async function ask(question: Question, signal?: AbortSignal): Promise<Answer> {
    const doing = `${question.method} at ${base}`
    try {
      return await withPatience(patience, signal, async watch => {
        introduced ??= await introduce(watch)
        const { client, isDigest } = introduced
        // Digest's number may be out of date, and then all is asked again; but a body flows only once. So it is renewed.
        if (isDigest && question.body) {
          const renewal = await send(client, isBaseThere, watch)
          await drain(renewal, watch)
          if (renewal.status === 401) throw problemOfStatus(401, doing)
        }
        const response = await send(client, question, watch)
        const body = await drain(response, watch, question.most)
        // Looked at here and not by the library, which takes a 401 to Digest for success.
        if (!question.expected.includes(response.status)) throw problemOfStatus(response.status, doing)
        return {
          status: response.status,
          body,
          version: versionOf(response),
          at: timeOf(response) ?? Date.now(),
        }
      })
    } catch (thrown) {
      throw problemOf(thrown, doing)
    }
  }

  /** Asks the server, as a stranger, how it wants to know us: so Basic is not sent where Digest is wanted. */
  async function introduce(watch: Watch): Promise<Introduced> {
    const response = await send(createClient(base, agents), isBaseThere, watch)
    await drain(response, watch)
    // Where the library knows it: offered first, and with MD5.
    const isDigest = /^digest /i.test(response.headers.get('www-authenticate') ?? '')
    if (isDigest) {
      const options = { ...agents, authType: AuthType.Digest, username: user, password: secret }
      return { client: createClient(base, options), isDigest }
    }
    // Our own, since the library's is in Latin-1 and servers expect UTF-8 (RFC 7617).
    const Authorization = `Basic ${Buffer.from(`${user}:${secret}`).toString('base64')}`
    return { client: createClient(base, { ...agents, headers: { Authorization } }), isDigest }
  }

  async function send(client: WebDAVClient, question: Question, watch: Watch): Promise<NodeResponse> {
    const { method, path, headers, body } = question
    const options = {
      method,
      // Its own address of a folder lacks the `/` at the end.
      url: address(path),
      headers: { ...encoding(method), ...(body && { 'Content-Length': `${body.length}` }), ...headers },
      // Piece by piece also without a cap, since each piece that goes shows that the line is alive.
      ...(body && {
        data: Readable.from(paced(body, throttle, watch), { objectMode: false, highWaterMark: 1 }),
      }),
      signal: watch.signal,
    }
    const response = await client.customRequest('', options).catch(error => {
      if (error.response) return error.response
      throw error
    })
    watch.progress()
    const at = timeOf(response)
    // The header is cut to whole seconds. It is as old as the way back; of the way there, a body may have taken long.
    if (at !== null) clockOffset = at + 500 - Date.now()
    // The library follows by itself; but what is elsewhere, such as a log-in page, is not our storage.
    if (response.redirected)
      throw new TargetProblem('missing', `${method} at ${base}: it is at ${new URL(response.url).origin} now`)
    return response
  }

  return {
    base,
    get clockOffset() {
      return clockOffset
    },
    address,
    ask,
    close() {
      agents.httpAgent.destroy()
      agents.httpsAgent.destroy()
    },
  }
}

/** Lists shrink well. Objects come as they are, so that all is said of themselves. */
const encoding = (method: Question['method']) => ({
  'Accept-Encoding': method === 'PROPFIND' ? 'gzip' : 'identity',
})

const versionHeaders = ['etag', 'last-modified', 'content-length'] as const
type Version = readonly (string | null)[]

const versionOf = ({ headers }: NodeResponse): Version => versionHeaders.map(name => headers.get(name))

/** Whether two answers speak of the same object, as far as both say. */
export function isSame(one: Version, other: Version): boolean {
  return one.every((value, i) => value === null || (other[i] ?? null) === null || value === other[i])
}

function timeOf(response: NodeResponse): number | null {
  const at = Date.parse(response.headers.get('date') ?? '')
  return Number.isNaN(at) ? null : at
}

/** Reads the body, so that the connection is free for the next request. */
async function drain({ body }: NodeResponse, watch: Watch, most = Number.POSITIVE_INFINITY): Promise<Buffer> {
  const pieces: Buffer[] = []
  let length = 0
  try {
    for await (const piece of body ?? []) {
      watch.progress()
      pieces.push(piece)
      length += piece.length
      if (length > most) break
    }
  } catch {
    throw new TargetProblem('damaged', 'the answer broke off in the middle')
  }
  return Buffer.concat(pieces)
}
