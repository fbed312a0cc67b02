/**
 * What the kiosk page is shown of the attendee's visit. The station owns the visit; pages only draw it.
 * `until` is when the screen ends by itself, in milliseconds since 1970 by the station's clock.
 */
export type VisitView =
  | { readonly at: 'attract' }
  | { readonly at: 'expect'; readonly wish: boolean; readonly until: number }
  | { readonly at: 'live'; readonly wish: boolean; readonly until: number }
  | { readonly at: 'count'; readonly wish: boolean; readonly until: number }
  | { readonly at: 'takeaway'; readonly photo: PhotoView; readonly until: number }

/** The photo of this visit: its link and code are there from the first instant, the picture when it is framed. */
export interface PhotoView {
  readonly id: string
  readonly link: string
  readonly qr: Qr
  readonly stage: PhotoStage
}

/** reserved: id, link and row exist. kept: the original is safe. framed: the picture is ready. failed: it could not be framed; the original is safe. */
export type PhotoStage = 'reserved' | 'kept' | 'framed' | 'failed'

/** A QR code as one SVG path in a square of `size` modules, without the quiet zone (ISO/IEC 18004 asks for 4 modules around it). */
export interface Qr {
  readonly size: number
  readonly path: string
}

/** What a hand on the kiosk can do. Taking the photo has a call of its own. */
export const visitVerbs = ['begin', 'wish', 'unwish', 'agree', 'count', 'cancel', 'done'] as const
export type VisitVerb = (typeof visitVerbs)[number]

/** The paths of a photo's bytes behind the kiosk door. */
export const photoPaths = {
  original: (id: string) => `/photos/${id}/original`,
  framed: (id: string) => `/photos/${id}/framed.jpg`,
} as const
