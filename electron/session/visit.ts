/**
 * The attendee's visit as a pure function: state and event in, state out. Who calls it keeps the clock and
 * does what must be done in the world. A time-out never agrees to anything; it only goes back to the start.
 */
import type { Language } from '../../text/languages.ts'
import { Trouble } from '../contract/errors.ts'
import type { Asked, Found, PhotoView, VisitVerb, VisitView } from '../contract/visit.ts'

export type VisitEvent =
  | { readonly type: VisitVerb | 'timeout' }
  | { readonly type: 'language'; readonly language: Language }
  | { readonly type: 'shutter'; readonly photo: PhotoView; readonly asked: Asked }
  /** A photo of the run before is shown again, to people who chose `language`. */
  | { readonly type: 'resume'; readonly photo: PhotoView; readonly asked: Asked; readonly language: Language }
  /** What a code has led to. */
  | { readonly type: 'found'; readonly found: Found }
  /** What was answered is in the ledger. */
  | { readonly type: 'answered'; readonly asked: 'yes' | 'no' }
  | { readonly type: 'photo'; readonly id: string; readonly stage: PhotoView['stage'] }
  /** The address in the photo's code opens nothing any more; this one does. */
  | { readonly type: 'address'; readonly id: string; readonly address: PhotoAddress }

/** What a photo's code opens. */
export type PhotoAddress = Pick<PhotoView, 'link' | 'way' | 'qr'>

/** How long each screen stays without a touch, in milliseconds. */
export const patience = {
  attract: 30_000,
  expect: 60_000,
  live: 60_000,
  count: 15_000,
  takeaway: 60_000,
  choose: 90_000,
  code: 60_000,
} as const

export const attract: VisitView = { at: 'attract' }

/**
 * The visit after `event` at time `now` (milliseconds since 1970). The same object comes back when nothing
 * changes. Throws NOT_NOW when the event does not fit where the visit is.
 */
export function step(visit: VisitView, event: VisitEvent, now: number): VisitView {
  const next = move(visit, event, now)
  const language = next.language ?? visit.language
  // What was chosen holds until the visit is over.
  return next === visit || next === attract || !language ? next : { ...next, language }
}

function move(visit: VisitView, event: VisitEvent, now: number): VisitView {
  if (event.type === 'timeout') return afterTimeout(visit, now)
  if (event.type === 'photo') return withPhoto(visit, event.id, { stage: event.stage })
  if (event.type === 'address') return withPhoto(visit, event.id, event.address)
  if (event.type === 'done') return attract
  switch (visit.at) {
    case 'attract':
      if (event.type === 'begin') return until('expect', now)
      if (event.type === 'language')
        return { at: 'attract', language: event.language, until: now + patience.attract }
      if (event.type === 'resume')
        return { ...takeaway(event.photo, event.asked, now), language: event.language }
      if (event.type === 'code') return code({ is: 'nothing' }, now)
      break
    case 'code':
      if (event.type === 'found') return code(event.found, now)
      if (event.type === 'code') return code({ is: 'nothing' }, now)
      if (event.type === 'stay') return code(visit.found, now)
      break
    case 'expect':
      if (event.type === 'agree') return until('live', now)
      break
    case 'live':
      if (event.type === 'count') return until('count', now)
      break
    case 'count':
      if (event.type === 'cancel') return until('live', now)
      if (event.type === 'shutter') return takeaway(event.photo, event.asked, now)
      break
    case 'takeaway':
      if (event.type === 'answered') return takeaway(visit.photo, event.asked, now)
      if (event.type === 'choose' && visit.asked !== 'never') return choose(visit.photo, now)
      if (event.type === 'stay') return takeaway(visit.photo, visit.asked, now)
      break
    case 'choose':
      if (event.type === 'answered') return takeaway(visit.photo, event.asked, now)
      if (event.type === 'back') return takeaway(visit.photo, 'open', now)
      if (event.type === 'stay') return choose(visit.photo, now)
      break
  }
  throw new Trouble('NOT_NOW', { came: event.type, at: visit.at })
}

function until(at: 'expect' | 'live' | 'count', now: number): VisitView {
  return { at, until: now + patience[at] }
}

function takeaway(photo: PhotoView, asked: Asked, now: number): VisitView {
  return { at: 'takeaway', photo, asked, until: now + patience.takeaway }
}

function code(found: Found, now: number): VisitView {
  return { at: 'code', found, until: now + patience.code }
}

function choose(photo: PhotoView, now: number): VisitView {
  return { at: 'choose', photo, until: now + patience.choose }
}

/** A count that never came to its shutter (the camera hung) goes back to the live view, every other screen to the start. */
function afterTimeout(visit: VisitView, now: number): VisitView {
  if (visit.until === undefined || now < visit.until) return visit
  return visit.at === 'count' ? until('live', now) : attract
}

function withPhoto(visit: VisitView, id: string, news: Partial<PhotoView>): VisitView {
  if (visit.at !== 'takeaway' && visit.at !== 'choose') return visit
  const photo = { ...visit.photo, ...news }
  const isNew = photo.stage !== visit.photo.stage || photo.link !== visit.photo.link
  return visit.photo.id === id && isNew ? { ...visit, photo } : visit
}
