/** The station's sign of life at the storage; where it finds another's instead of its own, two share one name. */
import { hostname } from 'node:os'
import { z } from 'zod'
import type { Layout } from './layout.ts'
import { jsonContent, type recordVersion } from './record.ts'
import type { Target } from './target.ts'

export interface Heartbeat {
  readonly version: typeof recordVersion
  readonly station: string
  readonly kiosk: string
  /** Which run of the program wrote it. */
  readonly run: string
  readonly host: string
  readonly at: string
  readonly app: string
  /** Photos that are not yet here as they should be, and since when. */
  readonly waiting: number
  readonly oldestWaiting: string | null
  /** Where the consent ledger stood. */
  readonly ledger: { readonly seq: number; readonly hash: string }
}

/** Somebody else wrote it: what a terminal or a page would obey is taken out. */
const plain = z.string().transform(text => text.slice(0, 100).replace(/\p{C}/gu, ''))
const read = z.object({ run: z.string(), host: plain, kiosk: plain, at: plain })

/** Another station that writes under our name. */
export type Twin = Omit<z.output<typeof read>, 'run'>

export interface HeartbeatParts {
  readonly target: Target
  readonly layout: Layout
  /** Runs of this station whose heartbeat may lie there. */
  readonly ownRuns: ReadonlySet<string>
  /** Called before ours is sent: from then on it may lie there, whatever is answered. */
  readonly onSending: () => void
}

/**
 * Writes our heartbeat; gives the twin whose heartbeat was there instead of ours. A kiosk that was replaced finds its
 * forerunner's once. Throws a TargetProblem.
 */
export async function beat(
  heartbeat: Heartbeat,
  { target, layout, ownRuns, onSending }: HeartbeatParts,
  signal?: AbortSignal,
): Promise<Twin | null> {
  const found = await target.get(layout.heartbeat, signal)
  const other = found && read.safeParse(parsed(found)).data
  onSending()
  await target.put(layout.heartbeat, jsonContent(heartbeat), signal ? { signal } : {})
  if (!other || other.run === heartbeat.run || ownRuns.has(other.run)) return null
  return { host: other.host, kiosk: other.kiosk, at: other.at }
}

/** This machine, for people. */
export const host = hostname()

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    return null
  }
}
