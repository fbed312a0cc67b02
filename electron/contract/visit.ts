import type { Language } from '../../text/languages.ts'
import { type ClipName, clipFile } from './clip.ts'
import type { LookName } from './looks.ts'
import type { LinkWay } from './share.ts'

/**
 * What the kiosk page is shown of the attendee's visit. The station owns the visit; pages only draw it.
 * `until` is when the screen ends by itself, in milliseconds since 1970 by the station's clock; `language` is there
 * when its people chose one, and `picked` when they picked what is taken, until the visit is over.
 */
export type VisitView = Step & { readonly language?: Language; readonly picked?: Picked }

type Step =
  /** It ends by itself when somebody has chosen a language and then nothing. */
  | { readonly at: 'attract'; readonly until?: number }
  /** live: its people see themselves, and pick what is taken and in which frame, where there is a choice. */
  | { readonly at: 'expect' | 'live'; readonly until: number }
  /** Down from `seconds` to the shot of this number, out of `of`. */
  | {
      readonly at: 'count'
      readonly seconds: number
      readonly shot: number
      readonly of: number
      readonly until: number
    }
  /** Its people look at the photo: they keep it, as it is or in another look, or try again. */
  | { readonly at: 'review'; readonly photo: PhotoView; readonly asked: Asked; readonly until: number }
  /** What they would like to say with it. */
  | { readonly at: 'story'; readonly photo: PhotoView; readonly asked: Asked; readonly until: number }
  | { readonly at: 'takeaway'; readonly photo: PhotoView; readonly asked: Asked; readonly until: number }
  /** What the brand may do with the photo, one by one. */
  | { readonly at: 'choose'; readonly photo: PhotoView; readonly until: number }
  /** The photo is off the screen; whoever wants one more is a touch away from it. */
  | { readonly at: 'thanks'; readonly until: number }
  /** Somebody has come back with the code of an earlier photo. */
  | { readonly at: 'code'; readonly found: Found; readonly until: number }

/**
 * What can be taken: one photo; a strip of two to four; or a boomerang, a short burst that plays forward and back, beside a
 * photo of its first picture.
 */
export const modes = ['photo', 'strip', 'boomerang'] as const
export type Mode = (typeof modes)[number]

/** What a visit takes, in which frame, by its name. */
export interface Picked {
  readonly mode: Mode
  readonly frame: string
}

/** What a code has led to: nothing yet, no photo, a photo, or what was done with it. */
export type Found =
  | { readonly is: 'nothing' | 'unknown' | 'taken-back' | 'erased' }
  | { readonly is: 'photo'; readonly id: string; readonly takenAt: string; readonly allowed: boolean }

/** Whether the brand's question is still open at the take-away: `never` when it asks for nothing. */
export type Asked = 'never' | 'open' | 'yes' | 'no'

/** The photo of this visit: its link and code are there from the first instant, the picture when it is framed. */
export interface PhotoView {
  readonly id: string
  readonly link: string
  /** Who answers at the link. */
  readonly way: LinkWay
  readonly qr: Qr
  /** What people read out when they have lost the link. */
  readonly code: string
  readonly stage: PhotoStage
  /** Its public page shows it only when staff have seen its people's words. */
  readonly isUnseen?: boolean
  /** What becomes of its colours. */
  readonly look: LookName
}

/** reserved: id, link and row exist. kept: the original is safe. framed: the picture is ready. failed: it could not be framed; the original is safe. */
export type PhotoStage = 'reserved' | 'kept' | 'framed' | 'failed'

/** What a short code is made of: without 0 and O, 1, I and L, U: what is mixed up, or makes a word. */
export const codeLetters = '23456789ABCDEFGHJKMNPQRSTVWXYZ'
export const codeLength = 6

/** A QR code as one SVG path in a square of `size` modules, without the quiet zone (ISO/IEC 18004 asks for 4 modules around it). */
export interface Qr {
  readonly size: number
  readonly path: string
}

/** What a hand on the kiosk can do. What brings something along, such as a look or an answer, has calls of its own. */
export const visitVerbs = [
  'begin',
  'code',
  'agree',
  'count',
  'shot',
  'cancel',
  'keep',
  'retake',
  'again',
  'choose',
  'back',
  'stay',
  'done',
] as const
export type VisitVerb = (typeof visitVerbs)[number]

/** How a phone can lead the visit: by scanning a code, or one does already. */
export type RemoteView = { readonly is: 'offered'; readonly qr: Qr } | { readonly is: 'led' }

/** Where the artwork of a frame that can be picked lies behind the kiosk door, by the hash of its PNG. */
export const overlayPath = (sha256: string) => `/frames/${sha256}.png`

/** Where that frame's people's words lie behind the kiosk door, as a PNG of their own: `words` and their `language` follow as a query. */
export const storyPath = (sha256: string) => `/frames/${sha256}/story.png`

/** The paths of a photo's bytes behind the kiosk door. */
export const photoPaths = {
  original: (id: string) => `/photos/${id}/original`,
  framed: (id: string) => `/photos/${id}/framed.jpg`,
  clip: (id: string, name: ClipName) => `/photos/${id}/${clipFile(name)}`,
} as const
