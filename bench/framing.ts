import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import sharp from 'sharp'
import type { OutputName } from '../electron/frame/outputs.ts'
import { stationEnvironment, stationNodeFlags } from '../electron/supervisor.ts'
import { type BenchFramer, openFramer } from './engine.ts'
import { openFloor } from './peers/floor.ts'
import { openGd } from './peers/gd.ts'
import { openImageMagick } from './peers/imagemagick.ts'
import { openOurs } from './peers/ours.ts'
import { type Frame, NotInstalled, type Peer } from './peers/peer.ts'
import { openPillow } from './peers/pillow.ts'
import { type BenchPhoto, makePhotos } from './photos.ts'
import { median, round, within } from './statistics.ts'

interface Contest {
  readonly open: (frame: Frame, folder: string) => Promise<Peer>
  /** What ours may take of the peer's time: for each photo of `makePhotos`, or for all of them together. */
  readonly limits: readonly number[] | number
}

/** A command that is best now with a hint, now without, is met by meeting both. */
const post: Record<string, Contest> = {
  'the floor, djpeg + cjpeg': { open: openFloor, limits: [2.4, 1.4, 1.2] },
  'Pillow, as photobooths use it': { open: frame => openPillow(frame, 'usual'), limits: [0.6, 0.38, 0.44] },
  'Pillow, well written': { open: frame => openPillow(frame, 'tuned'), limits: [1, 0.9, 0.9] },
  'ImageMagick with hint': {
    open: (frame, folder) => openImageMagick(frame, folder, { hint: true }),
    limits: [0.3, 0.4, 0.54],
  },
  'ImageMagick without hint': {
    open: (frame, folder) => openImageMagick(frame, folder, { hint: false }),
    limits: [0.3, 0.4, 0.54],
  },
  'PHP GD': { open: openGd, limits: [0.4, 0.35, 0.4] },
}

const strip: Record<string, Contest> = {
  'Pillow, well written': { open: frame => openPillow(frame, 'tuned'), limits: 0.7 },
}

/** How far a peer's picture may be from ours, of 255: filters and the rounding of a half pixel differ, a missing step would be tens. */
const mostDifference = 3

/**
 * Our framing against other ways to do it, on the same photos and interleaved, so that a machine that is slower
 * for a while is slower for all. Then five hundred photos in a row: what they cost in memory, and how fast.
 */
export async function measureFraming() {
  await using folder = await memoryFolder()
  const photos = await makePhotos(folder.path)
  const missing = new Set<string>()
  const ofPost = await compare('post', post, photos, folder.path, missing)
  return {
    ...ofPost,
    'strip of four': await compare('strip', strip, photos, folder.path, missing),
    'five hundred photos': {
      'one after the other': await sustain(photos, 1),
      'four at a time': await sustain(photos, 4),
    },
    'peers not installed': [...missing].map(packages => `apt-get install ${packages}`),
  }
}

/** Ours divided by each peer's, medians; the pictures are checked first, so that nobody wins by doing less. */
async function compare(
  output: OutputName,
  contests: Record<string, Contest>,
  photos: readonly BenchPhoto[],
  folder: string,
  missing: Set<string>,
) {
  const framer = await openFramer(output)
  const frame: Frame = { ...framer, overlay: join(folder, 'overlay.png') }
  await writeFile(frame.overlay, framer.overlay)
  await sharp({ create: { width: 8, height: 8, channels: 3, background: '#888' } }).toFile(
    join(folder, 'tiny.jpg'),
  )
  const peers = { ours: await openOurs(output), ...(await openAll(contests, frame, folder, missing)) }
  const results: Record<string, unknown> = {}
  const medians: Record<string, number>[] = []
  for (const [i, photo] of photos.entries()) {
    const took = await race(peers, photo, framer, folder)
    const ms = Object.fromEntries(Object.entries(took).map(([peer, times]) => [peer, median(times)]))
    medians.push(ms)
    results[photo.name] = {
      'ms (median)': Object.fromEntries(Object.entries(ms).map(([peer, time]) => [peer, round(time, 1)])),
      'ours to theirs': toEach(contests, [ms], limits =>
        typeof limits === 'number' ? undefined : limits[i],
      ),
    }
  }
  results['all photos together, ours to theirs'] = toEach(contests, medians, limits =>
    typeof limits === 'number' ? limits : undefined,
  )
  for (const peer of Object.values(peers)) peer.close()
  return results
}

