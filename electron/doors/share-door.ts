/**
 * The share door: attendees' phones on the venue's network.
 *
 * Threat model: everybody on that network is a stranger, perhaps a hostile one. The door knows nothing but
 * unguessable tokens; it lists nothing and holds no call of the kiosk. Every address that opens nothing gets the
 * same answer, whatever the reason. Addresses have an allowance and a number of connections; those who ask slowly,
 * read slowly or ask much are cut off or made to wait.
 *
 * It takes four things of photos, each for the photo of a token alone: an answer, one taken back, the photo's deletion,
 * and a tap that is counted. They come as small forms of its own pages; no cookie ever speaks for anybody, so another site's
 * page could send one only with a token that it knows, and is refused even then. It leads away to the networks' own
 * addresses and to the event's link, never to one that somebody gives.
 *
 * A phone that leads a visit has a key of its own, good for that visit alone. With it come a few words that a hand on the
 * kiosk could say too. Whoever opens the address of a visit that is over learns that, and nothing else.
 */

import type { FileHandle } from 'node:fs/promises'
import type { IncomingHttpHeaders, IncomingMessage, Server, ServerOptions, ServerResponse } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { chooseLanguage, type Language } from '../../text/index.ts'
import type { Refused } from '../contract/operator.ts'
import { isClip, type SavedName, savedFile, savedNames, savedType } from '../contract/share.ts'
import type { Log } from '../system/log.ts'
import { readRange } from './byte-range.ts'
import { type ConnectionLimits, limitConnections } from './connections.ts'
import { answerFile } from './file-answer.ts'
import { answer, type Headers, pathOf, readForm, sendsForm, serve, statusOf, types } from './http.ts'
import { openAllowance } from './limits.ts'
import { openRefusals } from './refusals.ts'
import { type DoorTls, isSecure } from './tls.ts'
import { openTurns } from './turns.ts'

/** What the door may ask for. A token that opens nothing gives null. */
export interface ShareHandlers {
  readonly policy: string
  page(token: string, language: Language): string | null
  /** `waiting` while it is being made. */
  picture(token: string, name: SavedName): Promise<Picture | 'waiting' | null>
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
  /**
   * Where a tap on a network or on the event's link leads: the photo's page when there is nothing to go there with.
   * Throws CALL_INPUT for a text that no page of ours sends.
   */
  to(token: string, place: string, text: string): string | null
  /** These count, by what the phone's browser calls itself. The last one throws CALL_INPUT as well. */
  opened(token: string, userAgent: string | undefined): void
  saved(token: string, name: SavedName, userAgent: string | undefined): void
  tapped(token: string, place: string, userAgent: string | undefined): void
  count(token: string, fields: URLSearchParams, userAgent: string | undefined): void
  deleted(language: Language): string
  gone(language: Language): string
  busy(language: Language): string
  trouble(language: Language): string
  fileName(name: SavedName): string
  readonly remote: RemoteHandlers
}

/** What the phone that leads a visit asks for. `key` is what the kiosk offers, or what the phone leads with; any other gives null. */
export interface RemoteHandlers {
  opens(key: string): boolean
  page(key: string, language: Language): string | null
  /** The screen alone as soon as it is another than number `after`; `same` when the time is over. */
  next(key: string, after: number, signal: AbortSignal): Promise<string | 'same' | null>
  /** Takes the lead, or moves the visit on. Gives where the phone goes. Throws CALL_INPUT for what no page of ours sends. */
  act(key: string, fields: URLSearchParams, language: Language): string | null
  /** For every key that opens nothing. */
  over(language: Language): string
}

/** One that may be large is read from its file, which the door closes. */
export type Picture = Buffer | { readonly file: FileHandle; readonly bytes: number }

/** Where a phone goes after what it sent, or the page that says why nothing came of it. */
export type Outcome = 'page' | 'deleted' | { readonly status: number; readonly page: string }

export const shareLimits = {
  /** All requests of an address; guests behind one venue router share it. */
  requests: { burst: 600, perSecond: 100 },
  /** Addresses that open nothing: a person mistypes a few, a guesser thousands. */
  misses: { burst: 30, perSecond: 0.5 },
  /** What an address sends; guests behind one venue router share it. */
  posts: { burst: 60, perSecond: 0.2 },
  /** What the one phone that leads a visit sends, from wherever. */
  lead: { burst: 60, perSecond: 2 },
  /** The largest form, in bytes, and the most fields in it. */
  form: { bytes: 16 * 1024, fields: 64 },
  /** How long an address that asks too much waits for each refusal, so that refusing costs us little. */
  refusalPause: 500,
  /** How long a phone's question whether the picture is there, or what comes next, stays open. */
  readyTimeout: 20_000,
} as const

