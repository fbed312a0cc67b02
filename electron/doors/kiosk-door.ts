/**
 * The kiosk door: the kiosk's own pages, on this machine only.
 *
 * Threat model: it listens on loopback, but any web page that the machine's browser opens, and any program on
 * the machine, can knock. So every request must name this door in Host (against DNS rebinding), must not come
 * from another origin, and must hold the run's secret. The secret comes in once, by the address the station
 * prints, and stays as an HttpOnly cookie that no other site's request carries.
 */
import type { IncomingMessage, Server, ServerOptions, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { type Language, say } from '../../text/index.ts'
import { type BrandFileView, type BrandPart, brandLimits, brandParts } from '../contract/brand.ts'
import type { Handlers, Role } from '../contract/calls.ts'
import { type ClipName, clipFile, clipNames, clips } from '../contract/clip.ts'
import { Trouble } from '../contract/errors.ts'
import {
  closeCodes,
  type EventName,
  type Events,
  type StationMessage,
  socketPath,
} from '../contract/events.ts'
import { operatorSocketPath } from '../contract/operator.ts'
import type { Log } from '../system/log.ts'
import { same } from '../system/same.ts'
import { dispatch, readCall } from './dispatch.ts'
import { answer, bodySize, pathOf, portOf, readBody, serve, statusOf, types } from './http.ts'
import { openAllowance } from './limits.ts'
import { inlineScripts, type StaticFile } from './static-files.ts'

/** The bytes that go through the door beside the calls. */
export interface KioskBytes {
  readonly pages: ReadonlyMap<string, StaticFile>
  /** A file of the brand by its address, which names its content. */
  brandFile(address: string): StaticFile | undefined
  readonly largestOriginal: number
  /** A frame's artwork as a PNG, by its hash; null when no such frame can be picked. */
  overlay(sha256: string): Buffer | null
  /** How the station does, for Prometheus. */
  metrics(): Promise<string>
  keepOriginal(id: string, bytes: Buffer): Promise<'kept' | 'already'>
  original(id: string): Promise<Buffer>
  keepClip(id: string, name: ClipName, bytes: Buffer): Promise<'kept' | 'already'>
  /** Words as a frame shows them, by its artwork's hash, as a PNG; null when it does not. */
  story(sha256: string, said: { readonly words: string; readonly language: string }): Promise<Buffer | null>
  /** Keeps a file of the brand's look; `name` is what the operator's machine calls it. */
  keepBrandFile(part: BrandPart, name: string, bytes: Buffer): Promise<BrandFileView>
  framed(id: string): Promise<Buffer>
}

export interface KioskDoor {
  /** The address that lets the kiosk's window in. */
  readonly enter: string
  /** Whether a kiosk page is there. */
  readonly isKioskOpen: boolean
  /** Tells the kiosk's page, if one is there. */
  tell<N extends EventName>(event: N, data: Events[N]): void
  /** Ends the pages' sockets, which the server does not count among its connections. */
  close(): void
}

export interface KioskDoorOptions {
  readonly secret: string
  /** Lets a program on this machine read the metrics, and nothing else. */
  readonly metricsToken: string
  /** Whether such a token was given to the operator for their PIN, and is still good. */
  readonly isOperator: (token: string) => boolean
  readonly language: Language
  readonly log: Log
}

/** The only address this door is on. */
export const kioskHost = '127.0.0.1'

export const kioskServerOptions: ServerOptions = {
  headersTimeout: 10_000,
  requestTimeout: 60_000,
  connectionsCheckingInterval: 2_000,
}

/** Of what is named by its content: it never changes. */
const forGood = 'private, max-age=31536000, immutable'

const longestMessage = 64 * 1024

/** A page on the machine may knock as often as it likes; the disk must not fill with it. */
const refusalsInLog = { burst: 20, perSecond: 1 / 60 } as const

/** Opens the door on `server`, which holds its port already. */
export function openKioskDoor(
  server: Server,
  handlers: Handlers,
  bytes: KioskBytes,
  { secret, metricsToken, isOperator, language, log }: KioskDoorOptions,
): KioskDoor {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: longestMessage,
    perMessageDeflate: false,
  })
  const port = portOf(server)
  const hosts = [`${kioskHost}:${port}`, `localhost:${port}`]
  const cookie = `groundswell-${port}` // cookies are not kept apart by port
  const policy = contentSecurityPolicy(hosts, inlineScripts(bytes.pages))
  const refusals = openAllowance(refusalsInLog)
  let page: WebSocket | undefined
  let receiving = 0

  const listener = (request: IncomingMessage, response: ServerResponse) =>
    void route(request, response).catch(error => refuse(request, response, error))
  serve(server, listener, log)
  server.on('upgrade', upgrade)

  async function route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.setHeader('Content-Security-Policy', policy)
    checkOrigin(request)
    const path = pathOf(request) ?? ''
    if (path === '/enter') return enter(request, response)
    if (path === '/metrics') return metrics(request, response)
    checkSecret(request)

    const [, id = '', what] = /^\/photos\/([0-9a-f-]{36})\/([a-z]+(?:\.[a-z0-9]+)?)$/.exec(path) ?? []
    const clip = clipNames.find(name => clipFile(name) === what)
    if (what === 'original') {
      allow(request, response, 'PUT', 'GET')
      if (request.method === 'GET')
        return answer(response, 200, { 'Content-Type': types.jpeg }, await bytes.original(id))
      return keep(request, response, bytes.largestOriginal, original => bytes.keepOriginal(id, original))
    }
    if (clip) {
      allow(request, response, 'PUT')
      return keep(request, response, clips[clip].mostBytes, film => bytes.keepClip(id, clip, film))
    }
    const part = brandParts.find(one => path === `/operator/brand/${one}`)
    if (part) {
      allow(request, response, 'PUT')
      return keepBrandFile(part, request, response)
    }
    allow(request, response, 'GET', 'HEAD')
    if (what === 'framed.jpg')
      return answer(response, 200, { 'Content-Type': types.jpeg }, await bytes.framed(id))
    const overlay = bytes.overlay(/^\/frames\/([0-9a-f]{64})\.png$/.exec(path)?.[1] ?? '')
    if (overlay) return answer(response, 200, { 'Content-Type': types.png }, overlay)
    const [, frame] = /^\/frames\/([0-9a-f]{64})\/story\.png$/.exec(path) ?? []
    const story = frame && (await bytes.story(frame, saidIn(request)))
    if (story) return answer(response, 200, { 'Content-Type': types.png }, story)
    const ofBrand = bytes.brandFile(path)
    if (ofBrand)
      return answer(response, 200, { 'Content-Type': ofBrand.type, 'Cache-Control': forGood }, ofBrand.bytes)
    const file = bytes.pages.get(path)
    if (!file) throw new Trouble('NOT_FOUND')
    answer(response, 200, { 'Content-Type': file.type }, file.bytes)
  }

  async function keep(
    request: IncomingMessage,
    response: ServerResponse,
    most: number,
    use: (body: Buffer) => Promise<'kept' | 'already'>,
  ): Promise<void> {
    const result = await receive(request, most, use)
    answer(response, result === 'kept' ? 201 : 200, {})
  }

  /** Takes a file from the operator; what is wrong with it goes back as the page's calls tell it. */
  async function keepBrandFile(part: BrandPart, request: IncomingMessage, response: ServerResponse) {
    const [, token = ''] = /^Bearer (.+)$/.exec(request.headers.authorization ?? '') ?? []
    if (!isOperator(token)) throw new Trouble('NOT_ALLOWED')
    const name = new URL(request.url ?? '', `http://${kioskHost}`).searchParams.get('name') ?? ''
    const json = (status: number, body: object) =>
      answer(response, status, { 'Content-Type': types.json }, JSON.stringify(body))
    try {
      const keep = (body: Buffer) => bytes.keepBrandFile(part, name.slice(0, 100) || part, body)
      json(201, await receive(request, brandLimits[part], keep))
    } catch (error) {
      if (!(error instanceof Trouble)) throw error
      json(statusOf(error), { code: error.code, details: error.details })
    }
  }

  /** Hands the body on to `use`. Few large ones are in memory at a time; a page that is refused sends again. */
  async function receive<T>(
    request: IncomingMessage,
    most: number,
    use: (body: Buffer) => Promise<T>,
  ): Promise<T> {
    const size = Math.min(bodySize(request, most), most)
    if (receiving + size > 2 * bytes.largestOriginal) throw new Trouble('TOO_MANY')
    receiving += size
    try {
      return await use(await readBody(request, most))
    } finally {
      receiving -= size
    }
  }

  /** Trades the secret in the address for a cookie, so that it is in no address afterwards. */
  function enter(request: IncomingMessage, response: ServerResponse): void {
    allow(request, response, 'GET')
    const given = new URL(request.url ?? '', `http://${kioskHost}`).searchParams.get('key') ?? ''
    if (!same(given, secret)) throw new Trouble('NOT_ALLOWED')
    answer(response, 303, {
      Location: '/kiosk/',
      'Set-Cookie': `${cookie}=${secret}; HttpOnly; SameSite=Strict; Path=/`,
    })
  }

  async function metrics(request: IncomingMessage, response: ServerResponse): Promise<void> {
    allow(request, response, 'GET')
    if (!same(request.headers.authorization ?? '', `Bearer ${metricsToken}`)) throw new Trouble('NOT_ALLOWED')
    answer(response, 200, { 'Content-Type': types.metrics }, await bytes.metrics())
  }

  function checkOrigin(request: IncomingMessage): void {
    const { origin, 'sec-fetch-site': site } = request.headers
    const [named = '', another] = request.headersDistinct.host ?? []
    if (!hosts.includes(named) || another !== undefined) throw new Trouble('NOT_ALLOWED')
    const own = origin === undefined || hosts.some(one => origin === `http://${one}`)
    // Another port of this machine is the same site, and its pages' requests carry the cookie.
    const ownSite = site === undefined || site === 'same-origin' || site === 'none'
    if (!own || !ownSite) throw new Trouble('NOT_ALLOWED')
    const writes = request.method !== 'GET' && request.method !== 'HEAD'
    if (writes && origin === undefined) throw new Trouble('NOT_ALLOWED') // browsers always send it then
  }

  function checkSecret(request: IncomingMessage): void {
    // Any of that name: another port's page could set a wrong one beside ours and lock the kiosk out.
    const cookies = (request.headers.cookie ?? '').split('; ')
    if (!cookies.some(one => same(one, `${cookie}=${secret}`))) throw new Trouble('NOT_ALLOWED')
  }

  function refuse(request: IncomingMessage, response: ServerResponse, error: unknown): void {
    if (request.destroyed && !request.complete) return // the asker went away
    if (!(error instanceof Trouble)) log.error({ err: error }, 'kiosk door')
    if (response.headersSent) return void response.destroy()
    const { code, details } = error instanceof Trouble ? error : new Trouble('UNEXPECTED')
    answer(
      response,
      statusOf(error),
      { 'Content-Type': types.text },
      say(language, `errors.${code}`, details),
    )
  }

  function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy())
    const path = pathOf(request)
    try {
      if (request.headers.origin === undefined) throw new Trouble('NOT_ALLOWED')
      checkOrigin(request)
      checkSecret(request)
      if (path !== socketPath && path !== operatorSocketPath) throw new Trouble('NOT_FOUND')
    } catch (error) {
      if (refusals.take('')) log.warn({ code: (error as Trouble).code }, 'socket refused')
      // Node has let go of the connection: whoever does not close its end would keep it for ever.
      const refusal = `HTTP/1.1 ${statusOf(error)} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`
      return void socket.end(refusal, () => socket.destroy())
    }
    sockets.handleUpgrade(request, socket, head, path === socketPath ? welcome : welcomeOperator)
  }

  /** One kiosk page at a time: two would both take the photo. */
  function welcome(socket: WebSocket): void {
    page?.close(closeCodes.takenOver)
    page = socket
    socket.on('error', error => log.warn({ err: error }, 'socket'))
    socket.on('message', data => {
      // One that was sent away may still speak until it has heard.
      if (page === socket) void reply(socket, 'kiosk', String(data))
    })
    socket.on('close', () => {
      if (page === socket) page = undefined
    })
  }

  /** As many as come, and never in the place of the kiosk's page: none of them can move a visit. */
  function welcomeOperator(socket: WebSocket): void {
    socket.on('error', error => log.warn({ err: error }, 'operator socket'))
    socket.on('message', data => void reply(socket, 'operator', String(data)))
  }

  async function reply(socket: WebSocket, at: 'kiosk' | 'operator', text: string): Promise<void> {
    let id = 0
    try {
      const message = readCall(text)
      id = message.id
      const role: Role = at === 'kiosk' ? 'kiosk' : isOperator(message.token ?? '') ? 'operator' : 'locked'
      send(socket, { id, output: await dispatch(handlers, role, message.call, message.input) })
    } catch (error) {
      if (!(error instanceof Trouble)) log.error({ err: error }, 'call')
      const { code, details } = error instanceof Trouble ? error : new Trouble('UNEXPECTED')
      send(socket, { id, error: { code, details } })
    }
  }

  return {
    enter: `http://${kioskHost}:${port}/enter?key=${secret}`,
    get isKioskOpen() {
      return page !== undefined
    },
    tell(event, data) {
      if (page) send(page, { event, data } as StationMessage)
    },
    close() {
      for (const socket of sockets.clients) socket.terminate()
    },
  }
}

function send(socket: WebSocket, message: StationMessage): void {
  if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message))
}

function allow(request: IncomingMessage, response: ServerResponse, ...methods: string[]): void {
  const came = request.method ?? ''
  if (methods.includes(came)) return
  const expected = methods.join(', ')
  response.setHeader('Allow', expected)
  throw new Trouble('METHOD', { expected, came })
}

function contentSecurityPolicy(hosts: readonly string[], inlineScripts: readonly string[]): string {
  return [
    "default-src 'none'",
    ["script-src 'self'", ...inlineScripts].join(' '),
    "style-src 'self'",
    "font-src 'self'",
    "img-src 'self' blob:",
    "media-src 'self' blob:",
    `connect-src 'self' ${hosts.map(one => `ws://${one}`).join(' ')}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

/** The words and their language in a request's query. */
function saidIn(request: IncomingMessage): { readonly words: string; readonly language: string } {
  const asked = new URLSearchParams(request.url?.split('?', 2)[1])
  return { words: asked.get('words') ?? '', language: asked.get('language') ?? '' }
}
