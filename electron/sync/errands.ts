/** What the worker does beside the photos: the ledger's and the journal's files, the heartbeat, the nightly look. */
import type { Ledger } from '../consent/ledger.ts'
import type { Store } from '../store/open.ts'
import type { Log } from '../system/log.ts'
import { day } from '../system/time.ts'
import { version } from '../system/version.ts'
import { beat, host, type Twin } from './heartbeat.ts'
import { journalFileDone, nextJournalFile } from './journal-files.ts'
import type { Layout } from './layout.ts'
import { isLedgerFileDue } from './ledger-files.ts'
import type { Objects } from './objects.ts'
import { type LedgerSync, putSpan } from './own-files.ts'
import { reconcile } from './reconcile.ts'
import { recordVersion } from './record.ts'
import type { Shelf } from './shelf.ts'
import type { Storage } from './storage.ts'
import type { Target } from './target.ts'
import type { Errand } from './worker.ts'

export interface ErrandsParts {
  readonly store: Store
  readonly storage: Storage
  readonly station: string
  readonly ledger: Ledger
  readonly ledgerSync: LedgerSync
  readonly layout: Layout
  readonly objects: Objects
  readonly shelf: Shelf
  readonly target: Target
  readonly log: Log
  /** Which run of the program this is. */
  readonly run: string
  readonly onTwin: (twin: Twin | null) => void
}

const heartbeatEvery = 5 * 60_000
/** How often it is looked whether the journal has enough for a file, in milliseconds. */
const journalEvery = 10_000

export function errandsOf(parts: ErrandsParts): Errand[] {
  return [
    ledgerErrand(parts),
    journalErrand(parts),
    secondRemovalErrand(parts),
    heartbeatErrand(parts),
    nightlyErrand(parts),
  ]
}

function ledgerErrand({ store, ledger, ledgerSync }: ErrandsParts): Errand {
  return {
    name: 'ledger',
    isDue: (now, flush) => isLedgerFileDue(store, now, flush),
    run: signal => ledgerSync.upTo(ledger.head().seq, signal),
  }
}

function journalErrand(parts: ErrandsParts): Errand {
  const { store, layout } = parts
  let lookedAt = Number.NEGATIVE_INFINITY
  return {
    name: 'journal',
    isDue: (now, flush) => flush || Math.abs(now - lookedAt) >= journalEvery,
    async run(signal, flush) {
      lookedAt = Date.now()
      const next = () => nextJournalFile(store, { layout, everything: flush })
      for (let file = next(); file; file = next()) {
        await putSpan(parts, file, signal)
        journalFileDone(store, file.to)
      }
    },
  }
}

/** What was removed of the station's own goes once more; a photo's is seen to with its photo. */
function secondRemovalErrand({ shelf, objects }: ErrandsParts): Errand {
  return {
    name: 'second removal',
    isDue: now => objects.ownGone(now).length > 0,
    async run(signal) {
      for (const object of objects.ownGone(Date.now())) await shelf.remove(object, signal)
    },
  }
}

function heartbeatErrand(parts: ErrandsParts): Errand {
  const { store, storage, station, ledger, layout, target, log, run, onTwin } = parts
  const waiting = store.prepare<[], { count: number; oldest: number | null }>(
    'SELECT count(*) AS count, min(since) AS oldest FROM outbox',
  )
  let beatenAt = Number.NEGATIVE_INFINITY
  return {
    name: 'heartbeat',
    isDue: (now, flush) => flush || Math.abs(now - beatenAt) >= heartbeatEvery,
    async run(signal) {
      const { count, oldest } = waiting.get()!
      const { seq, hash } = ledger.head()
      const heartbeat = {
        ...({ version: recordVersion, station, kiosk: ledger.station, run, host } as const),
        ...{ at: new Date().toISOString(), app: version, waiting: count },
        oldestWaiting: oldest === null ? null : new Date(oldest).toISOString(),
        ledger: { seq, hash },
      } as const
      const ownRuns = storage.heartbeatRuns()
      const onSending = () => storage.heartbeatBy(new Set([...ownRuns, run]))
      const twin = await beat(heartbeat, { target, layout, ownRuns, onSending }, signal)
      storage.heartbeatBy(new Set([run]))
      beatenAt = Date.now()
      if (twin) log.error({ code: 'STATION_TWICE', ...twin }, 'another station writes under this name')
      onTwin(twin)
    },
  }
}

function nightlyErrand({ storage, target, layout, objects, log }: ErrandsParts): Errand {
  const lookedAt = () => storage.state().looked_at ?? Number.NEGATIVE_INFINITY
  return {
    name: 'nightly look',
    isDue: (now, flush) => !flush && Math.abs(now - lookedAt()) >= day,
    async run(signal) {
      const { isWanted } = objects
      const { removed, couldLook } = await reconcile({ target, layout, isWanted }, signal)
      storage.lookedThrough(Date.now())
      log.info({ removed: removed.length, couldLook }, 'looked through the storage')
    },
  }
}
