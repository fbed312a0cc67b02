/**
 * What people ask for on a published page, which has no server behind it: a form that the bucket itself takes leaves an
 * object whose name says what and of which photo. The worker finds it there, does it, and removes it. What is in the
 * object says nothing.
 */
import { createHash, randomBytes } from 'node:crypto'
import { chooseLanguage, type Language, languages } from '../../text/index.ts'
import type { Photo, Photos } from '../capture/photos.ts'
import type { Answers } from '../consent/answers.ts'
import type { StaticPages } from '../share/static-page.ts'
import { sha256 } from '../system/files.ts'
import type { Log } from '../system/log.ts'
import { day, moment } from '../system/time.ts'
import { type Layout, receivedKey } from './layout.ts'
import { type DropForm, type Target, TargetProblem } from './target.ts'

export const requestKinds = ['take-back', 'erase'] as const
export type RequestKind = (typeof requestKinds)[number]

/** The forms of a photo's page; the same photo gives the same. */
export type RequestForms = Readonly<Record<RequestKind, DropForm>>

export interface Requests {
  /** The forms for a photo's page; null where the storage takes none. Asks the storage once. Throws a TargetProblem. */
  formsFor(photo: Photo, signal?: AbortSignal): Promise<RequestForms | null>
  /** Does what was asked for since. Throws a TargetProblem. */
  answer(signal?: AbortSignal): Promise<void>
}

export interface RequestsParts {
  readonly target: Target
  readonly layout: Layout
  readonly photos: Photos
  readonly answers: Answers
  /** Where published pages are read, and what says on one that a form has arrived. */
  readonly address: string
  readonly pages: Pick<StaticPages, 'received'> | null
  readonly log: Log
}

/** For so long after the photo its forms are taken. */
const formsLast = 30 * day

/** How long the storage may take for the one form that tries it, in milliseconds. */
const patience = 15_000

export function openRequests(parts: RequestsParts): Requests {
  const { target, layout, photos, answers, address, pages, log } = parts
  const folder = layout.folders.requests
  let offered: Promise<boolean> | undefined

  /** Tries a form as a browser would, and whether what it leaves is found. */
  async function isOffered(signal?: AbortSignal): Promise<boolean> {
    if (!target.dropForm) return false
    const key = `${folder}${randomBytes(16).toString('hex')}.try`
    const from = Date.now() - day // also by a storage whose clock is behind
    const form = target.dropForm(key, { from, until: from + 2 * day }, address)
    const body = new FormData()
    for (const [name, value] of Object.entries(form.fields)) body.append(name, value)
    body.append('file', '1')
    const timely = AbortSignal.any([AbortSignal.timeout(patience), ...(signal ? [signal] : [])])
    try {
      const { status } = await fetch(form.address, {
        method: 'POST',
        body,
        redirect: 'manual',
        signal: timely,
      })
      if (status !== 303) return false
    } catch (error) {
      throw new TargetProblem('offline', `POST ${target.name}`, error)
    }
    const isFound = (await listed(signal)).includes(key)
    await target.remove(key, signal)
    if (isFound) await putReceived(signal)
    return isFound
  }

  /** The pages that forms lead to. There is nothing of anybody in them, so nobody has to remember that they are there. */
  async function putReceived(signal?: AbortSignal): Promise<void> {
    for (const language of Object.keys(languages) as Language[]) {
      const bytes = Buffer.from(pages?.received(language) ?? '')
      const content = { bytes, sha256: sha256(bytes), type: 'text/html; charset=utf-8', publicFor: 300 }
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

  async function formsFor(photo: Photo, signal?: AbortSignal): Promise<RequestForms | null> {
    offered ??= isOffered(signal)
    const isTaken = await offered.catch(error => {
      offered = undefined // it was not the form's fault: the next photo asks again
      throw error
    })
    if (!isTaken) return null
    const from = Date.parse(photo.reserved_at)
    const until = Math.min(from + formsLast, Date.parse(photo.expires_at))
    const then = `${address}/${receivedKey(chooseLanguage([photo.language]))}`
    const form = (kind: RequestKind) =>
      target.dropForm!(`${folder}${markOf(photo.token)}.${kind}`, { from, until }, then)
    return { 'take-back': form('take-back'), erase: form('erase') }
  }

  async function answer(signal?: AbortSignal): Promise<void> {
    const keys = await listed(signal)
    if (keys.length === 0) return
    const marked = new Map(photos.all().map(photo => [markOf(photo.token), photo]))
    for (const key of keys) {
      const [mark = '', kind = ''] = key.slice(folder.length).split('.')
      const photo = marked.get(mark)
      // It may be for another kiosk that has our name by mistake, or for a photo that only the brand still knows.
      if (!photo || !isKind(kind)) continue
      carryOut(photo, kind)
      await target.remove(key, signal) // only now: it is done again rather than lost
    }
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

/** Names a photo to nobody who does not know its link. */
function markOf(token: string): string {
  return createHash('sha256').update(token).digest('hex').slice(0, 32)
}