export const shareConnections: ConnectionLimits = {
  rate: { burst: 400, perSecond: 50 },
  perAddress: 256,
  total: 2048,
  askWithin: 10_000,
  answerWithin: 60_000,
  leastSpeed: 50,
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

type Act = 'answer' | 'take-back' | 'delete' | 'count'

interface Sent {
  readonly what: Act
  readonly token: string
  readonly language: Language
}

interface Asked {
  readonly path: string
  readonly token: string
  readonly what: string
  readonly language: Language
}

const photoPath =
  /^\/s\/([^/]+)(?:\/([a-z]+\.(?:jpg|mp4|webp)|ready|receipt\.txt|receipt\.json|answer|take-back|delete|count|to\/[a-z]+))?$/
const savedByFile = new Map(savedNames.map(name => [savedFile(name), name]))

const remotePath = /^\/r\/([^/]*)(\/next)?$/

/** Of no photo: there is none any more. */
const deletedPath = '/deleted'

/** What browsers ask of every site by themselves: nobody guesses there. */
const byThemselves = /^\/(?:favicon\.ico|apple-touch-icon[\w-]*\.png|robots\.txt)$/

/** With "no-referrer" browsers hide from us, too, which page a form comes from (Fetch, 4.5). */
const toOwnPages = { 'Referrer-Policy': 'same-origin' } as const

const pagePath = (token: string) => `/s/${token}`

export interface ShareDoor {
  /** What it refused in the last hour. */
  refused(): Refused
  /** Cuts all who are there, and whoever comes after. */
  close(): void
}

/** Opens the door on `server`, which holds its port already. */
export function openShareDoor(server: Server, handlers: ShareHandlers, tls: DoorTls, log: Log): ShareDoor {
  const requests = openAllowance(shareLimits.requests)
  const misses = openAllowance(shareLimits.misses)
  const posts = openAllowance(shareLimits.posts)
  const leads = openAllowance(shareLimits.lead)
  const refusals = openRefusals()
  const turn = openTurns()
  const connections = limitConnections(server, shareConnections, () => refusals.count('cut'), tls.context)

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
      return void busy(response, language)
    }
    await turn() // the kiosk's calls must not wait for a crowd of phones
    if (response.destroyed) return
    const path = pathOf(request) ?? ''
    // Not for good: the certificate may go, and the door speaks plain HTTP again.
    if (tls.context() && !isSecure(request)) {
      const question = request.url?.slice(path.length) ?? ''
      return answer(response, 307, { Location: tls.address() + path + question })
    }
    const [, key, next] = remotePath.exec(path) ?? []
    if (key !== undefined) {
      const isThere = await lead(request, response, { key, asksNext: next !== undefined, language })
      return isThere ? undefined : miss(response, address, language, handlers.remote.over(language))
    }
    const [, token = '', what = ''] = photoPath.exec(path) ?? []
    const takes = takesForms(what)
    if (request.method === 'POST' && takes) {
      // Taps are many, small and bounded where they are counted: they must not use up what answers need.
      if (what !== 'count' && !posts.take(address)) return void busy(response, language)
      if (handlers.opens(token)) return take(request, response, { what, token, language })
      return miss(response, address, language)
    }
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return void foreign(response, 405, { Allow: takes ? 'GET, HEAD, POST' : 'GET, HEAD' })
    const isThere = await show(request, response, { path, token, what, language })
    if (isThere) return
    if (byThemselves.test(path)) html(response, 404, handlers.gone(language))
    else miss(response, address, language)
  }

  /** Answers who asks for what is there; gives whether it was. */
  async function show(
    request: IncomingMessage,
    response: ServerResponse,
    { path, token, what, language }: Asked,
  ): Promise<boolean> {
    const counts = request.method === 'GET'
    const userAgent = request.headers['user-agent']
    if (what === '') {
      if (path === deletedPath) return html(response, 200, handlers.deleted(language))
      const page = handlers.page(token, language)
      if (page === null) return false
      if (counts && !comesFrom(pagePath(token), request)) handlers.opened(token, userAgent)
      return html(response, 200, page)
    }
    const name = savedByFile.get(what)
    if (name) {
      if (handlers.opens(token) && isHotlink(request)) return foreign(response, 403)
      const picture = await handlers.picture(token, name)
      if (picture === null) return false
      if (picture === 'waiting') return plain(response, 425)
      const isSaved = request.url?.endsWith('?save') ?? false
      if (isSaved && counts) handlers.saved(token, name, userAgent)
      await send(response, name, picture, isSaved ? handlers.fileName(name) : null)
      return true
    }
    if (what.startsWith('to/')) {
      const text = new URLSearchParams(request.url?.split('?')[1]).get('text') ?? ''
      const place = what.slice('to/'.length)
      const location = handlers.to(token, place, text)
      if (location === null) return false
      if (counts && location !== pagePath(token)) handlers.tapped(token, place, userAgent)
      return seeOther(response, location)
    }
    if (what === 'ready') {
      const ready = await patiently(response, signal => handlers.ready(token, signal))
      if (ready === null) return false
      answer(response, ready ? 200 : 204, {})
      return true
    }
    if (what === 'receipt.txt' || what === 'receipt.json') {
      const receipt = handlers.receipt(token, what, language)
      if (receipt === null) return false
      answer(response, 200, { 'Content-Type': receipt.type }, receipt.body)
      return true
    }
    if (what === 'delete') {
      const page = handlers.deletePage(token, language)
      return page !== null && html(response, 200, page)
    }
    // Where a form was refused, its address stays in the phone's bar, and may be opened again.
    const isFormsPlace = what === 'answer' || what === 'take-back'
    return isFormsPlace && handlers.opens(token) && seeOther(response, pagePath(token))
  }

  /** Takes a form for a photo that is there. Its answer is a place to go to, so that a reload sends nothing twice. */
  async function take(
    request: IncomingMessage,
    response: ServerResponse,
    { what, token, language }: Sent,
  ): Promise<void> {
    if (!isOwn(request)) return void foreign(response, 403)
    if (!sendsForm(request)) return void foreign(response, 415)
    const fields = await readForm(request, shareLimits.form)
    if (what === 'count') {
      handlers.count(token, fields, request.headers['user-agent'])
      return answer(response, 204, {})
    }
    const outcome =
      what === 'answer'
        ? await handlers.answer(token, fields, language)
        : what === 'take-back'
          ? await handlers.takeBack(token, fields)
          : await handlers.delete(token)
    if (outcome === null) return void html(response, 404, handlers.gone(language))
    if (outcome === 'page') return void seeOther(response, pagePath(token))
    if (outcome === 'deleted') return void seeOther(response, deletedPath)
    html(response, outcome.status, outcome.page)
  }

  /** Answers a phone as a visit's remote; gives whether there is something for it. */
  async function lead(
    request: IncomingMessage,
    response: ServerResponse,
    { key, asksNext, language }: { key: string; asksNext: boolean; language: Language },
  ): Promise<boolean> {
    const { remote } = handlers
    if (request.method === 'POST' && !asksNext) {
      if (!remote.opens(key)) return false
      if (!leads.take('')) return busy(response, language)
      if (!isOwn(request)) return foreign(response, 403)
      if (!sendsForm(request)) return foreign(response, 415)
      const to = remote.act(key, await readForm(request, shareLimits.form), language)
      return to !== null && seeOther(response, to)
    }
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return foreign(response, 405, { Allow: asksNext ? 'GET, HEAD' : 'GET, HEAD, POST' })
    if (!asksNext) {
      const page = remote.page(key, language)
      return page !== null && html(response, 200, page)
    }
    const after = Number(new URLSearchParams(request.url?.split('?')[1]).get('after'))
    const next = await patiently(response, signal => remote.next(key, after, signal))
    if (next === null) return false
    if (next !== 'same') return html(response, 200, next)
    answer(response, 204, {})
    return true
  }

  function miss(
    response: ServerResponse,
    address: string,
    language: Language,
    page = handlers.gone(language),
  ): void {
    if (misses.take(address)) {
      refusals.count('guessed')
      html(response, 404, page)
    } else busy(response, language)
  }

  function refuse(request: IncomingMessage, response: ServerResponse, error: unknown): void {
    if (request.destroyed && !request.complete) return // the phone went away, or was too slow
    const status = statusOf(error)
    if (status === 500) log.error({ err: error }, 'share door')
    if (response.headersSent) response.destroy()
    else if (status === 500) html(response, status, handlers.trouble(languageOf(request)))
    else foreign(response, status)
  }

  function html(response: ServerResponse, status: number, page: string): true {
    answer(
      response,
      status,
      {
        'Content-Type': types.html,
        'Content-Security-Policy': handlers.policy,
        'X-Robots-Tag': 'noindex',
        ...toOwnPages,
      },
      page,
    )
    return true
  }

  function plain(response: ServerResponse, status: number, headers: Headers = {}): true {
    answer(response, status, { 'Content-Type': types.text, ...headers })
    return true
  }

  /** Refuses what no page of ours asks for. */
  function foreign(response: ServerResponse, status: number, headers: Headers = {}): true {
    refusals.count('foreign')
    return plain(response, status, headers)
  }

  /** Leads on: away without a referrer, as every answer says, and back to our own page with one, which tells it so. */
  function seeOther(response: ServerResponse, location: string): true {
    answer(response, 303, { Location: location, ...(location.startsWith('/') ? toOwnPages : {}) })
    return true
  }

  async function send(
    response: ServerResponse,
    name: SavedName,
    picture: Picture,
    savedAs: string | null,
  ): Promise<void> {
    const disposition = savedAs === null ? {} : { 'Content-Disposition': `attachment; filename="${savedAs}"` }
    const headers = { 'Content-Type': savedType(name), ...disposition }
    if (!Buffer.isBuffer(picture)) {
      connections.sends(response, picture.bytes)
      return answerFile(response, headers, picture)
    }
    if (!isClip(name)) return answer(response, 200, headers, picture)
    connections.sends(response, picture.length)
    answerPart(response, headers, picture)
  }

  function busy(response: ServerResponse, language: Language): true {
    refusals.count('tooMuch')
    response.setHeader('Retry-After', 60)
    return html(response, 429, handlers.busy(language))
  }

  return { refused: refusals.lately, close: connections.close }
}

