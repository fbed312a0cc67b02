/**
 * The share door: attendees' phones on the venue's network.
 *
 * Threat model: everybody on that network is a stranger, perhaps a hostile one. The door knows nothing but
 * unguessable tokens; it lists nothing, takes no body, and holds no call of the kiosk. Every address that
 * opens nothing gets the same answer, whatever the reason. Addresses have an allowance and a number of
 * connections; those who ask slowly, read slowly or ask much are cut off or made to wait.
 */
import type { IncomingMessage, Server, ServerOptions, ServerResponse } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { chooseLanguage, type Language } from '../../text/index.ts'
import type { Log } from '../system/log.ts'
import { type ConnectionLimits, limitConnections } from './connections.ts'
import { answer, pathOf, serve, types } from './http.ts'
import { openAllowance } from './limits.ts'

/** What the door may ask for. A token that opens nothing gives null. */
export interface ShareHandlers {
  readonly policy: string
  page(token: string, language: Language): string | null
  /** `waiting` while it is not framed. */
  picture(token: string): Promise<Buffer | 'waiting' | null>
  /** Settles when the picture is there (true) or when the time or the asker's patience is over (false). */
  ready(token: string, signal: AbortSignal): Promise<boolean | null>
  gone(language: Language): string
  busy(language: Language): string
  fileName(): string
}

export const shareLimits = {
  /** All requests of an address; guests behind one venue router share it. */
  requests: { burst: 600, perSecond: 100 },
  /** Addresses that open nothing: a person mistypes a few, a guesser thousands. */
  misses: { burst: 30, perSecond: 0.5 },
  /** How long an address that asks too much waits for each refusal, so that refusing costs us little. */
  refusalPause: 500,
  /** How long a phone's question whether the picture is there stays open. */
  readyTimeout: 20_000,
} as const

export const shareConnections: ConnectionLimits = {
  rate: { burst: 400, perSecond: 50 },
  perAddress: 256,
  total: 2048,
  askWithin: 10_000,
  answerWithin: 60_000,
  grace: 10_000,
}

export const shareServerOptions: ServerOptions = {
  headersTimeout: 8_000,
  requestTimeout: 10_000,
  connectionsCheckingInterval: 1_000,
  keepAliveTimeout: 5_000,
  maxHeaderSize: 8 * 1024,
}

/** Opens the door on `server`, which holds its port already. */
export function openShareDoor(server: Server, handlers: ShareHandlers, log: Log): void {
  const requests = openAllowance(shareLimits.requests)
  const misses = openAllowance(shareLimits.misses)
  const connections = limitConnections(server, shareConnections)

  serve(server, listener, log)

  function listener(request: IncomingMessage, response: ServerResponse): void {
    if (!connections.begin(request, response)) return
    route(request, response).catch(error => {
      log.error({ err: error }, 'share door')
      if (response.headersSent) response.destroy()
      else answer(response, 500, { 'Content-Type': types.text })
    })
  }

  async function route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const address = request.socket.remoteAddress ?? ''
    const language = chooseLanguage((request.headers['accept-language'] ?? '').split(',', 10))
    if (!requests.take(address)) {
      await pause(shareLimits.refusalPause)
      return busy(response, language)
    }
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return answer(response, 405, { 'Content-Type': types.text, Allow: 'GET, HEAD' })

    const [, token = '', what = ''] =
      /^\/s\/([^/]+)(?:\/(photo\.jpg|ready))?$/.exec(pathOf(request) ?? '') ?? []
    if (what === '') {
      const page = handlers.page(token, language)
      if (page !== null) return html(response, 200, page)
    }
    if (what === 'photo.jpg') {
      const picture = await handlers.picture(token)
      if (picture === 'waiting') return answer(response, 425, { 'Content-Type': types.text })
      if (picture !== null) return jpeg(response, picture, request.url?.endsWith('?save') ?? false)
    }
    if (what === 'ready') {
      const over = new AbortController()
      response.once('close', () => over.abort())
      const timer = setTimeout(() => over.abort(), shareLimits.readyTimeout)
      const ready = await handlers.ready(token, over.signal).finally(() => clearTimeout(timer))
      if (ready !== null) return answer(response, ready ? 200 : 204, {})
    }
    if (!misses.take(address)) return busy(response, language)
    html(response, 404, handlers.gone(language))
  }

  function html(response: ServerResponse, status: number, page: string): void {
    answer(
      response,
      status,
      { 'Content-Type': types.html, 'Content-Security-Policy': handlers.policy, 'X-Robots-Tag': 'noindex' },
      page,
    )
  }

  function jpeg(response: ServerResponse, picture: Buffer, save: boolean): void {
    const disposition = save ? { 'Content-Disposition': `attachment; filename="${handlers.fileName()}"` } : {}
    answer(response, 200, { 'Content-Type': types.jpeg, ...disposition }, picture)
  }

  function busy(response: ServerResponse, language: Language): void {
    response.setHeader('Retry-After', 60)
    html(response, 429, handlers.busy(language))
  }
}
