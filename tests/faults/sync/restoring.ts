/**
 * After an evening of kills the kiosk is lost. `groundswell restore` rebuilds its folder from the storage: photos,
 * bytes and answers are those that were acknowledged, the ledger verifies, and the sync goes on from there.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Purpose } from '../../../electron/contract/consent.ts'
import { sha256 } from '../../../electron/system/files.ts'
import { writeSecrets } from '../../../electron/system/secrets.ts'
import { runCli } from '../../support/cli.ts'
import { openKiosk } from '../../support/kiosk.ts'
import { startStation } from '../../support/station.ts'
import { until } from '../../support/until.ts'
import { readHistories } from './acknowledged.ts'
import { rowsOf } from './audit.ts'
import { type Cloud, swiftCloud } from './cloud.ts'
import { evening } from './evening.ts'
import { stationName } from './kiosk-at.ts'
import { picture } from './pictures.ts'
import type { Outcome, Scale } from './scenario.ts'

export async function restoring({ seed, isLong }: Scale): Promise<Outcome> {
  await using cloud = await swiftCloud()
  return await evening({
    ...{ cloud, seed, kills: isLong ? 30 : 3, lateness: 2_000, patience: 5_000, waits: isLong },
    afterwards: folder => restoreWrong(folder, cloud),
  })
}

interface Listed {
  readonly id: string
  readonly allowed: readonly Purpose[]
  readonly original: { readonly file: string; readonly sha256: string } | null
  readonly framed: { readonly file: string; readonly sha256: string } | null
}

async function restoreWrong(folder: string, cloud: Cloud): Promise<string[]> {
  const wrong: string[] = []
  const data = join(folder, 'restored')
  await mkdir(data)
  const settings = join(folder, 'restore.json')
  await writeFile(settings, JSON.stringify({ station: stationName, target: cloud.target() }))
  await writeSecrets(data, { storage: cloud.secret })
  const restored = await runCli('restore', '--from', settings, '--data', data)
  if (restored.code !== 0) return [`restore: ${restored.stdout}${restored.stderr}`]

  const before = await photosIn(join(folder, 'data'))
  const after = await photosIn(data)
  const histories = readHistories(await readFile(join(folder, 'acknowledged.jsonl'), 'utf8'))
  for (const [id, { allowed, original, framed }] of before) {
    const photo = after.get(id)
    const isPicture = allowed.some(purpose => purpose !== 'contact')
    if (allowed.length === 0) {
      if (photo) wrong.push(`${id}: restored, and nothing is allowed with it`)
      continue
    }
    if (String(photo?.allowed) !== String(allowed))
      wrong.push(`${id}: ${allowed} was allowed, and restored is ${photo?.allowed}`)
    if (isPicture)
      for (const [role, hash] of [
        ['original', histories.get(id)?.original ?? original?.sha256],
        ['framed', framed?.sha256],
      ] as const) {
        const bytes = await readFile(photo?.[role]?.file ?? '').catch(() => null)
        if (!bytes || sha256(bytes) !== hash) wrong.push(`${id}: its ${role} picture is not restored`)
      }
  }
  for (const id of after.keys()) if (!before.has(id)) wrong.push(`${id}: restored, and it was deleted`)
  const verified = await runCli('ledger', 'verify', '--data', data)
  if (verified.code !== 0) wrong.push(`restored ledger: ${verified.stdout}`)
  return [...wrong, ...(await syncsOn(data, cloud))]
}

/** A photo that is taken at the restored kiosk gets to the storage too. */
async function syncsOn(data: string, cloud: Cloud): Promise<string[]> {
  const bytes = picture()
  const station = await startStation({ data })
  try {
    const kiosk = await openKiosk(station.ready)
    const { id } = await kiosk.shutter({ given: ['social'] })
    const { status } = await kiosk.send(id, bytes)
    kiosk.close()
    if (status !== 201) return [`the restored kiosk answers ${status}`]
    const key = `v1/media/station=${stationName}/${id}/${sha256(bytes)}.jpg`
    const isThere = () =>
      rowsOf(data, `SELECT 1 FROM objects WHERE state = 'there' AND key = '${key}'`).length > 0
    await until('the new photo to be at the storage', isThere, 120_000)
    return (await cloud.everything()).get(key)?.equals(bytes) ? [] : [`${key} is not what was sent`]
  } finally {
    await station.stop()
  }
}

async function photosIn(data: string): Promise<Map<string, Listed>> {
  const { stdout } = await runCli('photos', '--data', data)
  return new Map((JSON.parse(stdout) as Listed[]).map(photo => [photo.id, photo]))
}