/** Answers with the part that is asked for. There is nothing by which a part could be told to be of another file. */
function answerPart(response: ServerResponse, headers: Headers, bytes: Buffer): void {
  const { range, 'if-range': condition } = response.req.headers
  const part = condition === undefined ? readRange(range, bytes.length) : 'whole'
  const all = { 'Accept-Ranges': 'bytes', ...headers }
  if (part === 'whole') return void answer(response, 200, all, bytes)
  if (part === 'none')
    return void answer(response, 416, { ...all, 'Content-Range': `bytes */${bytes.length}` })
  const { start, end } = part
  const place = { 'Content-Range': `bytes ${start}-${end - 1}/${bytes.length}` }
  answer(response, 206, { ...all, ...place }, bytes.subarray(start, end))
}

/** Asks a question that stays open for a while, or until the phone has gone. */
async function patiently<T>(response: ServerResponse, ask: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const over = new AbortController()
  response.once('close', () => over.abort())
  const timer = setTimeout(() => over.abort(), shareLimits.readyTimeout)
  return ask(over.signal).finally(() => clearTimeout(timer))
}

function takesForms(what: string): what is Act {
  return what === 'answer' || what === 'take-back' || what === 'delete' || what === 'count'
}

/** False when a browser says that another site's page sent the request. */
function isOwn({ headers }: IncomingMessage): boolean {
  const { origin, host } = headers
  // The door does not know whether somebody puts TLS before it.
  return (
    isOwnSite(headers) &&
    (origin === undefined || origin === `http://${host}` || origin === `https://${host}`)
  )
}

function isOwnSite({ 'sec-fetch-site': site }: IncomingHttpHeaders): boolean {
  return site === undefined || site === 'same-origin' || site === 'none'
}

/**
 * True when another site's page shows a picture in itself. Browsers tell it only to a door behind TLS; to every other
 * they obey the Cross-Origin-Resource-Policy of our answer. A link that somebody follows is no hotlink.
 */
function isHotlink({ headers }: IncomingMessage): boolean {
  return !isOwnSite(headers) && headers['sec-fetch-mode'] !== 'navigate'
}

/** True when the page at `path`, or one below it, leads to this request: it loads itself again, or a form leads back. */
function comesFrom(path: string, { headers: { referer = '', host } }: IncomingMessage): boolean {
  const from = URL.parse(referer)
  return from?.host === host && `${from?.pathname}/`.startsWith(`${path}/`)
}

function languageOf({ headers }: IncomingMessage): Language {
  return chooseLanguage((headers['accept-language'] ?? '').split(',', 10))
}
