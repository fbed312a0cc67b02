import { mkdir, writeFile } from 'node:fs/promises'
import { constants, setPriority } from 'node:os'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { photoFolder } from '../electron/capture/originals.ts'
import { openErasure } from '../electron/consent/erasure.ts'
import { openStore } from '../electron/store/open.ts'
import { openTarget } from '../electron/sync/open-target.ts'
import { openOutbox, ranks } from '../electron/sync/outbox.ts'
import { syncSchema } from '../electron/sync/settings.ts'
import { rememberStorage } from '../electron/sync/storage.ts'
import { openSync } from '../electron/sync/sync.ts'
import { openThrottle } from '../electron/sync/throttle.ts'
import { sha256 } from '../electron/system/files.ts'
import { writeSecrets } from '../electron/system/secrets.ts'
import { moment } from '../electron/system/time.ts'
import { yes } from '../tests/support/answers.ts'
import { type KioskFolder, kioskFolder } from '../tests/support/kiosk-folder.ts'
import { photo1080p } from '../tests/support/photo.ts'
import { startStation, temporaryFolder } from '../tests/support/station.ts'
import { missingSwift, type Swift, startSwift } from '../tests/support/storage/swift.ts'
import { until } from '../tests/support/until.ts'
import { watchLiveView } from './live-view.ts'
import { measureVisits } from './shutter.ts'
import { atLeast, median, percentile, round, sample, within } from './statistics.ts'

const manyRows = 100_000
const backlogPhotos = 5_000
const visitsInBacklog = 30

/** How the outbox does with 100,000 rows waiting. */
export async function measureSyncQueue() {
  return { ...(await measureWaiting()), ...(await measureStartWithRows()) }
}

/** The outbox against its own client without one, on a real S3 server (OpenStack Swift) on this machine. */
export async function measureSyncStorage() {
  if (missingSwift) return { skipped: missingSwift }
  await using swift = await startSwift()
  return { ...(await measureThroughput(swift)), ...(await measureWithdrawal(swift)) }
}

/** The shutter's and the live view's bars in a kiosk whose worker drains a backlog. */
export async function measureSyncBacklog() {
  if (missingSwift) return { skipped: missingSwift }
  await using swift = await startSwift()
  setPriority(swift.pid, constants.priority.PRIORITY_LOW) // it would be another machine's processor
  return await measureBacklog(swift)
}

/**
 * What the outbox costs beside the client's own work. That is a put and the read that proves it, without which nothing
 * counts as done; against puts alone the figure says mostly what a HEAD costs that server (half a PUT at Swift).
 */
async function measureThroughput(swift: Swift) {
  const webcam = await compareThroughput(swift, 'webcam', 150, photo1080p)
  const camera = await compareThroughput(swift, 'camera', 40, Buffer.concat(Array(12).fill(photo1080p)))
  return {
    'loopback throughput, to the same client without an outbox': atLeast(webcam.toProved, 0.7),
    'the same, to a client that does not read anew what it put': round(webcam.toPuts, 2),
    'photos a second with an outbox': round(webcam.perSecond, 1),
    'loopback throughput with originals of 4 MB, to the same client without an outbox': atLeast(
      camera.toProved,
      0.7,
    ),
    'the same with 4 MB, to a client that does not read anew what it put': round(camera.toPuts, 2),
  }
}

async function compareThroughput(swift: Swift, name: string, count: number, original: Buffer) {
  const ours: number[] = []
  const proved: number[] = []
  const puts: number[] = []
  for (let round = 0; round < 3; round++) {
    await using kiosk = await kioskFor(swift, `${name}-${round}`)
    for (let i = 0; i < count; i++) await takeAllowed(kiosk, `${round}-${i}`, photo1080p, original)
    await using sync = await openSync({ dataFolder: kiosk.data })
    const started = performance.now()
    await sync.worker.once(new AbortController().signal)
    ours.push(performance.now() - started)
    const left = kiosk.store.prepare('SELECT count(*) FROM outbox').pluck().get()
    if (left !== 0) throw new Error(`${left} photos are left`)
    const bare = (verifies: boolean) => putBare(swift, `${name}-${round}`, sync.objects.all(), verifies)
    proved.push(await bare(true))
    puts.push(await bare(false))
  }
  return {
    toProved: median(proved) / median(ours),
    toPuts: median(puts) / median(ours),
    perSecond: count / (median(ours) / 1000),
  }
}

