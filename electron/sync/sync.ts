/** The sync of one kiosk's data folder with the brand's storage, put together: for the worker and for the commands. */
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { speakWith } from '../../text/index.ts'
import { openPhotos } from '../capture/photos.ts'
import { openAnswers } from '../consent/answers.ts'
import { openGate } from '../consent/gate.ts'
import { type Ledger, openLedger } from '../consent/ledger.ts'
import { Trouble } from '../contract/errors.ts'
import { loadEvent } from '../event/settings.ts'
import { openPictures } from '../frame/pictures.ts'
import { openStaticPages } from '../share/static-page.ts'
import { openStoreBeside, type Store } from '../store/open.ts'
import { openLog } from '../system/log.ts'
import { readSecrets } from '../system/secrets.ts'
import { version } from '../system/version.ts'
import { clockTolerance, mostAhead } from './clock-error.ts'
import { type Condition, openCondition } from './condition.ts'
import { type Counts, openCounts } from './counts.ts'
import { type DeliverParts, openDeliverer } from './deliver.ts'
import { errandsOf } from './errands.ts'
import { openFollower } from './follow-settings.ts'
import type { Twin } from './heartbeat.ts'
import { type Layout, layoutFor } from './layout.ts'
import { type Objects, openObjects } from './objects.ts'
import { openTarget } from './open-target.ts'
import { openOutbox } from './outbox.ts'
import { openLedgerSync } from './own-files.ts'
import { openPace } from './pace.ts'
import { openPublisher } from './publish.ts'
import { openRequests } from './requests.ts'
import { mayOriginalsGo } from './schedule.ts'
import { loadSyncSettings, type SyncSettings } from './settings.ts'
import { openShelf, type Shelf } from './shelf.ts'
import { identityOf, openMemory, openStorage, rememberStorage, type Storage } from './storage.ts'
import type { Target, TargetProblem } from './target.ts'
import { openThrottle } from './throttle.ts'
import { type Errand, openWorker, type Worker } from './worker.ts'

export interface SyncOptions {
  readonly dataFolder: string
  /** What the shell handed down from the keychain. */
  readonly secrets?: string | undefined
  /** How long a write that was given up may still land, and how long a request may take, in milliseconds. */
  readonly lateness?: number
  readonly patience?: number
  /** The time, in milliseconds since 1970, by which it is judged what is allowed. */
  readonly now?: () => number
  /** Called between the steps of an object. */
  readonly onStep?: (step: string) => void
}

export interface Sync extends AsyncDisposable {
  readonly store: Store
  readonly settings: SyncSettings
  /** The station's name at the storage. */
  readonly station: string
  readonly target: Target
  readonly layout: Layout
  readonly ledger: Ledger
  readonly objects: Objects
  readonly shelf: Shelf
  readonly storage: Storage
  readonly condition: Condition
  readonly counts: Counts
  readonly worker: Worker
}

/** How often the worker says how it goes, in milliseconds. */
const reportEvery = 5_000

/**
 * Opens the sync beside a running station. Throws SYNC_NOT_SET, SYNC_SECRET, SETTINGS_…, and what `openStoreBeside`
 * throws. Nothing is sent yet.
 */
export async function openSync(options: SyncOptions): Promise<Sync> {
  const { dataFolder } = options
  const settings = await loadSyncSettings(dataFolder)
  if (!settings) throw new Trouble('SYNC_NOT_SET', { file: join(dataFolder, 'sync.json') })
  const secret = await secretFor(settings, options)
  const store = openStoreBeside(join(dataFolder, 'groundswell.sqlite'))
  try {
    return await compose(options, settings, secret, store)
  } catch (error) {
    store.close()
    throw error
  }
}

async function secretFor({ target }: SyncSettings, { dataFolder, secrets }: SyncOptions): Promise<string> {
  if (target.kind === 'folder') return ''
  const { storage } = await readSecrets(dataFolder, secrets)
  if (!storage) throw new Trouble('SYNC_SECRET')
  return storage
}

