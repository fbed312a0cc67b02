/** How the sync goes, in numbers: one account for the operator's screen, the command line and Prometheus. */

import { join } from 'node:path'
import { Trouble } from '../contract/errors.ts'
import type { SyncHealth, SyncState } from '../contract/sync.ts'
import type { Store } from '../store/open.ts'
import { freeDisk } from '../system/disk.ts'
import type { SyncChild } from './child.ts'
import { openCounts } from './counts.ts'
import { followedHealth } from './followed.ts'
import { ranks } from './outbox.ts'
import { loadSyncSettings } from './settings.ts'
import { hasStorage, openStorage, type Report } from './storage.ts'
import { linesWaiting } from './wipe.ts'

/** Reasons to fail that pass by themselves. */
const passing: readonly string[] = ['offline', 'busy', 'damaged']

/** A worker that has said nothing for so long has died, in milliseconds. */
const silence = 30_000

export interface HealthParts {
  readonly store: Store
  /** Hours of photos that fit on the disk. */
  readonly freeHours: number
  /** Why there is no sync though somebody wants one. */
  readonly trouble?: SyncHealth['trouble']
  /** Why settings from the brand are not followed. */
  readonly followTrouble?: SyncHealth['followTrouble']
  /** What the worker said when it ended because a person must mend something. */
  readonly said?: string | null
  /** There are settings, which the worker may not have seen yet. */
  readonly isSet?: boolean
  /** The worker may not have had the time for a first word. */
  readonly isStarting?: boolean
  /** Milliseconds since 1970. */
  readonly now?: number
}

/** Only reads; takes a few milliseconds at 100,000 waiting photos. */
export function healthOf(parts: HealthParts): SyncHealth {
  const { store, freeHours, said = null, isSet = false, isStarting = false, now = Date.now() } = parts
  const trouble = plain(parts.trouble)
  const isTrouble = trouble !== null || said !== null
  if (!hasStorage(store)) {
    const state = isTrouble ? 'trouble' : !isSet ? 'off' : isStarting ? 'starting' : 'silent'
    return { ...nothing, state, trouble, said, freeHours }
  }
  const { paused, report, target } = openStorage(store).state()
  const waiting = store
    .prepare<[], { rank: number; count: number; oldest: number }>(
      'SELECT rank, count(*) AS count, min(since) AS oldest FROM outbox GROUP BY rank',
    )
    .all()
  const count = (rank: number) => waiting.find(one => one.rank === rank)?.count ?? 0
  const oldest = Math.min(...waiting.map(one => one.oldest))
  const failing = store
    .prepare<[], { problem: string; count: number }>(
      'SELECT problem, count(*) AS count FROM outbox WHERE problem IS NOT NULL GROUP BY problem',
    )
    .all()
  const reasons = [
    ...failing.map(({ problem }) => problem),
    ...(report?.failing ?? []).map(({ kind }) => kind),
  ]
  const isStuck = reasons.some(reason => !passing.includes(reason))
  const total = waiting.reduce((sum, one) => sum + one.count, 0)
  const counts = openCounts(store).all()
  const counted = (name: string, label = '') =>
    counts.find(one => one.name === name && one.label === label)?.value ?? 0
  const removals = counted('removals')
  return {
    state: stateOf({ paused: paused === 1, report, total, isTrouble, isStuck, isStarting, now }),
    trouble,
    said,
    target: report?.target ?? target,
    problem: report?.problem ?? null,
    waiting: {
      removals: count(ranks.removal),
      photos: count(ranks.page) + count(ranks.photo),
      originals: count(ranks.original),
    },
    oldestSeconds: total === 0 ? null : Math.max(0, (now - oldest) / 1000),
    failing: Object.fromEntries(failing.map(one => [one.problem, one.count])),
    retries: Object.fromEntries(
      counts.filter(({ name }) => name === 'retries').map(({ label, value }) => [label, value]),
    ),
    bytes: counted('bytes'),
    delivered: counted('delivered'),
    mismatches: counted('mismatches'),
    removals: {
      count: removals,
      averageSeconds: removals === 0 ? null : counted('removalSeconds') / removals,
      mostSeconds: removals === 0 ? null : counted('removalSecondsMost'),
    },
    secondLooks: store
      .prepare<[], number>('SELECT count(*) FROM objects WHERE recheck_at IS NOT NULL')
      .pluck()
      .get()!,
    elsewhere: store
      .prepare<[string], { target: string; objects: number }>(
        'SELECT target, count(*) AS objects FROM objects WHERE target <> ? GROUP BY target',
      )
      .all(target),
    clockOffsetSeconds: report?.clockOffset == null ? null : report.clockOffset / 1000,
    twin: report?.twin ?? null,
    followTrouble: plain(parts.followTrouble),
    isLedgerWhole: report?.isLedgerWhole ?? true,
    unsent: report?.failing ?? [],
    linesWaiting: linesWaiting(store),
    freeHours,
    lastSaid: report?.at ?? null,
  }
}

