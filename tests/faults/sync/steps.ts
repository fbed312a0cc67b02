/** The worker dies (kill -9) at each named step of an object, with what is to be put and with what is to go. */

import type { S3Cloud } from './cloud.ts'
import { swiftCloud } from './cloud.ts'
import { endOf, kioskAt, startWorker } from './kiosk-at.ts'
import { type Outcome, type Scale, together } from './scenario.ts'

/** At the so-many-th object: what is put are at least a picture, its wording, its record, and the ledger's file. */
const places = {
  put: { steps: ['noted', 'put', 'verified'], objects: [1, 2, 3, 4] },
  remove: { steps: ['removing', 'removed'], objects: [1, 2, 3] },
} as const

export async function steps({ isLong }: Scale): Promise<Outcome> {
  await using cloud = await swiftCloud()
  const outcomes: Outcome[] = []
  for (const what of ['put', 'remove'] as const)
    for (const object of isLong ? places[what].objects : [1])
      outcomes.push(
        ...(await Promise.all(places[what].steps.map(step => dieAt(cloud, what, `${step}:${object}`)))),
      )
  return together(...outcomes)
}

async function dieAt(cloud: S3Cloud, what: 'put' | 'remove', place: string): Promise<Outcome> {
  await using kiosk = await kioskAt({ target: cloud.target(), secret: cloud.secret })
  const id = await kiosk.allowed()
  if (what === 'remove') {
    await kiosk.once()
    kiosk.takeBack(id)
  }
  const worker = startWorker(kiosk.data, { WORKER_DIES: place, FAULTS_BOOK: kiosk.beside('deaths') })
  const limit = setTimeout(() => worker.kill('SIGTERM'), 60_000)
  const signal = await endOf(worker)
  clearTimeout(limit)
  // A minute later what the dead had taken for themselves is free again.
  kiosk.store.exec('UPDATE outbox SET lease_until = 0 WHERE lease_until IS NOT NULL')
  await kiosk.once()
  const storage = await cloud.everything()
  const wrong = [
    ...(signal === 'SIGKILL' ? [] : ['the worker never came there']),
    ...(what === 'remove' ? kiosk.stays(id, storage) : kiosk.lacks(id, storage)),
    ...kiosk.misbelieved(storage),
  ]
  const withdrawn = what === 'remove' ? 1 : 0
  return { kills: 1, acknowledged: 1, withdrawn, violations: wrong.map(one => `died at ${place}: ${one}`) }
}
