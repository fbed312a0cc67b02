/** Clocks that are far off: 26 hours for a worker and its storage, years for what was put off in the outbox. */
import { existsSync } from 'node:fs'
import { until } from '../../support/until.ts'
import { swiftCloud } from './cloud.ts'
import { endOf, kioskAt, startWorker } from './kiosk-at.ts'
import { type Outcome, Skipped } from './scenario.ts'

/** Debian's libfaketime, which gives the processes that load it another clock. */
const fakeTime = '/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1'

export async function clock(): Promise<Outcome> {
  if (!existsSync(fakeTime)) throw new Skipped('libfaketime is not installed (Debian: faketime)')
  await using cloud = await swiftCloud()
  const violations: string[] = []
  let acknowledged = 0
  for (const shift of ['+26h', '-26h']) {
    await using kiosk = await kioskAt({ target: cloud.target(), secret: cloud.secret })
    const id = await kiosk.allowed()
    // As a clock has noted it that was years ahead.
    const absurd = Date.now() + 10 * 365 * 86_400_000
    await kiosk.open().then(sync => sync[Symbol.asyncDispose]()) // it makes the outbox's rows
    kiosk.store.prepare('UPDATE outbox SET due = ?, lease_until = ?, owner = ?').run(absurd, absurd, 'nobody')
    const worker = startWorker(kiosk.data, { LD_PRELOAD: fakeTime, FAKETIME: shift })
    try {
      await kiosk.settled(60_000)
      const report = () =>
        JSON.parse(kiosk.store.prepare('SELECT report FROM storage').pluck().get() as string)
      const offset = await until('the offset to be reported', () => report().clockOffset as number, 30_000)
      if (Math.abs(Math.abs(offset) - 26 * 3_600_000) > 60_000)
        violations.push(`a clock that is ${shift} off is said to be ${offset} ms off`)
    } finally {
      worker.kill('SIGTERM')
      await endOf(worker)
    }
    violations.push(...kiosk.lacks(id, await cloud.everything()))
    acknowledged++
  }
  return { kills: 0, acknowledged, withdrawn: 0, violations }
}
