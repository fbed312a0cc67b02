/**
 * What may be asked of the station through a door: name → who may ask, what comes in. What goes out is in
 * `CallOutputs`. Doors check the input here, once; behind them it is trusted.
 */
import { z } from 'zod'
import type { LookName } from './looks.ts'
import { type Qr, type VisitView, visitVerbs } from './visit.ts'

export type Role = 'kiosk'

const nothing = z.strictObject({})

export const calls = {
  /** What a kiosk page needs to draw itself. */
  'kiosk.hello': { role: 'kiosk', input: nothing },
  /** A touch that moves the visit on. */
  'visit.do': { role: 'kiosk', input: z.strictObject({ verb: z.enum(visitVerbs) }) },
  /** The moment of truth: reserves the photo and gives its code. The picture's bytes follow to `photoPaths.original(id)`. */
  'visit.shutter': { role: 'kiosk', input: nothing },
  /** The code of this photo is still on the page's screen, but the station was started again: goes on there. */
  'visit.resume': { role: 'kiosk', input: z.strictObject({ id: z.uuid() }) },
  /** A page tells of trouble, for the log. */
  'kiosk.report': {
    role: 'kiosk',
    input: z.strictObject({
      level: z.enum(['info', 'warn', 'error']),
      what: z.string().min(1).max(80),
      detail: z.string().max(2000).default(''),
    }),
  },
} as const satisfies Record<string, { role: Role; input: z.ZodType }>

export type CallName = keyof typeof calls
export type CallInput<N extends CallName> = z.input<(typeof calls)[N]['input']>
export type CheckedInput<N extends CallName> = z.output<(typeof calls)[N]['input']>

export interface CallOutputs {
  'kiosk.hello': KioskHello
  'visit.do': VisitView
  'visit.shutter': { readonly id: string; readonly link: string; readonly qr: Qr }
  'visit.resume': VisitView
  'kiosk.report': null
}

/** One function a call; `station.ts` must have exactly these. */
export type Handlers = {
  readonly [N in CallName]: (input: CheckedInput<N>) => CallOutputs[N] | Promise<CallOutputs[N]>
}

/** What a kiosk page needs to draw itself. Pixels are those of the finished picture. */
export interface KioskHello {
  readonly version: string
  readonly language: string
  readonly camera: 'auto' | 'demo'
  readonly accent: string
  readonly onAccent: string
  readonly event: { readonly name: string; readonly hashtag: string; readonly brand: string }
  /** Exactly these words are shown and written into the consent ledger. */
  readonly wording: Wording
  readonly frame: {
    readonly width: number
    readonly height: number
    /** Where the photo goes. */
    readonly slot: FrameSlot
    /** What becomes of its colours. */
    readonly look: LookName
    /** The artwork over the live view: a transparent PNG of `width` × `height`. */
    readonly overlay: string
  }
  readonly visit: VisitView
  /** False when no phone could reach the share door: the kiosk is on no network. */
  readonly phonesCanReach: boolean
}

/** A photo's place before it is turned around its centre, `rotation` degrees clockwise. */
export interface FrameSlot {
  readonly place: { readonly x: number; readonly y: number; readonly width: number; readonly height: number }
  readonly rotation: number
  readonly fit: 'cover' | 'contain'
  /** What stays when the photo is cropped: 0 is left or top, 1 right or bottom. */
  readonly focus: { readonly x: number; readonly y: number }
  /** Behind a photo that does not fill its place. */
  readonly ground: string
}

/** The words of the consent screen in one language. */
export interface Wording {
  readonly language: string
  readonly lines: readonly string[]
  readonly wish: string
}
