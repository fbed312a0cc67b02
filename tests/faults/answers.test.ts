import { expect, test } from 'vitest'
import type { Purpose } from '../../electron/contract/consent.ts'
import { runCli } from '../support/cli.ts'
import { openKiosk } from '../support/kiosk.ts'
import { startStation, temporaryFolder } from '../support/station.ts'

/** Kills of one evening: each falls somewhere into a stream of answers. */
const kills = 5

test(`${kills} kills (-9) amid answers: what was acknowledged stands, nothing else does, and the chain holds`, async () => {
  await using folder = await temporaryFolder()
  const data = folder.path
  const answered = new Map<string, readonly Purpose[]>()
  const begun = new Set<string>()
  for (let kill = 0; kill < kills; kill++) {
    const station = await startStation({ data })
    const kiosk = await openKiosk(station.ready)
    const answering = (async () => {
      for (let i = 0; ; i++) {
        const given: Purpose[] = [['social'], ['screens', 'social'], []][i % 3] as Purpose[]
        const { id } = await kiosk.shutter()
        begun.add(id)
        await kiosk.call('consent.answer', { given, people: 1, agreed: 1, children: false })
        answered.set(id, given)
      }
    })()
    answering.catch(() => {})
    await new Promise(resolve => setTimeout(resolve, 300 + kill * 97))
    await station.kill()
    kiosk.close()
  }
  expect(answered.size).toBeGreaterThan(kills)

  const { code, stdout } = await runCli('ledger', 'verify', '--data', data)
  expect({ code, stdout }).toMatchObject({ code: 0 })
  const listed = JSON.parse((await runCli('photos', '--data', data)).stdout) as {
    id: string
    allowed: Purpose[]
  }[]
  for (const [id, given] of answered) expect(listed.find(photo => photo.id === id)?.allowed).toEqual(given)
  // Of the few that were under way when the plug was pulled, each was answered whole or not at all.
  for (const { id, allowed } of listed.filter(photo => !answered.has(photo.id))) {
    expect(begun.has(id) || allowed.length === 0).toBe(true)
    expect([[], ['social'], ['screens', 'social']]).toContainEqual(allowed)
  }
})
