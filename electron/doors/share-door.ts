/**
 * The share door: attendees' phones on the venue's network.
 *
 * Threat model: everybody on that network is a stranger, perhaps a hostile one. The door knows nothing but
 * unguessable tokens; it lists nothing and holds no call of the kiosk. Every address that opens nothing gets the
 * same answer, whatever the reason. Addresses have an allowance and a number of connections; those who ask slowly,
 * read slowly or ask much are cut off or made to wait.
 *
 * It takes three things, each for the photo of a token alone: an answer, one taken back, and the photo's deletion.
 * They come as small forms of its own pages; no cookie ever speaks for anybody, so another site's page could send
 * one only with a token that it knows, and is refused even then.
 */
import type { IncomingMessage, Server, ServerOptions, ServerResponse } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { chooseLanguage, type Language } from '../../text/index.ts'
import type { Log } from '../system/log.ts'
import { type ConnectionLimits, limitConnections } from './connections.ts'
import { answer, pathOf, readForm, sendsForm, serve, statusOf, types } from './http.ts'
import { openAllowance } from './limits.ts'

/** What the door may ask for. A token that opens nothing gives null. */
export interface ShareHandlers {
  readonly policy: string
  page(token: string, language: Language): string | null
  /** `waiting` while it is not framed. */
  picture(token: string): Promise<Buffer | 'waiting' | null>
  /** Settles when the picture is there (true) or when the time or the asker's patience is over (false). */
  ready(token: string, signal: AbortSignal): Promise<boolean | null>
  opens(token: string): boolean
  /** What was asked and answered, for people or for programs. */
  receipt(token: string, name: ReceiptName, language: Language): { type: string; body: string } | null
  deletePage(token: string, language: Language): string | null
  /** What a phone sends. They throw CALL_INPUT for what no page of ours sends. */
  answer(token: string, fields: URLSearchParams, language: Language): Promise<Outcome | null>
  takeBack(token: string, fields: URLSearchParams): Promise<Outcome | null>
  delete(token: string): Promise<Outcome | null>
  deleted(language: Language): string
  gone(language: Language): string
  busy(language: Language): string
  trouble(language: Language): string
  fileName(): string
}

/** Where a phone goes after what it sent, or the page that says why nothing came of it. */
export type Outcome = 'page' | 'deleted' | { readonly status: number; readonly page: string }

