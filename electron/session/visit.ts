/**
 * The attendee's visit as a pure function: state and event in, state out. Who calls it keeps the clock and
 * does what must be done in the world. A time-out never agrees to anything; it only goes on to the photo's code, so
 * that nobody who is shy or slow loses it, or back to the start.
 */
import type { Language } from '../../text/languages.ts'
import { Trouble } from '../contract/errors.ts'
import type { LookName } from '../contract/looks.ts'
import type { Asked, Found, PhotoView, Picked, VisitVerb, VisitView } from '../contract/visit.ts'

export type VisitEvent =
  | { readonly type: VisitVerb | 'timeout' }
  | { readonly type: 'language'; readonly language: Language }
  | { readonly type: 'pick'; readonly picked: Picked }
  | { readonly type: 'shutter'; readonly photo: PhotoView; readonly asked: Asked }
  /** A photo of the run before is shown again, to people who chose `language`. */
  | { readonly type: 'resume'; readonly photo: PhotoView; readonly asked: Asked; readonly language: Language }
  | { readonly type: 'look'; readonly look: LookName }
  /** What they say with the photo is written down, or they say nothing. `isUnseen`: it waits for staff. */
  | { readonly type: 'told'; readonly isUnseen?: boolean }
  /** What a code has led to. */
  | { readonly type: 'found'; readonly found: Found }
  /** What was answered is in the ledger. */
  | { readonly type: 'answered'; readonly asked: 'yes' | 'no' }
  | { readonly type: 'photo'; readonly id: string; readonly stage: PhotoView['stage'] }
  /** The address in the photo's code opens nothing any more; this one does. */
  | { readonly type: 'address'; readonly id: string; readonly address: PhotoAddress }
  /** Staff have seen what its people said with it, or want to see it after all. */
  | { readonly type: 'seen'; readonly id: string; readonly isUnseen: boolean }
  /** The photo is erased, wherever that was asked for. */
  | { readonly type: 'gone'; readonly id: string }

/** What a photo's code opens. */
export type PhotoAddress = Pick<PhotoView, 'link' | 'way' | 'qr'>

/** The stations of the way that an event can leave out. */
export interface VisitPlan {
  readonly reviews: boolean
  /** There is a question for people's own words. */
  readonly asksStory: boolean
  /** What the count begins with, in seconds. */
  readonly countFrom: number
  /** How many shots it takes what was picked; of nothing, what is taken otherwise. */
  readonly shotsFor: (picked: Picked | undefined) => number
}

/** How long each screen stays without a touch, in milliseconds; a count, after its last second. */
export const patience = {
  attract: 30_000,
  expect: 60_000,
  live: 60_000,
  count: 12_000,
  review: 60_000,
  story: 120_000,
  takeaway: 60_000,
  choose: 90_000,
  thanks: 10_000,
  code: 60_000,
} as const

/** Whoever starts the next photo with one touch still has to find their place, in seconds. */
const toFindPlace = 2

export const attract: VisitView = { at: 'attract' }

/**
 * The visit after `event` at time `now` (milliseconds since 1970). The same object comes back when nothing
 * changes. Throws NOT_NOW when the event does not fit where the visit is.
 */
export function step(visit: VisitView, event: VisitEvent, now: number, plan: VisitPlan): VisitView {
  const next = move(visit, event, now, plan)
  if (next === visit || next === attract) return next
  // What was chosen and picked holds until the visit is over.
  const language = next.language ?? visit.language
  const picked = next.picked ?? visit.picked
  return { ...next, ...(language && { language }), ...(picked && { picked }) }
}

