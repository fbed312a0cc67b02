/** The worker dies (kill -9) at each named step of an object, once with what is to be put, once with what is to go. */
import { swiftCloud } from './cloud.ts'
import { endOf, kioskAt, startWorker } from './kiosk-at.ts'
import type { Outcome, Scale } from './scenario.ts'

const putting = ['noted', 'put', 'verified'] as const
const removing = ['removing', 'removed'] as const

export async function steps({ isLong }: Scale): Promise<Outcome> {
  await using cloud = await swiftCloud()
  const violations: string[] = []
  let kills = 0
  let withdrawn = 0
  /** In the long form also at later objects of the photo: the record, the original. */
  const passes = isLong ? [1, 2, 3, 4] : [1]
  for (const step of [...putting, ...removing])
    for (const pass of passes) {
      await using kiosk = await kioskAt({ target: cloud.target(), secret: cloud.secret })
      const { store, data } = kiosk
      const id = await kiosk.allowed()
      const isRemoval = removing.some(one => one === step)
      if (isRemoval) {
        await kiosk.once()
        kiosk.takeBack(id)
        withdrawn++
      }
      const worker = startWorker(data, { WORKER_DIES: `${step}:${pass}`, FAULTS_BOOK: `${data}/../deaths` })
      const limit = setTimeout(() => worker.kill('SIGKILL'), 60_000)
      if ((await endOf(worker)) === 'SIGKILL') kills++
      clearTimeout(limit)
      // A minute later what the dead had taken for themselves is free again.
      store.exec('UPDATE outbox SET lease_until = 0 WHERE lease_until IS NOT NULL')
      await kiosk.once()
      const storage = await cloud.everything()
      const wrong = [
        ...(isRemoval ? kiosk.stays(id, storage) : kiosk.lacks(id, storage)),
        ...kiosk.misbelieved(storage),
      ]
      violations.push(...wrong.map(one => `died at ${step}: ${one}`))
    }
  return { kills, acknowledged: kills, withdrawn, violations }
}