/** The same objects put by the same client, as many at once, without an outbox. */
async function putBare(
  swift: Swift,
  name: string,
  objects: readonly { readonly key: string; readonly type: string; readonly bytes: number }[],
  verifies: boolean,
): Promise<number> {
  const bucket = `bare-${name}-${verifies ? 'proved' : 'put'}`
  await swift.makeBucket(bucket)
  const target = await openTarget(targetSettings(swift, bucket), {
    secret: swift.secret,
    throttle: openThrottle(0),
    memory: { recall: () => null, remember: () => {} },
  })
  const contents = objects.map(({ key, type, bytes }, index) => {
    const own = Buffer.alloc(bytes, `${index} `)
    return { key, content: { bytes: own, sha256: sha256(own), type } }
  })
  const started = performance.now()
  const queue = contents.values()
  await Promise.all(
    Array.from({ length: 4 }, async () => {
      for (const { key, content } of queue) {
        await target.put(key, content)
        if (verifies && (await target.verify(key, content)) !== 'whole')
          throw new Error(`${key} is not whole`)
      }
    }),
  )
  const took = performance.now() - started
  target.close()
  return took
}

/** From a withdrawal, while others wait, to the picture's being gone at the bucket. */
async function measureWithdrawal(swift: Swift) {
  await using kiosk = await kioskFor(swift, 'withdrawal')
  const ids: string[] = []
  for (let i = 0; i < 10; i++) ids.push(await takeAllowed(kiosk, `w-${i}`))
  await using sync = await openSync({ dataFolder: kiosk.data })
  await sync.worker.once(new AbortController().signal)
  const stop = new AbortController()
  const working = sync.worker.watch(stop.signal)
  const took: number[] = []
  for (const id of ids) {
    const photo = kiosk.photos.find(id)
    const key = sync.layout.media(id, photo?.framed_sha256 ?? '')
    const started = performance.now()
    const { store, data, photos, ledger } = kiosk
    await openErasure({ store, dataFolder: data, photos, ledger }).erase(id, 'asked')
    await until('the picture to be gone', async () => (await sync.target.get(key)) === null)
    took.push(performance.now() - started)
  }
  stop.abort()
  await working
  return {
    'withdrawal to gone at the bucket, ms (95th percentile)': within(percentile(took, 0.95), 5_000),
    'withdrawal to gone at the bucket, ms (median)': round(median(took), 0),
  }
}

/** How long the next item takes to be chosen, and what memory that costs, with 100,000 rows waiting. */
async function measureWaiting() {
  await using folder = await temporaryFolder()
  const store = openStore(join(folder.path, 'groundswell.sqlite'))
  rememberStorage(store, 'folder /storage')
  addRows(store)
  const outbox = openOutbox(store, 'bench')
  const next = async () => {
    await nextTurn() // the driver frees memory between turns alone
    const item = outbox.take(ranks.original, Date.now())
    if (!item) throw new Error('There is no item')
    outbox.done(item)
  }
  const took = await sample(5_000, 100, next)
  const early = process.memoryUsage().rss
  await sample(45_000, 0, next)
  const late = process.memoryUsage().rss
  store.close()
  return {
    'next of 100,000 waiting chosen and done, ms (95th percentile)': within(percentile(took, 0.95), 2),
    'memory after 50,000 of them to that after 5,000': within(late / early, 1.3),
  }
}