async function compose(
  options: SyncOptions,
  settings: SyncSettings,
  secret: string,
  store: Store,
): Promise<Sync> {
  const { dataFolder, lateness, patience, now: clock = Date.now } = options
  const identity = identityOf(settings.target)
  const storage = openStorage(store)
  const photos = openPhotos(store)
  const ledger = openLedger(store, version)
  const { broken } = ledger.verify()
  const isLedgerWhole = broken === null
  const gate = openGate(store, ledger, isLedgerWhole)
  const station = settings.station ?? ledger.station
  rememberStorage(store, identity, station)
  const layout = layoutFor(station)
  const log = openLog(join(dataFolder, 'logs'), id => ledger.subject(id).slice(0, 16))
  const throttle = openThrottle(settings.kilobytesPerSecond * 1000)
  const target = await openTarget(settings.target, {
    ...{ secret, throttle, memory: openMemory(store, identity) },
    ...(patience === undefined ? {} : { patience }),
  })
  const run = randomUUID()
  const counts = openCounts(store)
  const objects = openObjects(store, identity, lateness)
  const outbox = openOutbox(store, run)
  const condition = openCondition(target, Date.now)

  /** The time, by the storage's clock where ours is far off. */
  const now = () => {
    const offset = target.clockOffset ?? 0
    // Not far ahead: whoever answers in the storage's place could have everything taken down as over.
    return clock() + (Math.abs(offset) > clockTolerance ? Math.min(offset, mostAhead) : 0)
  }
  const pace = openPace()
  const shelf = openShelf({ target, objects, counts, pace, now: Date.now, onStep: options.onStep })
  const ledgerSync = openLedgerSync({ store, layout, objects, shelf })
  const { publicAddress: address } = settings
  const event = await loadEvent(dataFolder)
  speakWith(event.texts)
  const answers = await openAnswers({ store, photos, ledger, gate, event, broken })
  const pages = address ? openStaticPages({ event, address }) : null
  const pictures = openPictures(store)
  const requests = openRequests({ target, layout, photos, answers, pages, address, log })
  const publisher = openPublisher({
    ...{ pages, requests },
    ...{ dataFolder, gate, objects, shelf, now, pictures },
    originals: settings.originals !== 'never' && event.share.pictures.includes('original'),
  })
  const deliver: DeliverParts = {
    ...{ publisher, pictures },
    ...{ dataFolder, station, photos, ledger, ledgerSync, gate, isLedgerWhole, layout, objects, shelf, now },
    originals: settings.originals,
  }
  let twin: Twin | null = null
  const failing = new Map<string, TargetProblem>()
  const errands: Errand[] = errandsOf({
    ...{ store, storage, station, ledger, ledgerSync, layout, objects, shelf, target, log, run },
    onTwin: found => {
      twin = found
    },
  })
  const { brandKey } = settings
  if (brandKey) {
    const follower = openFollower({ dataFolder, brandKey, station, target, log })
    // What is wrong it keeps where the health finds it.
    errands.push(regularErrand('settings', followEvery, signal => follower.check(signal)))
  }
  if (target.dropForm)
    errands.push(regularErrand('requests', address ? requestsEvery : lateRequestsEvery, requests.answer))

  let reportedAt = Number.NEGATIVE_INFINITY
  let reported: Condition['problem'] = null
  let hadWorked = false
  function report(): void {
    const when = performance.now()
    const { problem, workedAt } = condition
    const isNews = problem?.kind !== reported?.kind || hadWorked !== (workedAt !== null)
    if (when - reportedAt < reportEvery && !isNews) return
    reportedAt = when
    reported = problem
    hadWorked = workedAt !== null
    storage.report({
      at: new Date().toISOString(),
      target: target.name,
      problem: problem && {
        kind: problem.kind,
        message: nameless(problem.message),
        since: new Date(problem.since).toISOString(),
      },
      workedAt,
      clockOffset: target.clockOffset,
      twin,
      isLedgerWhole,
      failing: [...failing].map(([name, { kind, message }]) => ({ name, kind, message: nameless(message) })),
    })
  }

  const worker = openWorker({
    ...{ store, outbox, objects, condition, pace, counts, errands, log, now: Date.now },
    judged: now,
    deliverer: openDeliverer(deliver),
    onErrand(name, problem) {
      if (problem) failing.set(name, problem)
      else failing.delete(name)
    },
    mayOriginalsGo: () => mayOriginalsGo(settings, new Date()),
    isPaused: () => storage.state().paused === 1,
    staysInTouch: publisher.isOn,
    onTick: report,
  })
  return {
    ...{ store, settings, station, target, layout, ledger, objects, shelf, storage, condition, counts },
    worker: {
      watch: signal => worker.watch(signal),
      hold: () => worker.hold(),
      go: () => worker.go(),
      look: () => worker.look(),
      async once(signal) {
        await worker.once(signal)
        reportedAt = Number.NEGATIVE_INFINITY
        report()
      },
    },
    async [Symbol.asyncDispose]() {
      target.close()
      store.close()
    },
  }
}

/** An errand that is done every so many milliseconds. */
function regularErrand(name: string, every: number, run: (signal: AbortSignal) => Promise<unknown>): Errand {
  let doneAt = Number.NEGATIVE_INFINITY
  return {
    name,
    isDue: (when, flush) => flush || Math.abs(when - doneAt) >= every,
    async run(signal) {
      await run(signal)
      doneAt = Date.now()
    },
  }
}

/** Words that are kept, without what would name a photo. */
function nameless(message: string): string {
  return message.replace(/[0-9a-f]{64}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '…')
}

/** How often it is looked for settings from the brand, in milliseconds. */
const followEvery = 60_000

/** How often it is looked for what people ask for on published pages, in milliseconds. */
const requestsEvery = 10_000
/** The same where nothing is published any more: pages that people still have open may ask. */
const lateRequestsEvery = 10 * 60_000
