/**
 * The attendee's visit as a pure function: state and event in, state out. Who calls it keeps the clock and
 * does what must be done in the world. A time-out never agrees to anything; it only goes back to the start.
 */
import { Trouble } from '../contract/errors.ts'
import type { PhotoView, VisitVerb, VisitView } from '../contract/visit.ts'

export type VisitEvent =
  | { readonly type: VisitVerb | 'timeout' }
  | { readonly type: 'shutter' | 'resume'; readonly photo: PhotoView }
  | { readonly type: 'photo'; readonly id: string; readonly stage: PhotoView['stage'] }

/** How long each screen stays without a touch, in milliseconds. */
export const patience = { expect: 60_000, live: 60_000, count: 15_000, takeaway: 60_000 } as const

export const attract: VisitView = { at: 'attract' }

/**
 * The visit after `event` at time `now` (milliseconds since 1970). The same object comes back when nothing
 * changes. Throws NOT_NOW when the event does not fit where the visit is.
 */
export function step(visit: VisitView, event: VisitEvent, now: number): VisitView {
  if (event.type === 'timeout') return afterTimeout(visit, now)
  if (event.type === 'photo') return withStage(visit, event.id, event.stage)
  if (event.type === 'done') return attract
  switch (visit.at) {
    case 'attract':
      if (event.type === 'begin') return expect(false, now)
      if (event.type === 'resume') return takeaway(event.photo, now)
      break
    case 'expect':
      if (event.type === 'wish') return expect(true, now)
      if (event.type === 'unwish') return expect(false, now)
      if (event.type === 'agree') return live(visit.wish, now)
      break
    case 'live':
      if (event.type === 'count') return { at: 'count', wish: visit.wish, until: now + patience.count }
      break
    case 'count':
      if (event.type === 'cancel') return live(visit.wish, now)
      if (event.type === 'shutter') return takeaway(event.photo, now)
      break
    case 'takeaway':
      break
  }
  throw new Trouble('NOT_NOW', { came: event.type, at: visit.at })
}

function expect(wish: boolean, now: number): VisitView {
  return { at: 'expect', wish, until: now + patience.expect }
}

function live(wish: boolean, now: number): VisitView {
  return { at: 'live', wish, until: now + patience.live }
}

function takeaway(photo: PhotoView, now: number): VisitView {
  return { at: 'takeaway', photo, until: now + patience.takeaway }
}

/** A count that never came to its shutter (the camera hung) goes back to the live view, every other screen to the start. */
function afterTimeout(visit: VisitView, now: number): VisitView {
  if (visit.at === 'attract' || now < visit.until) return visit
  return visit.at === 'count' ? live(visit.wish, now) : attract
}

function withStage(visit: VisitView, id: string, stage: PhotoView['stage']): VisitView {
  if (visit.at !== 'takeaway' || visit.photo.id !== id || visit.photo.stage === stage) return visit
  return { ...visit, photo: { ...visit.photo, stage } }
}
