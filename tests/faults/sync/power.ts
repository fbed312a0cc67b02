/**
 * Power cuts: what the station has acknowledged is on its drive, and what the sync believes to lie at a folder on another
 * drive does lie there, whenever the plug is pulled.
 */
import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { openStore } from '../../../electron/store/open.ts'
import { ranks } from '../../../electron/sync/outbox.ts'
import { ifMissing, sha256 } from '../../../electron/system/files.ts'
import { runCli } from '../../support/cli.ts'
import { chances, seeded } from '../../support/random.ts'
import { startStation, temporaryFolder } from '../../support/station.ts'
import { openAcknowledged, readHistories } from './acknowledged.ts'
import { rowsOf } from './audit.ts'
import { furnish } from './evening.ts'
import { openGuests } from './guests.ts'
import { kioskAt, watching } from './kiosk-at.ts'
import { makePowerDrives, noPowerDrives, type PowerDrives, type Remains } from './power-drives.ts'
import { type Outcome, type Scale, Skipped, together } from './scenario.ts'

export async function power(scale: Scale): Promise<Outcome> {
  if (noPowerDrives) throw new Skipped(noPowerDrives)
  await using drives = await makePowerDrives()
  const idle = await cutWhenAllIsDone(drives, scale.isLong ? 10 : 1)
  return together(idle, await cutUnderLoad(drives, scale))
}

interface Believed {
  readonly key: string
  readonly sha256: string
  readonly photo: string | null
}

/** What the sync believes to lie at the storage, by the database of a drive that lost its power. */
function believedThere(data: string): Believed[] {
  const store = openStore(join(data, 'groundswell.sqlite')) // reads its write-ahead log in again
  try {
    return store.prepare<[], Believed>(`SELECT key, sha256, photo FROM objects WHERE state = 'there'`).all()
  } finally {
    store.close()
  }
}

/** The photos of which something was being taken down. */
function beingTakenDown(data: string): ReadonlySet<string> {
  const rows = rowsOf<{ photo: string }>(data, `SELECT photo FROM outbox WHERE rank = ${ranks.removal}`)
  return new Set(rows.map(({ photo }) => photo))
}

/** The worker says that all is there: then all of it is. */
async function cutWhenAllIsDone(drives: PowerDrives, rounds: number): Promise<Outcome> {
  const violations: string[] = []
  const target = { kind: 'folder', path: drives.storage }
  await using kiosk = await kioskAt({ target, place: join(drives.kiosk, 'idle') })
  await using sync = await kiosk.open()
  await using _ = watching(sync)
  for (let round = 0; round < rounds; round++) {
    const id = await kiosk.allowed()
    await kiosk.settled(30_000)
    // What the sync believes comes onto the kiosk's drive with whatever is written there next: a photo for nobody else.
    await kiosk.take()
    await kiosk.settled(30_000)
    await using remains = await drives.cut()
    const believed = believedThere(join(remains.kiosk, 'idle'))
    if (!believed.some(({ photo }) => photo === id)) violations.push(`${id}: its objects are forgotten`)
    for (const { key, sha256: hash } of believed) {
      const bytes = await readFile(join(remains.storage, key)).catch(ifMissing(null))
      if (bytes === null || sha256(bytes) !== hash)
        violations.push(
          `${key} is believed to lie at the storage, and ${bytes ? 'is another' : 'is missing'}`,
        )
    }
  }
  return { kills: rounds, acknowledged: rounds, withdrawn: 0, violations }
}

/** At random moments of an evening. */
async function cutUnderLoad(drives: PowerDrives, { seed, isLong }: Scale): Promise<Outcome> {
  const chance = chances(seeded(seed))
  await using folder = await temporaryFolder()
  const data = join(drives.kiosk, 'data')
  await furnish(data, { secret: '', target: () => ({ kind: 'folder', path: drives.storage }) })
  using log = openAcknowledged(join(folder.path, 'acknowledged.jsonl'))
  const guests = openGuests({ log, chance, largeOneIn: 40 })
  const station = await startStation({ data })
  const visiting = guests.visit(station)
  visiting.catch(() => {}) // it is awaited below
  const violations: string[] = []
  const cuts = isLong ? 40 : 2
  try {
    for (let cut = 0; cut < cuts; cut++) {
      await pause(500 + chance.below(3_000))
      const said = readFileSync(log.file, 'utf8')
      await using remains = await drives.cut()
      violations.push(...(await lostIn(remains, said, log.file)).map(one => `cut ${cut + 1}: ${one}`))
    }
  } finally {
    await station.kill()
    await visiting.catch(() => {})
  }
  const all = [...readHistories(readFileSync(log.file, 'utf8')).values()]
  const acknowledged = all.filter(({ original }) => original !== null).length
  const withdrawn = all.filter(one => one.takenBack > 0 || one.erased === 'yes').length
  return { kills: cuts, acknowledged, withdrawn, violations }
}

/** What was acknowledged before the cut (`said`) and is not in what remains. */
async function lostIn(remains: Remains, said: string, log: string): Promise<string[]> {
  const data = join(remains.kiosk, 'data')
  const believed = believedThere(data)
  const before = readHistories(said)
  const after = readHistories(readFileSync(log, 'utf8'))
  const lost: string[] = []
  const { stdout } = await runCli('photos', '--data', data)
  const listed = new Map((JSON.parse(stdout) as Listed[]).map(photo => [photo.id, photo] as const))
  for (const [id, { original, says, erased }] of before) {
    if (original === null || after.get(id)?.erased !== 'no') continue
    const photo = listed.get(id)
    const bytes = await readFile(photo?.original?.file ?? '').catch(ifMissing(null))
    if (!bytes || sha256(bytes) !== original) lost.push(`${id}: the original that was acknowledged`)
    // What somebody says at this moment may be there already.
    const isStill = JSON.stringify([...says]) === JSON.stringify([...after.get(id)!.says])
    for (const [purpose, answer] of says)
      if (isStill && erased === 'no' && answer !== 'unknown')
        if (photo?.allowed.includes(purpose) !== (answer === 'yes'))
          lost.push(`${id}: ${purpose} is ${answer}`)
  }
  const verified = await runCli('ledger', 'verify', '--data', data)
  if (verified.code !== 0) lost.push(`ledger verify: ${verified.stdout}`)
  const leaving = beingTakenDown(data)
  for (const { key, sha256: hash, photo } of believed) {
    // The storage lost its power a moment later: what was taken down or written anew in between may be so already.
    const now = photo === null ? null : after.get(photo)
    if (now && JSON.stringify([...now.says]) !== JSON.stringify([...(before.get(photo!)?.says ?? [])]))
      continue
    if ((now && now.erased !== 'no') || (photo && leaving.has(photo))) continue
    const bytes = await readFile(join(remains.storage, key)).catch(ifMissing(null))
    const isNamedByHash = !key.endsWith('.json') || key.startsWith('v1/wordings/')
    if (bytes === null) lost.push(`${key} is believed to lie at the storage, and is missing`)
    else if (isNamedByHash && sha256(bytes) !== hash) lost.push(`${key} is not what it should be`)
  }
  return lost
}

interface Listed {
  readonly id: string
  readonly allowed: readonly string[]
  readonly original: { readonly file: string } | null
}
