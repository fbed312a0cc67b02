/**
 * What people ask for on a published page, which has no server behind it: a form that the bucket itself takes leaves an
 * object whose name says what and of which photo. The worker finds it there, does it, and removes it. What is in the
 * object says nothing.
 */
import { randomBytes } from 'node:crypto'
import { chooseLanguage, languageCodes } from '../../text/languages.ts'
import type { Photo, Photos } from '../capture/photos.ts'
import type { Answers } from '../consent/answers.ts'
import type { StaticPages } from '../share/static-page.ts'
import { sha256 } from '../system/files.ts'
import type { Log } from '../system/log.ts'
import { day, moment } from '../system/time.ts'
import { type Layout, receivedKey } from './layout.ts'
import { cachedFor, type DropForm, type Target, TargetProblem } from './target.ts'

export const requestKinds = ['take-back', 'erase'] as const
export type RequestKind = (typeof requestKinds)[number]

/** The forms of a photo's page; the same photo gives the same until `renewAt`, in milliseconds since 1970. */
export interface RequestForms extends Readonly<Record<RequestKind, DropForm>> {
  readonly renewAt: number
}

export interface Requests {
  /**
   * The forms for a photo's page at `when`, in milliseconds since 1970; null where the storage takes none, or none any
   * more. Asks the storage once. Throws a TargetProblem.
   */
  formsFor(photo: Photo, when: number, signal?: AbortSignal): Promise<RequestForms | null>
  /** Does what was asked for since. Throws a TargetProblem. */
  answer(signal?: AbortSignal): Promise<void>
}

type ReceivedPages = Pick<StaticPages, 'received'>

export interface RequestsParts {
  readonly target: Target
  readonly layout: Layout
  readonly photos: Photos
  readonly answers: Answers
  /** Where published pages are read, and what says on one that a form has arrived; null where nothing is published. */
  readonly address: string
  readonly pages: ReceivedPages | null
  readonly log: Log
}

/** For so long after the photo its page has forms. */
const formsLast = 30 * day
/** No signature of version 4 is taken for more than seven days, counted from the beginning of its day. */
const signatureLasts = 6 * day
/** Forms of this age are signed anew: whoever opens the page then has some for a kiosk that is away for a few days. */
const renewEvery = 3 * day

/** How long the storage may take for the one form that tries it, in milliseconds. */
const patience = 15_000
/** After this time a form that got no clear answer is tried again, in milliseconds. */
const tryAgainAfter = 10 * 60_000

export function openRequests(parts: RequestsParts): Requests {
  const { target, layout, photos, answers, address, pages, log } = parts
  const folder = layout.folders.requests
  /** What lies there and is not for us. */
  const others = new Set<string>()
  let offered: Promise<boolean> | undefined
  let tryAgainAt = Infinity

  /** Tries a form as a browser would, and whether what it leaves is found. */
  async function isOffered(signal?: AbortSignal): Promise<boolean> {
    if (!target.dropForm || !pages) return false
    const key = `${folder}${randomBytes(16).toString('hex')}.try`
    const from = Date.now() - day // also by a storage whose clock is behind
    const form = target.dropForm(key, { from, until: from + 2 * day }, address)
    const body = new FormData()
    for (const [name, value] of Object.entries(form.fields)) body.append(name, value)
    body.append('file', '1')
    const timely = AbortSignal.any([AbortSignal.timeout(patience), ...(signal ? [signal] : [])])
    const status = await fetch(form.address, {
      method: 'POST',
      body,
      redirect: 'manual',
      signal: timely,
    }).then(
      ({ status }) => status,
      () => null,
    )
    if (status === null) await target.probe(signal) // throws where it is not the form's fault
    if (status === null || status >= 500) tryAgainAt = performance.now() + tryAgainAfter
    if (status !== 303) return false
    const isFound = (await listed(signal)).includes(key)
    await target.remove(key, signal)
    if (isFound) await putReceived(pages, signal)
    return isFound
  }

  /** The pages that forms lead to. There is nothing of anybody in them, so nobody has to remember that they are there. */
  async function putReceived({ received }: ReceivedPages, signal?: AbortSignal): Promise<void> {
    for (const language of languageCodes) {
      const bytes = Buffer.from(received(language))
      const content = { bytes, sha256: sha256(bytes), type: 'text/html; charset=utf-8', publicFor: cachedFor }
      await target.put(receivedKey(language), content, signal ? { signal } : {})
    }
  }

  /** A key to the storage that may not list finds no request. */
  async function listed(signal?: AbortSignal): Promise<string[]> {
    const keys: string[] = []
    try {
      for await (const { key } of target.list(folder, signal)) keys.push(key)
    } catch (error) {
      if (!(error instanceof TargetProblem) || error.kind !== 'refused') throw error
    }
    return keys
  }

  async function formsFor(photo: Photo, when: number, signal?: AbortSignal): Promise<RequestForms | null> {
    if (performance.now() >= tryAgainAt) {
      tryAgainAt = Infinity
      offered = undefined
    }
    offered ??= isOffered(signal)
    const isTaken = await offered.catch(error => {
      if (error instanceof TargetProblem && error.kind === 'refused') return false // requests could not be removed
      offered = undefined // it was not the form's fault: the next photo asks again
      throw error
    })
    const times = timesOf(photo, when)
    if (!isTaken || !times) return null
    const then = `${address}/${receivedKey(chooseLanguage([photo.language]))}`
    const form = (kind: RequestKind) =>
      target.dropForm!(`${folder}${markOf(photo.token)}.${kind}`, times, then)
    return { 'take-back': form('take-back'), erase: form('erase'), renewAt: times.from + renewEvery }
  }

  async function answer(signal?: AbortSignal): Promise<void> {
    const keys = (await listed(signal)).filter(key => !others.has(key))
    if (keys.length === 0) return
    const marked = new Map(photos.all().map(photo => [markOf(photo.token), photo]))
    const ours = keys.filter(key => {
      const [mark = '', kind = ''] = key.slice(folder.length).split('.')
      const photo = marked.get(mark)
      // It may be for another kiosk that has our name by mistake, or for a photo that only the brand still knows.
      if (!photo || !isKind(kind)) return void others.add(key)
      carryOut(photo, kind)
      return true
    })
    // Only now: one is done again rather than lost, and one that cannot be removed holds up nobody else's.
    for (const key of ours) await target.remove(key, signal)
  }

  function carryOut({ id, withdrawn_at }: Photo, kind: RequestKind): void {
    if (kind === 'erase')
      photos.beginErasing(id, 'asked') // the station goes on with it
    else if (withdrawn_at === null) answers.takeAllBack(id, 'phone', moment())
    log.info({ photo: id, way: 'page', kind }, 'asked for on its page')
  }

  return { formsFor, answer }
}

const isKind = (text: string): text is RequestKind => requestKinds.some(kind => kind === text)

/** From when on the forms of a photo are signed, and until when they are taken; null when that is over. */
function timesOf(photo: Photo, when: number): { from: number; until: number } | null {
  const taken = Date.parse(photo.reserved_at)
  const from = taken + Math.floor(Math.max(0, when - taken) / renewEvery) * renewEvery
  const until = Math.min(from + signatureLasts, taken + formsLast, Date.parse(photo.expires_at))
  return until > when ? { from, until } : null
}

/** Names a photo to nobody who does not know its link. */
function markOf(token: string): string {
  return sha256(token).slice(0, 32)
}