function addRows(store: ReturnType<typeof openStore>): void {
  store.transaction(() => {
    const add = store.prepare('INSERT INTO outbox (photo, rank, since) VALUES (?, ?, 1)')
    for (let i = 0; i < manyRows; i++) add.run(`photo-${String(i).padStart(12, '0')}`, i % 50 === 0 ? 2 : 1)
  })()
}

async function measureStartWithRows() {
  const time = async (rows: boolean) => {
    await using folder = await temporaryFolder()
    const store = openStore(join(folder.path, 'groundswell.sqlite'))
    rememberStorage(store, 'folder /storage')
    if (rows) addRows(store)
    store.close()
    return median(
      await sample(5, 1, async () => {
        const station = await startStation({ data: folder.path })
        await station.stop()
      }),
    )
  }
  const without = await time(false)
  return {
    'start with 100,000 rows waiting, to one with none': within((await time(true)) / without, 1.3),
  }
}

async function measureBacklog(swift: Swift) {
  await using folder = await temporaryFolder()
  await using kiosk = await kioskFor(swift, 'backlog', join(folder.path, 'data'))
  for (let i = 0; i < backlogPhotos; i++) await takeAllowed(kiosk, `b-${i}`, i < 200 ? undefined : small)
  const count = (sql: string) => kiosk.store.prepare<[], number>(`SELECT count(*) FROM ${sql}`).pluck().get()!
  const { toCode } = await measureVisits(folder.path, visitsInBacklog)
  const { drawn, perSecond } = await watchLiveView(folder.path)
  if (count('outbox') === 0) throw new Error('The backlog was gone before the last visit')
  return {
    'shutter to QR painted while a backlog drains, ms (95th percentile)': within(
      percentile(toCode, 0.95),
      50,
    ),
    'shutter to QR painted while a backlog drains, ms (median)': round(median(toCode)),
    "live view while a backlog drains: share of the camera's frames drawn": atLeast(drawn, 0.95),
    'live view while a backlog drains: frames a second': round(perSecond, 1),
    'objects sent meanwhile': count(`objects WHERE state = 'there'`),
  }
}

/** A picture of a few kilobytes: what a backlog costs is mostly its number of objects. */
const small = photo1080p.subarray(0, 20_000)

async function kioskFor(swift: Swift, bucket: string, data?: string): Promise<KioskFolder> {
  const kiosk = await kioskFolder({}, data)
  await swift.makeBucket(bucket)
  const settings = { station: 'hall-a', target: targetSettings(swift, bucket) }
  await writeFile(join(kiosk.data, 'sync.json'), JSON.stringify(settings))
  await writeSecrets(kiosk.data, { storage: swift.secret })
  rememberStorage(kiosk.store, 'not yet known')
  return kiosk
}

export function targetSettings({ endpoint, accessKey }: Swift, bucket: string) {
  return syncSchema.parse({ target: { kind: 's3', endpoint, accessKey, bucket } }).target
}

/** A photo with both pictures at a webcam's size, each with bytes of its own, that its people allowed. */
async function takeAllowed(
  kiosk: KioskFolder,
  name: string,
  framed: Buffer = photo1080p,
  original: Buffer = framed,
): Promise<string> {
  const id = await kiosk.take({ stage: 'reserved' })
  const pictures = { original, framed }
  const write = async (role: 'original' | 'framed') => {
    const bytes = Buffer.concat([pictures[role], Buffer.from(`${role} ${name}`)])
    const file = `${photoFolder(id)}/${role}-${sha256(bytes)}.jpg`
    await mkdir(join(kiosk.data, photoFolder(id)), { recursive: true })
    await writeFile(join(kiosk.data, file), bytes)
    return { file, sha256: sha256(bytes), bytes: bytes.length }
  }
  kiosk.photos.kept(id, await write('original'), moment())
  kiosk.photos.framed(id, await write('framed'), moment())
  kiosk.ledger.answer(yes(id), moment())
  return id
}