/** Our time divided by that of each peer that ran, beside its limit where it has one. */
function toEach(
  contests: Record<string, Contest>,
  medians: readonly Record<string, number>[],
  limitOf: (limits: Contest['limits']) => number | undefined,
) {
  const total = (peer: string) => medians.reduce((sum, ms) => sum + ms[peer]!, 0)
  return Object.fromEntries(
    Object.entries(contests)
      .filter(([peer]) => peer in medians[0]!)
      .map(([peer, { limits }]) => {
        const [ratio, limit] = [total('ours') / total(peer), limitOf(limits)]
        return [peer, limit === undefined ? round(ratio) : within(ratio, limit)]
      }),
  )
}

/** What each peer took for a photo, in milliseconds: one after the other in every round, the first only checked. */
async function race(peers: Record<string, Peer>, photo: BenchPhoto, framer: BenchFramer, folder: string) {
  const [ours, theirs] = [join(folder, 'ours.jpg'), join(folder, 'theirs.jpg')]
  const photos = framer.slots.map(() => photo.path)
  const took = Object.fromEntries(Object.keys(peers).map(name => [name, [] as number[]]))
  for (let round = -1; round < photo.rounds; round++) {
    for (const [name, peer] of Object.entries(peers)) {
      const out = name === 'ours' ? ours : theirs
      const ms = await peer.frame({ photos, ours, out })
      if (round < 0) await checkPicture(name, out, ours, framer)
      else took[name]!.push(ms)
    }
  }
  return took
}

async function openAll(
  contests: Record<string, Contest>,
  frame: Frame,
  folder: string,
  missing: Set<string>,
): Promise<Record<string, Peer>> {
  const peers: Record<string, Peer> = {}
  for (const [name, { open }] of Object.entries(contests)) {
    try {
      peers[name] = await open(frame, folder)
    } catch (error) {
      if (!(error instanceof NotInstalled)) throw error
      missing.add(error.packages)
    }
  }
  return peers
}

/** Throws when a peer's picture is not of the right size, or not much the same as ours. */
async function checkPicture(peer: string, theirs: string, ours: string, { width, height }: BenchFramer) {
  const [a, b] = await Promise.all([sharp(theirs).metadata(), coarse(ours)])
  if (a.width !== width || a.height !== height || a.channels !== 3) {
    throw new Error(`${peer} made ${a.width} × ${a.height}, not ${width} × ${height}`)
  }
  const other = await coarse(theirs)
  let sum = 0
  for (let i = 0; i < b.length; i++) sum += Math.abs(other[i]! - b[i]!)
  const difference = sum / b.length
  if (difference > mostDifference)
    throw new Error(`${peer} made another picture: ${round(difference)} of 255 away`)
}

/** A picture's pixels at a quarter of its size, where each filter's own way with a camera's noise is gone. */
async function coarse(path: string): Promise<Buffer> {
  const { width } = await sharp(path).metadata()
  return sharp(path)
    .resize(Math.round(width / 4))
    .toColourspace('srgb')
    .raw()
    .toBuffer()
}

/** See sustained.ts; in a process of its own, as the station runs in one. */
async function sustain(photos: readonly BenchPhoto[], atOnce: number) {
  const script = join(import.meta.dirname, 'sustained.ts')
  const paths = photos.map(({ path }) => path)
  const args = [...stationNodeFlags, script, String(atOnce), ...paths]
  const { stdout } = await promisify(execFile)(process.execPath, args, { env: stationEnvironment() })
  const { megabytesEarly, megabytesLate, perMinute } = JSON.parse(stdout)
  return {
    'resident memory after 500 photos to that after 50': within(megabytesLate / megabytesEarly, 1.3),
    'after 50, MB': round(megabytesEarly, 0),
    'after 500, MB': round(megabytesLate, 0),
    'photos per minute': round(perMinute, 0),
  }
}

/** A folder in memory where there is one, so that no disk is measured; removed at the end of the block. */
async function memoryFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'groundswell-bench-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}
