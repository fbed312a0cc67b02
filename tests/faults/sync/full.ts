/** Full drives: the storage's, and the kiosk's own. It says so, loses nothing, and goes on when there is room again. */
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { freeDisk } from '../../../electron/system/disk.ts'
import { sha256 } from '../../../electron/system/files.ts'
import { runCli } from '../../support/cli.ts'
import { openKiosk } from '../../support/kiosk.ts'
import { startStation } from '../../support/station.ts'
import { makeDrive, noDrives } from '../../support/storage/drive.ts'
import { missingSwift } from '../../support/storage/swift.ts'
import { until } from '../../support/until.ts'
import { rowsOf } from './audit.ts'
import { filesBelow, swiftCloud } from './cloud.ts'
import { furnish } from './evening.ts'
import { kioskAt, stationName, watching } from './kiosk-at.ts'
import { picture } from './pictures.ts'
import { type Outcome, Skipped, together } from './scenario.ts'

export async function full(): Promise<Outcome> {
  if (noDrives) throw new Skipped(noDrives)
  const storage = await fullStorage()
  return missingSwift ? storage : together(storage, await fullKiosk())
}

/** Fills a drive up to what is left over. */
async function fill(drive: string, leave: number): Promise<AsyncDisposable> {
  const file = join(drive, 'ballast')
  const { bytes } = await freeDisk(drive)
  // The last blocks are taken one by one: what does not fit as a whole is not begun.
  const write = (size: number) =>
    writeFile(file, Buffer.alloc(size), { flag: 'a' }).then(
      () => true,
      (error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOSPC') throw error
        return false
      },
    )
  await write(Math.max(0, bytes - leave))
  while (leave === 0 && (await write(512)));
  return { [Symbol.asyncDispose]: () => rm(file, { force: true }) }
}

async function fullStorage(): Promise<Outcome> {
  await using drive = await makeDrive(16)
  const path = join(drive.path, 'storage')
  await mkdir(path)
  await using kiosk = await kioskAt({ target: { kind: 'folder', path } })
  await using sync = await kiosk.open()
  await using _ = watching(sync)
  const ids = [await kiosk.allowed()]
  await kiosk.settled(30_000)
  const violations: string[] = []
  {
    await using _ = await fill(drive.path, 0)
    ids.push(await kiosk.allowed(), await kiosk.allowed())
    await until(
      'the sync to say that the storage is full',
      () => sync.condition.problem?.kind === 'full',
      30_000,
    )
    violations.push(...kiosk.lacks(ids[0]!, await filesBelow(path)))
  }
  const from = performance.now()
  await kiosk.settled(120_000)
  const seconds = (performance.now() - from) / 1000
  const there = await filesBelow(path)
  violations.push(...ids.flatMap(id => kiosk.lacks(id, there)), ...kiosk.misbelieved(there))
  for (const key of there.keys()) if (key.endsWith('.part')) violations.push(`left over: ${key}`)
  const notes = { secondsUntilItWentOn: seconds.toFixed(1) }
  return { kills: 0, acknowledged: ids.length, withdrawn: 0, violations, notes }
}

/** The station's own drive is full in the middle of photos; what it does not acknowledge, the page sends again. */
async function fullKiosk(): Promise<Outcome> {
  await using cloud = await swiftCloud()
  await using drive = await makeDrive(48)
  const data = join(drive.path, 'data')
  await furnish(data, cloud)
  const station = await startStation({ data })
  const violations: string[] = []
  const acknowledged = new Map<string, Buffer>()
  const refused = new Map<string, Buffer>()
  let turnedAway = 0
  const kiosk = await openKiosk(station.ready)
  const take = async () => {
    const bytes = picture(400_000)
    const { id } = await kiosk.shutter({ given: ['social'] })
    const { ok } = await kiosk.send(id, bytes)
    const into = ok ? acknowledged : refused
    into.set(id, bytes)
    await kiosk.leave()
  }
  try {
    await take()
    {
      await using _ = await fill(drive.path, 1_500_000)
      // At the end there is no room for a row either: then there is no photo, and nobody is told that there is one.
      for (let tries = 0; tries < 12; tries++) await take().catch(() => (turnedAway += 1))
    }
    if (refused.size + turnedAway === 0) violations.push('a full drive took every picture')
    for (const [id, bytes] of refused) {
      if ((await kiosk.send(id, bytes)).ok) acknowledged.set(id, bytes)
      else violations.push(`${id}: not taken though there is room again`)
    }
    kiosk.close()
    await until(
      'everything to be at the storage',
      async () => {
        const { stdout } = await runCli('sync', 'status', '--data', data, '--json')
        const { waiting, state } = JSON.parse(stdout)
        // What could not be framed for want of room is framed later.
        const kept = rowsOf(data, `SELECT 1 FROM photos WHERE stage = 'kept'`).length
        return kept === 0 && state === 'well' && Object.values(waiting).every(one => one === 0)
      },
      180_000,
    )
  } finally {
    await station.stop()
  }
  const storage = await cloud.everything()
  for (const [id, bytes] of acknowledged) {
    const key = `v1/media/station=${stationName}/${id}/${sha256(bytes)}.jpg`
    if (!storage.get(key)?.equals(bytes)) violations.push(`lost: ${key}`)
  }
  const verified = await runCli('ledger', 'verify', '--data', data)
  if (verified.code !== 0) violations.push(`ledger verify: ${verified.stdout}`)
  const notes = { refusedWhenFull: refused.size, turnedAwayWhenFull: turnedAway }
  return { kills: 0, acknowledged: acknowledged.size, withdrawn: 0, violations, notes }
}
