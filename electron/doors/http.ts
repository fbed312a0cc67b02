/** What both doors need of HTTP: listening, answering, reading a body, files, and refusing. No domain logic. */
import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerOptions,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'
import { say } from '../../text/index.ts'
import { languageCodes } from '../../text/languages.ts'
import { Trouble } from '../contract/errors.ts'
import type { Log } from '../system/log.ts'

/** Sent with every answer (OWASP Secure Headers). */
export const safeHeaders = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
} as const

export const types = {
  html: 'text/html; charset=utf-8',
  text: 'text/plain; charset=utf-8',
  json: 'application/json; charset=utf-8',
  jpeg: 'image/jpeg',
  png: 'image/png',
  metrics: 'text/plain; version=0.0.4; charset=utf-8',
} as const

export type Headers = Readonly<Record<string, string | number>>

/** How long an asker that is still sending may take to read its answer. */
const lingerTime = 500

/**
 * Answers with `body`; a HEAD request gets the headers alone. Nothing is stored on the way unless `headers`
 * says so. When the request's body is still coming, the connection ends in stages (RFC 9112, 9.6): closing
 * it at once would reset it, and the asker might never read the answer.
 */
export function answer(
  response: ServerResponse,
  status: number,
  headers: Headers,
  body: string | Buffer = '',
): void {
  const request = response.req
  const bytes = typeof body === 'string' ? Buffer.from(body) : body
  const stillComing = hasBody(request) && !request.complete
  response.writeHead(status, {
    ...safeHeaders,
    'Cache-Control': 'no-store',
    ...(status === 204 ? {} : { 'Content-Length': bytes.length }),
    ...(stillComing ? { Connection: 'close' } : {}),
    ...headers,
  })
  const sent = request.method === 'HEAD' ? Buffer.alloc(0) : bytes
  if (!stillComing) return void response.end(sent)
  response.write(sent)
  const timer = setTimeout(() => response.end(), lingerTime)
  request.resume().once('close', () => {
    clearTimeout(timer)
    response.end()
  })
}

/**
 * The request's body, at most `limit` bytes. Throws TOO_LARGE as soon as that is known: before reading when
 * the length is declared, at the limit when it is not.
 */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  if (bodySize(request, limit) > limit) throw new Trouble('TOO_LARGE', { expected: limit })
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    length += chunk.length
    if (length > limit) throw new Trouble('TOO_LARGE', { expected: limit })
    chunks.push(chunk)
  }
  return Buffer.concat(chunks, length)
}

/** Whether the body is the fields of a form, as browsers send them. */
export function sendsForm(request: IncomingMessage): boolean {
  return /^application\/x-www-form-urlencoded[ \t]*(?:;|$)/i.test(request.headers['content-type'] ?? '')
}

/** The fields of a form. Throws TOO_LARGE, and CALL_INPUT when there are too many of them. */
export async function readForm(
  request: IncomingMessage,
  { bytes, fields }: { readonly bytes: number; readonly fields: number },
): Promise<URLSearchParams> {
  const text = (await readBody(request, bytes)).toString('utf8')
  if (text.split('&', fields + 1).length > fields)
    throw new Trouble('CALL_INPUT', { call: 'form', key: '', expected: `at most ${fields} fields` })
  return new URLSearchParams(text)
}

/** The size of the request's body as declared; `unknown` when it comes in chunks. */
export function bodySize(request: IncomingMessage, unknown: number): number {
  if (request.headers['transfer-encoding'] !== undefined) return unknown
  return Number(request.headers['content-length'] ?? 0)
}

/** True when a body comes with the request (RFC 9112, 6). */
function hasBody(request: IncomingMessage): boolean {
  return bodySize(request, 1) > 0
}

/** The path of the request as it came, never decoded; null when it is no path. */
export function pathOf(request: IncomingMessage): string | null {
  const target = request.url ?? ''
  return target.startsWith('/') ? (target.split('?', 1)[0] ?? null) : null
}

export interface DoorAddress {
  readonly door: 'kiosk' | 'share'
  readonly host: string
  readonly port: number
}

/** A page that is opened a moment too early comes by itself (Refresh, HTML Living Standard), in whatever language. */
const tooEarly: Headers = { 'Content-Type': types.text, 'Retry-After': 1, Refresh: 1 }
const oneMoment = languageCodes
  .map(language => `${say(language, 'kiosk.oneMoment')}\n${say(language, 'kiosk.oneMomentWhy')}\n`)
  .join('\n')

/**
 * Takes the door's port; until somebody serves it, askers are told to come back (503).
 * Throws PORT_TAKEN or PORT_REFUSED.
 */
export async function bindDoor({ door, host, port }: DoorAddress, options: ServerOptions): Promise<Server> {
  const server = createServer(options, (_, response) => answer(response, 503, tooEarly, oneMoment))
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  server.once('error', reject)
  server.listen({ port, host, exclusive: true }, resolve)
  try {
    await promise
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    const details = { port, door, flag: door === 'kiosk' ? '--port' : '--share-port' }
    if (code === 'EADDRINUSE') throw new Trouble('PORT_TAKEN', details, error)
    throw new Trouble('PORT_REFUSED', { ...details, reason: code ?? message }, error)
  }
  server.off('error', reject)
  return server
}

/** From now on `listener` answers the door's requests. */
export function serve(
  server: Server,
  listener: (request: IncomingMessage, response: ServerResponse) => void,
  log: Log,
): void {
  server.removeAllListeners('request').on('request', listener)
  // No file descriptors left, say: without a listener it would end the station.
  server.on('error', error => log.error({ err: error }, 'door'))
}

export function portOf(server: Server): number {
  return (server.address() as AddressInfo).port
}

/** Stops listening and ends every connection. */
export async function stopListening(server: Server): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  server.close(() => resolve())
  server.closeAllConnections()
  await promise
}

const statuses: Partial<Record<Trouble['code'], number>> = {
  NOT_ALLOWED: 403,
  NOT_FOUND: 404,
  PHOTO_UNKNOWN: 404,
  METHOD: 405,
  NOT_NOW: 409,
  PHOTO_ALREADY_KEPT: 409,
  TOO_LARGE: 413,
  NOT_A_PHOTO: 415,
  PHOTO_TOO_LARGE: 422,
  CLIP_UNFIT: 422,
  CALL_INPUT: 400,
  BRAND_FILE_KIND: 415,
  BRAND_FILE_LARGE: 413,
  BRAND_FILE_SIZE: 422,
  BRAND_FILE_DAMAGED: 422,
  BRAND_VIDEO: 422,
  TOO_MANY: 429,
}

/** The HTTP status (RFC 9110) for a trouble. */
export function statusOf(trouble: unknown): number {
  return (trouble instanceof Trouble && statuses[trouble.code]) || 500
}
