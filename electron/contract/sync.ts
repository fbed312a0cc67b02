/** What the operator is shown of the sync with the brand's storage. Times are RFC 3339 in UTC. */
import type { ErrorCode, ErrorDetails } from './errors.ts'

export const syncStates = [
  /** No storage is set: everything stays here. */
  'off',
  /** All is there. */
  'well',
  /** Something is on its way. */
  'working',
  /** The operator stopped it. */
  'paused',
  /** The storage does not answer; it goes on by itself. */
  'offline',
  /** The storage does not let us work: a person must mend that. */
  'shut',
  /** Something else a person must mend. */
  'trouble',
  /** The worker has just got its settings, and is about to say its first word. */
  'starting',
  /** The worker has not said a word for a while. */
  'silent',
] as const
export type SyncState = (typeof syncStates)[number]

export interface SyncHealth {
  readonly state: SyncState
  /** Why there is no sync though somebody wants one. */
  readonly trouble: { readonly code: ErrorCode; readonly details: ErrorDetails } | null
  /** What the worker said, in English, when it ended because a person must mend something. */
  readonly said: string | null
  /** What the storage is called. */
  readonly target: string | null
  readonly problem: { readonly kind: string; readonly message: string; readonly since: string } | null
  /** Photos that are not there as they should be, by what is to be done. */
  readonly waiting: { readonly removals: number; readonly photos: number; readonly originals: number }
  /** How long the oldest of them has waited. */
  readonly oldestSeconds: number | null
  /** Photos whose last attempt failed, by reason. */
  readonly failing: Readonly<Record<string, number>>
  /** Attempts that failed since the storage was set, by reason. */
  readonly retries: Readonly<Record<string, number>>
  /** Bytes that were sent. */
  readonly bytes: number
  readonly delivered: number
  /** Objects that a separate read found to be something else than what was sent. */
  readonly mismatches: number
  /** From a withdrawal to the storage's word that the picture is gone. */
  readonly removals: {
    readonly count: number
    readonly averageSeconds: number | null
    readonly mostSeconds: number | null
  }
  /** Objects that are looked at once more, since a late write could land. */
  readonly secondLooks: number
  /** Objects at storages that were set earlier: put those settings back to reach them. */
  readonly elsewhere: readonly { readonly target: string; readonly objects: number }[]
  /** How far the storage's clock is ahead of this machine's. */
  readonly clockOffsetSeconds: number | null
  /** Another station that writes under our name. */
  readonly twin: { readonly host: string; readonly kiosk: string; readonly at: string } | null
  /** Why settings that the brand has put at the storage are not followed. */
  readonly followTrouble: { readonly code: ErrorCode; readonly details: ErrorDetails } | null
  readonly isLedgerWhole: boolean
  /** What of the station's own could not be sent at the last attempt: the ledger, the journal, the heartbeat. */
  readonly unsent: readonly { readonly name: string; readonly kind: string; readonly message: string }[]
  /** Lines of the journal and entries of the ledger that are not there. */
  readonly linesWaiting: number
  /** Hours of photos that fit on the disk. */
  readonly freeHours: number
  /** When the worker last said how it goes. */
  readonly lastSaid: string | null
}