function move(visit: VisitView, event: VisitEvent, now: number, plan: VisitPlan): VisitView {
  switch (event.type) {
    case 'timeout':
      return afterTimeout(visit, now)
    case 'photo':
      return withPhoto(visit, event.id, { stage: event.stage })
    case 'address':
      return withPhoto(visit, event.id, event.address)
    case 'seen':
      return withPhoto(visit, event.id, { isUnseen: event.isUnseen })
    case 'gone':
      return 'photo' in visit && visit.photo.id === event.id ? attract : visit
    case 'stay':
      return stay(visit, now)
    case 'language':
      return speak(visit, event.language, now)
  }
  switch (visit.at) {
    case 'attract':
      if (event.type === 'begin') return until('expect', now)
      if (event.type === 'resume') return { ...takeaway(event, now), language: event.language }
      if (event.type === 'code') return code({ is: 'nothing' }, now)
      break
    case 'code':
      if (event.type === 'found') return code(event.found, now)
      if (event.type === 'code') return code({ is: 'nothing' }, now)
      break
    case 'expect':
      if (event.type === 'agree') return until('live', now)
      break
    case 'live':
      if (event.type === 'count') return count(plan.countFrom, visit, now, plan)
      if (event.type === 'pick') return { ...until('live', now), picked: event.picked }
      break
    case 'count':
      if (event.type === 'shot' && visit.shot < visit.of)
        return { ...visit, ...counting(plan.countFrom, now), shot: visit.shot + 1 }
      if (event.type === 'cancel') return until('live', now)
      if (event.type === 'shutter' && visit.shot === visit.of) {
        const { photo, asked } = event
        if (plan.reviews) return { at: 'review', photo, asked, until: now + patience.review }
        return kept(event, now, plan)
      }
      break
    case 'review':
      if (event.type === 'look')
        return { ...visit, photo: { ...visit.photo, look: event.look }, until: now + patience.review }
      if (event.type === 'keep') return kept(visit, now, plan)
      if (event.type === 'retake') return until('live', now)
      break
    case 'story':
      if (event.type === 'told') {
        const { isUnseen } = event
        return takeaway({ ...visit, photo: isUnseen ? { ...visit.photo, isUnseen } : visit.photo }, now)
      }
      break
    case 'takeaway':
      if (event.type === 'answered') return takeaway({ ...visit, asked: event.asked }, now)
      if (event.type === 'choose' && visit.asked !== 'never')
        return { at: 'choose', photo: visit.photo, until: now + patience.choose }
      if (event.type === 'again') return count(plan.countFrom + toFindPlace, visit, now, plan)
      if (event.type === 'done') return until('thanks', now)
      break
    case 'choose':
      if (event.type === 'answered') return takeaway({ ...visit, asked: event.asked }, now)
      if (event.type === 'back') return takeaway({ ...visit, asked: 'open' }, now)
      break
    case 'thanks':
      if (event.type === 'again') return count(plan.countFrom + toFindPlace, visit, now, plan)
      break
  }
  // A photo that its people have not decided about leaves the screen by their decision alone.
  if (event.type === 'done' && visit.at !== 'review' && visit.at !== 'story') return attract
  throw new Trouble('NOT_NOW', { came: event.type, at: visit.at })
}

type AboutPhoto = { readonly photo: PhotoView; readonly asked: Asked }

function until(at: 'expect' | 'live' | 'thanks', now: number): VisitView {
  return { at, until: now + patience[at] }
}

function count(seconds: number, { picked }: VisitView, now: number, { shotsFor }: VisitPlan): VisitView {
  return { at: 'count', shot: 1, of: shotsFor(picked), ...counting(seconds, now) }
}

function counting(seconds: number, now: number) {
  return { seconds, until: now + seconds * 1000 + patience.count }
}

function kept({ photo, asked }: AboutPhoto, now: number, { asksStory }: VisitPlan): VisitView {
  if (!asksStory) return takeaway({ photo, asked }, now)
  return { at: 'story', photo, asked, until: now + patience.story }
}

function takeaway({ photo, asked }: AboutPhoto, now: number): VisitView {
  return { at: 'takeaway', photo, asked, until: now + patience.takeaway }
}

function code(found: Found, now: number): VisitView {
  return { at: 'code', found, until: now + patience.code }
}

/** At the start nobody may go on with what was chosen; later it is as good as a touch, but for a count, which goes on. */
function speak(visit: VisitView, language: Language, now: number): VisitView {
  if (visit.at === 'attract') return { at: 'attract', language, until: now + patience.attract }
  return { ...(visit.at === 'count' ? visit : stay(visit, now)), language }
}

/** Somebody is still here. */
function stay(visit: VisitView, now: number): VisitView {
  if (visit.until === undefined || visit.at === 'count')
    throw new Trouble('NOT_NOW', { came: 'stay', at: visit.at })
  return { ...visit, until: now + patience[visit.at] }
}

/** A count that never came to its shutter (the camera hung) goes back to the live view. */
function afterTimeout(visit: VisitView, now: number): VisitView {
  if (visit.until === undefined || now < visit.until) return visit
  switch (visit.at) {
    case 'count':
      return until('live', now)
    case 'review':
    case 'story':
      return takeaway(visit, now)
    default:
      return attract
  }
}

function withPhoto(visit: VisitView, id: string, news: Partial<PhotoView>): VisitView {
  if (!('photo' in visit)) return visit
  const { photo: before } = visit
  const photo = { ...before, ...news }
  const isNew =
    photo.stage !== before.stage ||
    photo.link !== before.link ||
    Boolean(photo.isUnseen) !== Boolean(before.isUnseen)
  return before.id === id && isNew ? { ...visit, photo } : visit
}
