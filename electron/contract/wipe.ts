/** Whether the kiosk may be wiped: what the command line says line by line, and what the operator is shown of it. */
import type { ErrorCode, ErrorDetails } from './errors.ts'

export const wipeVerdicts = ['waiting', 'damaged', 'originalHere', 'private', 'safe'] as const
/**
 * safe: record and pictures lie at the storage, whole. private: its only place is here, for nobody allowed it to be
 * elsewhere; it ends by itself, with its link. waiting: it has changed since it was sent, or was never sent.
 * originalHere: the original is not at the storage. damaged: what lies at the storage is not what it should be.
 */
export type WipeVerdict = (typeof wipeVerdicts)[number]

export interface WipeJudged {
  readonly photo: string
  /** What people read out; null for photos from before there were codes. */
  readonly code: string | null
  readonly takenAt: string
  /** When its link ends. */
  readonly until: string
  readonly verdict: WipeVerdict
}

export interface WipeResult {
  readonly mayBeWiped: boolean
  /** Photos that are safe, of all. */
  readonly safe: number
  readonly total: number
  /** Lines of the journal and the ledger that are not yet at the storage. */
  readonly lines: number
  /** Originals that may go here to make room, and those that went. */
  readonly droppable: { readonly photos: number; readonly bytes: number }
  readonly dropped: { readonly photos: number; readonly bytes: number }
}

/** A line of `groundswell sync wipe-check --json`: how many photos there are, each of them, and what follows. */
export type WipeLine =
  | { readonly total: number }
  | { readonly judged: WipeJudged }
  | { readonly result: WipeResult }
  | { readonly trouble: { readonly code: ErrorCode; readonly details: ErrorDetails } }

/** How a check whether the kiosk may be wiped goes, or went. */
export interface WipeView {
  /** Counts checks; 0 before the first. */
  readonly run: number
  readonly isRunning: boolean
  readonly isDropping: boolean
  readonly total: number
  readonly counts: Readonly<Record<WipeVerdict, number>>
  /** Those after the one that the page had last, few at a time; of a verdict that many have, only the first. */
  readonly judged: readonly WipeJudged[]
  readonly result: WipeResult | null
  readonly trouble: { readonly code: ErrorCode; readonly details: ErrorDetails } | null
}
