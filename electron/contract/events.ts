/** What the station tells its pages without being asked: name → what comes with it. */
import type { ErrorCode, ErrorDetails } from './errors.ts'
import type { KioskTrouble } from './kiosk.ts'
import type { Reach } from './share.ts'
import type { RemoteView, VisitView } from './visit.ts'

export interface Events {
  /** The visit has moved; draw this. */
  visit: VisitView
  /** A phone can lead the visit, leads it, or does so no more. */
  remote: RemoteView | null
  /** Where phones get photos has changed. */
  reach: Reach
  /** What keeps the kiosk from taking good photos has come or gone. */
  trouble: KioskTrouble | null
  /** The photos that are seen between two visits, newest first: others may not be seen any more. */
  attract: readonly string[]
  /** A break of the kiosk has begun, or ended. */
  break: boolean
}
export type EventName = keyof Events

/** One WebSocket message from a page: a call. `id` comes back with the answer. */
export interface CallMessage {
  readonly id: number
  readonly call: string
  readonly input: unknown
  /** What the operator was given for the PIN. */
  readonly token?: string | undefined
}

/** One WebSocket message to a page: an answer, a refusal, or an event. */
export type StationMessage =
  | { readonly id: number; readonly output: unknown }
  | { readonly id: number; readonly error: { readonly code: ErrorCode; readonly details: ErrorDetails } }
  | { [N in EventName]: { readonly event: N; readonly data: Events[N] } }[EventName]

/** The WebSocket's path behind the kiosk door. */
export const socketPath = '/socket'

/** Close codes of the WebSocket (4000–4999 are free for applications: RFC 6455, 7.4.2). */
export const closeCodes = {
  /** Another kiosk window took over; do not reconnect by yourself. */
  takenOver: 4001,
} as const
