/**
 * A PUT that the client gave up lands after the photo was taken down and seen to be gone. What must not happen is that
 * it stays: it is removed a second time.
 */

import { type Passing, startMiddleman } from '../../support/storage/middleman.ts'
import { deliver } from '../../support/storage/weather.ts'
import { until } from '../../support/until.ts'
import { swiftCloud } from './cloud.ts'
import { kioskAt, watching } from './kiosk-at.ts'
import type { Outcome, Scale } from './scenario.ts'

const lateness = 2_500
const patience = 800

export async function zombie({ isLong }: Scale): Promise<Outcome> {
  await using cloud = await swiftCloud()
  await using middleman = await startMiddleman(cloud.endpoint)
  await using kiosk = await kioskAt({ target: cloud.target(middleman.endpoint), secret: cloud.secret })
  const violations: string[] = []
  const seconds: number[] = []
  const rounds = isLong ? 10 : 1
  for (let round = 0; round < rounds; round++) {
    await using sync = await kiosk.open({ lateness, patience })
    const id = await kiosk.allowed()
    const key = kiosk.framedKey(id)
    let held: Passing | undefined
    middleman.meddle = passing => {
      if (held || passing.method !== 'PUT' || !decodeURIComponent(passing.url).includes(key)) return undefined
      held = passing
      return 'hang'
    }
    await using _ = watching(sync)
    const state = () => sync.objects.get(key)?.state
    await until('the picture to be there by a second attempt', () => held && state() === 'there', 60_000)
    kiosk.takeBack(id)
    await until('the picture to be gone', () => (state() ?? 'gone') === 'gone', 60_000)
    const before = await cloud.everything()
    if (before.has(key)) violations.push(`${key} was not removed`)
    const from = performance.now()
    await deliver(cloud.endpoint, held!)
    if (!(await cloud.everything()).has(key)) throw new Error('the late write did not land')
    await kiosk.settled(60_000)
    seconds.push((performance.now() - from) / 1000)
    violations.push(...kiosk.stays(id, await cloud.everything()))
  }
  const notes = { secondsToSecondRemoval: Math.max(...seconds).toFixed(1) }
  return { kills: 0, acknowledged: rounds, withdrawn: rounds, violations, notes }
}
