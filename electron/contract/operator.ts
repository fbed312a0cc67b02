/** What the operator's page is shown: whether all is well, at one glance. Times are RFC 3339 in UTC. */
import type { Language } from '../../text/languages.ts'
import type { Purpose } from './consent.ts'
import type { ErrorCode, ErrorDetails } from './errors.ts'
import type { SyncHealth } from './sync.ts'
import type { PhotoStage } from './visit.ts'

/** Where the operator's page is, and its WebSocket: beside the kiosk's, so that it never takes that one's place. */
export const operatorPath = '/operator/'
export const operatorSocketPath = '/operator/socket'

/** In the page's address when it stands in the kiosk's window, which must show the kiosk again when the operator goes. */
export const kioskWindowMark = '#kiosk'

export const pinLength = { least: 4, most: 8 } as const
export const pinForm = /^\d{4,8}$/

/** So long after the last touch the operator is not the operator any more, in milliseconds. */
export const operatorPatience = 5 * 60_000

/** What the page must know before its PIN. */
export interface OperatorHello {
  readonly language: Language
  /** False when nobody has chosen a PIN yet: whoever is here first chooses it. */
  readonly hasPin: boolean
  /** Whether a kiosk page is open in another window: then this one must not become a second one. */
  readonly isKioskOpen: boolean
}

/** well: nothing to do. working: it goes on by itself. look: somebody has to look at it. */
export type Level = 'well' | 'working' | 'look'

export const glanceRows = [
  'sync',
  'disk',
  'phones',
  'door',
  'camera',
  'clock',
  'look',
  'ledger',
  'photos',
  'stories',
] as const
export type GlanceRow = (typeof glanceRows)[number]

export interface Glance {
  readonly levels: Readonly<Record<GlanceRow, Level>>
  readonly sync: SyncHealth
  readonly phones: PhonesSeen
  readonly door: Refused
  /** What the kiosk's page showed last to people before it; null when nobody was there since the start. */
  readonly camera: CameraSeen | null
  /** False when the event offers boomerangs and the kiosk's browser makes no films, so that nobody is offered one. */
  readonly makesFilms: boolean
  /** Before the newest photo, or before this program was made, a clock cannot be right. */
  readonly isClockRight: boolean
  readonly isLedgerWhole: boolean
  /** Why the frame, or something else of the brand's look, does not serve. */
  readonly look: readonly { readonly code: ErrorCode; readonly details: ErrorDetails }[]
  readonly photos: PhotoNumbers
  /** How many photos wait for somebody to see their words; null where nobody wants to. */
  readonly stories: number | null
  readonly isKioskOpen: boolean
  /** Staff have given the kiosk a break. */
  readonly isOnBreak: boolean
}

/** Whether phones reach their photos, where, and what is to be mended about the certificate of that address. */
export interface PhonesSeen {
  readonly canReach: boolean
  readonly address: string
  readonly certificate: { readonly code: ErrorCode; readonly details: ErrorDetails } | null
}

/**
 * Why the phones' door refuses: a link that opens nothing, more than an address may ask, more connections than it may
 * have or one that is read too slowly, and what no page of ours sends.
 */
export const refusals = ['guessed', 'tooMuch', 'cut', 'foreign'] as const
export type Refusal = (typeof refusals)[number]

/** How often in the last hour. */
export type Refused = Readonly<Record<Refusal, number>>

/** demo: there was none. busy: another program had it. refused: the page was not allowed to use it. */
export const cameraShowings = ['camera', 'demo', 'busy', 'refused'] as const
export type CameraShowing = (typeof cameraShowings)[number]

export interface CameraSeen {
  readonly showing: CameraShowing
  readonly at: string
}

/** The word under which the kiosk's page reports what its camera shows. */
export const cameraReport = 'camera-showing'

/** The word under which it reports whether its browser makes films: yes or no. */
export const filmReport = 'makes-films'

/** Of today, by the clock of the place; those that wait, of any day. */
export interface PhotoNumbers {
  readonly today: number
  /** Kept and not yet framed. */
  readonly waiting: number
  readonly failed: number
  /** Of those, in the last hour. */
  readonly failedLately: number
}

/** What a short code leads staff to. gone: its time is over, or it is deleted. */
export type Sought =
  | { readonly is: 'unknown' | 'gone' }
  | { readonly is: 'photo'; readonly photo: SoughtPhoto }

export interface SoughtPhoto {
  readonly id: string
  readonly code: string
  readonly stage: PhotoStage
  readonly takenAt: string
  readonly keptUntil: string
  /** Whether its page is at the storage; null where no pages are published. */
  readonly isPublished: boolean | null
  /** What somebody in it said yes to. `until` is there when all of them did. */
  readonly given: readonly {
    readonly purpose: Purpose
    readonly agreed: number
    readonly people: number
    readonly until: string | null
  }[]
  readonly mayTakeBack: boolean
}