export const shareLimits = {
  /** All requests of an address; guests behind one venue router share it. */
  requests: { burst: 600, perSecond: 100 },
  /** Addresses that open nothing: a person mistypes a few, a guesser thousands. */
  misses: { burst: 30, perSecond: 0.5 },
  /** What an address sends; guests behind one venue router share it. */
  posts: { burst: 60, perSecond: 0.2 },
  /** The largest form, in bytes, and the most fields in it. */
  form: { bytes: 16 * 1024, fields: 64 },
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

export type ReceiptName = 'receipt.txt' | 'receipt.json'

type Act = 'answer' | 'take-back' | 'delete'

interface Sent {
  readonly what: Act
  readonly token: string
  readonly language: Language
}

const photoPath = /^\/s\/([^/]+)(?:\/(photo\.jpg|ready|receipt\.txt|receipt\.json|answer|take-back|delete))?$/

/** Of no photo: there is none any more. */
const deletedPath = '/deleted'

const pagePath = (token: string) => `/s/${token}`

/** Opens the door on `server`, which holds its port already. */
export function openShareDoor(server: Server, handlers: ShareHandlers, log: Log): void {
  const requests = openAllowance(shareLimits.requests)
  const misses = openAllowance(shareLimits.misses)
  const posts = openAllowance(shareLimits.posts)
  const connections = limitConnections(server, shareConnections)

  serve(server, listener, log)

  function listener(request: IncomingMessage, response: ServerResponse): void {
    if (!connections.begin(request, response)) return
    route(request, response).catch(error => refuse(request, response, error))
  }

  async function route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const address = request.socket.remoteAddress ?? ''
    const language = languageOf(request)
    if (!requests.take(address)) {
      await pause(shareLimits.refusalPause)
      return busy(response, language)
    }
    const path = pathOf(request) ?? ''
    const [, token = '', what = ''] = photoPath.exec(path) ?? []
    const takes = takesForms(what)
    if (request.method === 'POST' && takes) {
      if (!posts.take(address)) return busy(response, language)
      if (handlers.opens(token)) return take(request, response, { what, token, language })
      return miss(response, address, language)
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      const allow = takes ? 'GET, HEAD, POST' : 'GET, HEAD'
      return answer(response, 405, { 'Content-Type': types.text, Allow: allow })
    }

    if (what === '') {
      const page = path === deletedPath ? handlers.deleted(language) : handlers.page(token, language)
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
    if (what === 'receipt.txt' || what === 'receipt.json') {
      const receipt = handlers.receipt(token, what, language)
      if (receipt !== null) return answer(response, 200, { 'Content-Type': receipt.type }, receipt.body)
    }
    if (what === 'delete') {
      const page = handlers.deletePage(token, language)
      if (page !== null) return html(response, 200, page)
    }
    // Where a form was refused, its address stays in the phone's bar, and may be opened again.
    if ((what === 'answer' || what === 'take-back') && handlers.opens(token))
      return seeOther(response, pagePath(token))
    miss(response, address, language)
  }

  /** Takes a form for a photo that is there. Its answer is a place to go to, so that a reload sends nothing twice. */
  async function take(request: IncomingMessage, response: ServerResponse, { what, token, language }: Sent) {
    if (!isOwn(request)) return answer(response, 403, { 'Content-Type': types.text })
    if (!sendsForm(request)) return answer(response, 415, { 'Content-Type': types.text })
    const fields = await readForm(request, shareLimits.form)
    const outcome =
      what === 'answer'
        ? await handlers.answer(token, fields, language)
        : what === 'take-back'
          ? await handlers.takeBack(token, fields)
          : await handlers.delete(token)
    if (outcome === null) return html(response, 404, handlers.gone(language))
    if (outcome === 'page') return seeOther(response, pagePath(token))
    if (outcome === 'deleted') return seeOther(response, deletedPath)
    html(response, outcome.status, outcome.page)
  }

  function miss(response: ServerResponse, address: string, language: Language): void {
    if (misses.take(address)) html(response, 404, handlers.gone(language))
    else busy(response, language)
  }

  function refuse(request: IncomingMessage, response: ServerResponse, error: unknown): void {
    if (request.destroyed && !request.complete) return // the phone went away, or was too slow
    const status = statusOf(error)
    if (status === 500) log.error({ err: error }, 'share door')
    if (response.headersSent) response.destroy()
    else if (status === 500) html(response, status, handlers.trouble(languageOf(request)))
    else answer(response, status, { 'Content-Type': types.text })
  }

  function html(response: ServerResponse, status: number, page: string): void {
    answer(
      response,
      status,
      {
        'Content-Type': types.html,
        'Content-Security-Policy': handlers.policy,
        'X-Robots-Tag': 'noindex',
        // With "no-referrer" browsers hide from us, too, which page a form comes from (Fetch, 4.5).
        'Referrer-Policy': 'same-origin',
      },
      page,
    )
  }

  function seeOther(response: ServerResponse, path: string): void {
    answer(response, 303, { Location: path })
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

function takesForms(what: string): what is Act {
  return what === 'answer' || what === 'take-back' || what === 'delete'
}

/** False when a browser says that another site's page sent the request. */
function isOwn({ headers }: IncomingMessage): boolean {
  const { origin, host, 'sec-fetch-site': site } = headers
  const ownSite = site === undefined || site === 'same-origin' || site === 'none'
  // The door does not know whether somebody puts TLS before it.
  return ownSite && (origin === undefined || origin === `http://${host}` || origin === `https://${host}`)
}

function languageOf({ headers }: IncomingMessage): Language {
  return chooseLanguage((headers['accept-language'] ?? '').split(',', 10))
}
