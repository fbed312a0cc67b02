/** Two stations of one name, by a copied data folder and by a name given twice: each is told of the other. */
import { cp } from 'node:fs/promises'
import { runCli } from '../../support/cli.ts'
import { swiftCloud } from './cloud.ts'
import { type KioskAt, kioskAt } from './kiosk-at.ts'
import type { Outcome } from './scenario.ts'

export async function twins(): Promise<Outcome> {
  await using cloud = await swiftCloud()
  const at = () => kioskAt({ target: cloud.target(), secret: cloud.secret })
  const violations: string[] = []
  {
    await using kiosk = await at()
    await kiosk.allowed()
    await runCli('sync', 'once', '--data', kiosk.data)
    const copy = kiosk.beside('copy')
    await cp(kiosk.data, copy, { recursive: true })
    violations.push(...(await untold('a copied folder', [kiosk.data, copy], [kiosk, kiosk])))
  }
  {
    await using one = await at()
    await using other = await at()
    violations.push(...(await untold('a name given twice', [one.data, other.data], [other, one])))
  }
  return { kills: 0, acknowledged: 1, withdrawn: 0, violations }
}

/** Both sync in turn; then each must have been told of its own twin, in words too. */
async function untold(
  what: string,
  folders: readonly [string, string],
  twins: readonly [KioskAt, KioskAt],
): Promise<string[]> {
  for (const data of [...folders, ...folders, folders[0]]) await runCli('sync', 'once', '--data', data)
  const violations: string[] = []
  for (const [index, data] of folders.entries()) {
    const kiosk = twins[index]!.ledger.station
    const { stdout, code } = await runCli('sync', 'status', '--data', data, '--json')
    const words = (await runCli('sync', 'status', '--data', data)).stdout
    if (JSON.parse(stdout).twin?.kiosk !== kiosk || code === 0 || !words.includes(kiosk))
      violations.push(`${what}: the status of ${data} does not name ${kiosk}: ${words}`)
  }
  return violations
}
