/**
 * Works off the outbox: a few photos at a time, what has to be gone first, originals last. It runs in a
 * process of its own beside the station, and sees by SQLite's own counter that somebody else has written.
 */
import { networkInterfaces } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'
import type { Store } from '../store/open.ts'
import type { Log } from '../system/log.ts'
import { fullJitter } from './backoff.ts'
import type { Condition } from './condition.ts'
import type { Counts } from './counts.ts'
import type { Deliverer } from './deliver.ts'
import type { Objects } from './objects.ts'
import { type Item, type ItemProblem, ItemTrouble, type Outbox, type Rank, ranks } from './outbox.ts'
import type { Pace } from './pace.ts'
import { TargetProblem } from './target.ts'

/** Work that is not a photo's: the ledger's and the journal's files, the heartbeat. */
export interface Errand {
  readonly name: string
  /** Whether it is time; `flush` when everything has to go that there is. */
  isDue(now: number, flush: boolean): boolean
  /** Throws a TargetProblem. */
  run(signal: AbortSignal, flush: boolean): Promise<void>
}

export interface WorkerParts {
  readonly store: Store
  readonly outbox: Outbox
  readonly objects: Objects
  readonly deliverer: Deliverer
  readonly condition: Condition
  readonly pace: Pace
  readonly counts: Counts
  readonly errands: readonly Errand[]
  readonly log: Log
  readonly now: () => number
  /** The time by which it is judged what is allowed. */
  readonly judged: () => number
  readonly mayOriginalsGo: () => boolean
  readonly isPaused: () => boolean
  /** Told how an errand ended. */
  readonly onErrand?: (name: string, problem: TargetProblem | null) => void
  /** Asks the storage from time to time, so that it is known whether a page would be published at once. */
  readonly staysInTouch?: boolean
  /** Called now and then while it works, to tell how it goes. */
  readonly onTick?: () => void
}

export interface Worker {
  /** Works until the signal comes. Throws the database's errors, as on a full disk; then it may be begun again. */
  watch(signal: AbortSignal): Promise<void>
  /** Works until nothing is left that could be done now. */
  once(signal: AbortSignal): Promise<void>
  /** Begins nothing until `go`, or for a few seconds at most: somebody is at the shutter. */
  hold(): void
  go(): void
  /** Somebody is looking at how it goes: asks the storage soon, also when there is nothing to send. */
  look(): void
}

/** As many as a phone line's delay is hidden by; more only fill memory. */
const lanes = 4

/** How often it looks whether somebody else has written, in milliseconds. */
const glance = 200

/** How often it asks when there is nothing else to ask and it stays in touch, in milliseconds. */
const inTouchEvery = 10_000

/** How often it says that it still works on something, and learns that this has changed meanwhile, in milliseconds. */
const renewEvery = 2_000

const retries = { first: 1_000, most: 5 * 60_000 } as const
/** What a person must mend here is looked at again after this time, in milliseconds. */
const troubleDelay = 10 * 60_000