/** The health of a data folder's sync, read from its settings, database and disk, with what is known of its `worker`. */
export async function healthIn(
  dataFolder: string,
  store: Store,
  worker?: Pick<SyncChild, 'trouble' | 'isStarting'>,
): Promise<SyncHealth> {
  const { settings, trouble } = await loadSyncSettings(dataFolder).then(
    settings => ({ settings, trouble: settings || !hasStorage(store) ? null : notSet(dataFolder) }),
    (error: Trouble) => ({ settings: null, trouble: error }),
  )
  const { hours } = await freeDisk(dataFolder)
  const followed = settings?.brandKey ? await followedHealth(dataFolder, settings.brandKey) : null
  return healthOf({
    ...{ store, freeHours: hours, trouble, followTrouble: followed?.troubles[0] ?? null },
    ...{ isSet: settings !== null, said: worker?.trouble ?? null, isStarting: worker?.isStarting ?? false },
  })
}

interface Judged {
  readonly paused: boolean
  readonly report: Report | null
  readonly total: number
  readonly isTrouble: boolean
  /** Something does not come right by itself. */
  readonly isStuck: boolean
  readonly isStarting: boolean
  readonly now: number
}

function stateOf({ paused, report, total, isTrouble, isStuck, isStarting, now }: Judged): SyncState {
  if (isTrouble) return 'trouble'
  if (paused) return 'paused'
  if (report?.problem) return report.problem.kind === 'offline' ? 'offline' : 'shut'
  if (report?.twin || report?.isLedgerWhole === false || isStuck) return 'trouble'
  if (report === null || Math.abs(now - Date.parse(report.at)) > silence)
    return isStarting ? 'starting' : 'silent'
  return total === 0 ? 'well' : 'working'
}

function notSet(dataFolder: string): Trouble {
  return new Trouble('SYNC_NOT_SET', { file: join(dataFolder, 'sync.json') })
}

/** A trouble as it goes through a door. */
function plain(trouble: SyncHealth['trouble'] | undefined): SyncHealth['trouble'] {
  return trouble ? { code: trouble.code, details: trouble.details } : null
}

const nothing: Omit<SyncHealth, 'state' | 'trouble' | 'said' | 'freeHours'> = {
  target: null,
  problem: null,
  waiting: { removals: 0, photos: 0, originals: 0 },
  oldestSeconds: null,
  failing: {},
  retries: {},
  bytes: 0,
  delivered: 0,
  mismatches: 0,
  removals: { count: 0, averageSeconds: null, mostSeconds: null },
  secondLooks: 0,
  elsewhere: [],
  clockOffsetSeconds: null,
  twin: null,
  followTrouble: null,
  isLedgerWhole: true,
  unsent: [],
  linesWaiting: 0,
  lastSaid: null,
}
