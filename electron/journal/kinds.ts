/**
 * What can happen, for counting: every kind of line in the journal and what goes with it. Lines of photos and of what
 * was allowed are written by the database itself with the change (`store/migrations/003-…`), those of the visit and of
 * phones by `journal.ts`. Visits have no number: a kiosk has one at a time, so the order of the lines tells which one
 * they are of.
 */
import type { Purpose, Way } from '../contract/consent.ts'
import type { Network, SavedName } from '../contract/share.ts'
import type { VisitView } from '../contract/visit.ts'

export const kinds = [
  /** Somebody touched the kiosk, or a page took up what was on its screen when the station broke off. */
  'visit.begun',
  /** A screen was entered; the first one too, and each time anew. */
  'visit.step',
  'visit.ended',
  'photo.reserved',
  'photo.kept',
  'photo.framed',
  'photo.failed',
  'photo.erased',
  /** The kiosk asked, once for each purpose, with the photo's code; whether it was answered is another line. */
  'consent.asked',
  /** One line for each person who said yes. */
  'consent.given',
  /** One line for all. */
  'consent.refused',
  'consent.withdrawn',
  /** A photo's page at the kiosk was opened. */
  'page.opened',
  'picture.saved',
  /** The phone's share sheet was opened, or a network tapped. What became of it, nobody here knows. */
  'share.intended',
  'caption.copied',
  /** The event's one link was tapped. */
  'link.tapped',
  /** A phone took the lead of the visit. */
  'remote.taken',
] as const
export type Kind = (typeof kinds)[number]

export type Step = Exclude<VisitView['at'], 'attract' | 'thanks'>

/** By a hand, wherever it is (on the kiosk, or on the phone that deleted the photo), or because nobody touched it. */
export type EndedBy = 'hand' | 'timeout'

/** By a person's browser, by who shows something beside a link, or by another program; as it says itself. */
export type Visitor = 'person' | 'preview' | 'bot'

/** What goes with each kind. */
export interface Details {
  /**
   * `app` is the program's version. `step` tells new visits (`expect`, and `count` for one more photo) from codes and
   * from those taken up again (`takeaway`).
   */
  'visit.begun': { readonly step: Step; readonly app: string }
  'visit.step': { readonly step: Step }
  /** Where it was when it ended. */
  'visit.ended': { readonly step: Step; readonly ended_by: EndedBy }
  'photo.reserved': { readonly template: string; readonly language: string }
  'photo.kept': Empty
  'photo.framed': Empty
  /** The error's code. */
  'photo.failed': { readonly code: string }
  /** Why; a photo's other lines have lost its id then. */
  'photo.erased': { readonly reason: string }
  'consent.asked': Said<Purpose>
  'consent.given': Said<Purpose>
  'consent.refused': Said<Purpose>
  'consent.withdrawn': Said<Purpose | 'everything'>
  /** `opening` tells by order alone: the first that such a visitor opened this photo's page, or a later one. */
  'page.opened': { readonly opened_by: Visitor; readonly opening: 'first' | 'later' }
  'picture.saved': { readonly picture: SavedName }
  /** `sheet` is the phone's own. */
  'share.intended': { readonly share_to: 'sheet' | Network }
  'caption.copied': Empty
  'link.tapped': Empty
  'remote.taken': Empty
}
type Empty = Readonly<Record<never, never>>
interface Said<P> {
  readonly purpose: P
  readonly way: Way
}

/** The kinds that the station's own code sees; the database writes the others. */
export type NotedKind =
  | 'visit.begun'
  | 'visit.step'
  | 'visit.ended'
  | 'consent.asked'
  | 'remote.taken'
  | PhoneKind

/** Those that phones cause at the share door. */
export type PhoneKind = 'page.opened' | 'picture.saved' | 'share.intended' | 'caption.copied' | 'link.tapped'

/** A line to be written. */
export type Note = {
  [K in NotedKind]: { readonly kind: K; readonly photo: string | null; readonly detail: Details[K] }
}[NotedKind]

/** The names that details have. */
export type DetailName = { [K in Kind]: keyof Details[K] & string }[Kind]