export function openWorker(parts: WorkerParts): Worker {
  const { store, outbox, objects, deliverer, condition, counts, errands, log, now } = parts
  // Once: the driver's `pragma` leaves memory behind at every call.
  const version = store.prepare('PRAGMA data_version').pluck()
  let isLookedAt = false

  async function run(stop: AbortSignal, flush: boolean): Promise<void> {
    const active = new Map<Item, { readonly breaker: AbortController; readonly ended: Promise<void> }>()
    const flushed = new Set<Errand>()
    const rests = new Map<Errand, { readonly failures: number; readonly until: number }>()
    let errand: Promise<void> | null = null
    let network = networkNow()
    let renewed = performance.now()
    let looked = -Infinity
    let change: Promise<void> | null = null

    const lastRank = (): Rank => (parts.mayOriginalsGo() ? ranks.original : ranks.photo)

    function start(item: Item): void {
      const breaker = new AbortController()
      const ended = work(item, AbortSignal.any([stop, breaker.signal])).finally(() => active.delete(item))
      active.set(item, { breaker, ended })
    }

    function startErrand(): boolean {
      const rested = (one: Errand) => performance.now() >= (rests.get(one)?.until ?? 0)
      const due = errands.find(one => !flushed.has(one) && rested(one) && one.isDue(now(), flush))
      if (!due) return false
      errand = due
        .run(stop, flush)
        .then(() => {
          if (flush) flushed.add(due)
          rests.delete(due)
          parts.onErrand?.(due.name, null)
          condition.worked()
        })
        .catch(error => {
          if (flush) flushed.add(due)
          const failures = (rests.get(due)?.failures ?? 0) + 1
          if (error instanceof TargetProblem) parts.onErrand?.(due.name, error)
          rests.set(due, { failures, until: performance.now() + fullJitter(failures, retries) })
          return judge(error, stop, due.name)
        })
        .then(() => {
          errand = null
        })
      return true
    }

    /** Gives whether anything is going on. */
    async function turn(): Promise<boolean> {
      if (parts.isPaused() || parts.pace.isHeld()) return active.size > 0
      if (condition.problem) {
        if (active.size > 0) return true
        if (!condition.isProbeDue(now()) || !(await condition.probe(stop))) return false
        log.info('storage is back')
        for (const kind of ['offline', 'refused', 'missing', 'full', 'clock'] as const) outbox.wake(kind)
      }
      if (performance.now() - looked > 1_000) {
        objects.noteRechecks(ranks.photo, parts.judged())
        looked = performance.now()
      }
      while (active.size < lanes) {
        const item = outbox.take(lastRank(), Date.now())
        if (!item) break
        start(item)
      }
      if (!errand) startErrand()
      return active.size > 0 || errand !== null
    }

    async function answerLook(): Promise<void> {
      isLookedAt = false
      if (condition.problem) condition.hurry()
      else if (!parts.isPaused() && active.size === 0 && !errand) await condition.probe(stop) // else the work tells
    }

    function isOutOfTouch(): boolean {
      if (!parts.staysInTouch || condition.problem) return false // a problem is asked about at its own times
      return Math.abs(now() - (condition.workedAt ?? 0)) > inTouchEvery
    }

    function renew(): void {
      if (performance.now() - renewed < renewEvery) return
      renewed = performance.now()
      // What has changed is broken off and begun again: somebody may have taken their yes back.
      for (const item of outbox.renew([...active.keys()], Date.now())) active.get(item)?.breaker.abort()
    }

    await condition.probe(stop) // a drive is marked, a wrong password is found, before several photos find it at once
    while (!stop.aborted) {
      if (network !== networkNow()) {
        network = networkNow()
        condition.hurry()
      }
      if (isLookedAt || isOutOfTouch()) await answerLook()
      const isBusy = await turn()
      if (flush && !isBusy) break
      renew()
      parts.onTick?.()
      const going = [...active.values()].map(({ ended }) => ended)
      change ??= changeOrPause(stop).finally(() => {
        change = null
      })
      // What is held is begun as soon as it may: somebody waits for their page.
      const freed = parts.pace.isHeld() ? [parts.pace.free()] : []
      await Promise.race([...going, ...(errand ? [errand] : []), ...freed, change])
    }
    await Promise.all([...[...active.values()].map(({ ended }) => ended), errand])
  }

  async function work(item: Item, signal: AbortSignal): Promise<void> {
    try {
      const result = await deliverer.deliver(item, signal)
      if (result === 'photoWaits') outbox.demote(item, ranks.photo)
      else if (result === 'originalWaits') outbox.demote(item, ranks.original)
      else outbox.done(item)
      condition.worked()
      counts.add('delivered', 1)
      if (result === 'takenDown') countRemoval(Math.max(0, Date.now() - item.since) / 1000)
    } catch (error) {
      if (signal.aborted) return outbox.giveBack(item)
      const problem = problemOf(error)
      if (await judge(error, signal, item.photo)) return outbox.giveBack(item)
      const isHere = !(error instanceof TargetProblem)
      outbox.failed(item, problem, Date.now() + (isHere ? troubleDelay : fullJitter(item.attempts, retries)))
    }
  }

  /** Notes what went wrong; gives whether the whole storage cannot be worked with. */
  async function judge(error: unknown, signal: AbortSignal, what: string): Promise<boolean> {
    if (signal.aborted) return true
    const problem = problemOf(error)
    counts.add('retries', 1, problem)
    if (!(error instanceof TargetProblem) && !(error instanceof ItemTrouble))
      log.error({ err: error }, 'sync')
    else log.warn({ what, problem, reason: error.message }, 'sync will be tried again')
    if (!(error instanceof TargetProblem)) return false
    const shut = await condition.shuts(error, signal)
    if (shut) log.warn({ problem: condition.problem?.kind }, 'storage cannot be worked with')
    return shut
  }

  function countRemoval(seconds: number): void {
    counts.add('removals', 1)
    counts.add('removalSeconds', seconds)
    counts.most('removalSecondsMost', seconds)
  }

  /** Settles when another process has written into the database, or a second is over. */
  async function changeOrPause(signal: AbortSignal): Promise<void> {
    const before = version.get()
    for (let waited = 0; waited < 1_000 && version.get() === before; waited += glance)
      await pause(glance, undefined, { signal }).catch(() => {
        waited = Infinity
      })
  }

  return {
    watch: signal => run(signal, false),
    once: signal => run(signal, true),
    hold: () => parts.pace.hold(),
    go: () => parts.pace.go(),
    look() {
      isLookedAt = true
    },
  }
}

function problemOf(error: unknown): ItemProblem {
  if (error instanceof TargetProblem) return error.kind
  return error instanceof ItemTrouble ? error.problem : 'unexpected'
}

/** Which networks this machine is on, so that a change shows. */
function networkNow(): string {
  return Object.values(networkInterfaces())
    .flatMap(addresses => (addresses ?? []).filter(({ internal }) => !internal).map(({ address }) => address))
    .sort()
    .join(' ')
}
