/**
 * The key is revoked in the middle and given back; the bucket is deleted and made again. The sync says that it is shut,
 * does not storm the storage meanwhile, and goes on by itself.
 */

import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { request } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'
import { CreateBucketCommand, DeleteBucketCommand, DeleteObjectCommand } from '@aws-sdk/client-s3'
import { healthOf } from '../../../electron/sync/health.ts'
import { runCli } from '../../support/cli.ts'
import { type Answer, type Passing, startMiddleman } from '../../support/storage/middleman.ts'
import { until } from '../../support/until.ts'
import { swiftCloud } from './cloud.ts'
import { kioskAt, watching } from './kiosk-at.ts'
import type { Outcome, Scale } from './scenario.ts'

/** Requests of a shut sync in `watched` milliseconds: those that were under way, and a few probes. */
const mostRequests = 40
const watched = 8_000

export async function credentials({ isLong }: Scale): Promise<Outcome> {
  await using cloud = await swiftCloud()
  await using middleman = await startMiddleman(cloud.endpoint)
  await using kiosk = await kioskAt({ target: cloud.target(middleman.endpoint), secret: cloud.secret })
  const violations: string[] = []
  const notes: Record<string, number | string> = {}
  const ids: string[] = []
  const state = () => healthOf({ store: kiosk.store, freeHours: 1 }).state
  {
    await using sync = await kiosk.open({ lateness: 1_000, patience: 5_000 })
    await using _ = watching(sync)
    ids.push(await kiosk.allowed())
    await kiosk.settled(30_000)

    async function shutWhile(name: string, kind: string, shut: () => unknown, open: () => unknown) {
      await shut()
      for (let i = 0; i < 20; i++) ids.push(await kiosk.allowed())
      await until(`the sync to be ${kind}`, () => sync.condition.problem?.kind === kind, 30_000)
      const before = middleman.seen.length
      await pause(watched)
      const requests = middleman.seen.length - before
      notes[`${name}: requests in ${watched / 1000} s`] = requests
      if (requests > mostRequests) violations.push(`${name}: ${requests} requests in ${watched} ms`)
      if (state() !== 'shut') violations.push(`${name}: the health says ${state()}`)
      const from = performance.now()
      await open()
      await kiosk.settled(180_000)
      notes[`${name}: seconds until all was there`] = ((performance.now() - from) / 1000).toFixed(1)
    }

    await shutWhile(
      'revoked key',
      'refused',
      () => (middleman.meddle = passing => withoutKey(cloud.endpoint, passing)),
      () => (middleman.meddle = () => undefined),
    )
    const before = await cloud.everything()
    violations.push(...ids.flatMap(id => kiosk.lacks(id, before)))

    if (isLong)
      await shutWhile(
        'deleted bucket',
        'missing',
        async () => {
          for (const Key of before.keys())
            await cloud.client.send(new DeleteObjectCommand({ Bucket: cloud.bucket, Key }))
          await cloud.client.send(new DeleteBucketCommand({ Bucket: cloud.bucket }))
        },
        () => cloud.client.send(new CreateBucketCommand({ Bucket: cloud.bucket })),
      )
  }
  if (isLong) {
    // What lay in the bucket is missed by who looks, and sent again.
    await runCli('sync', 'verify', '--data', kiosk.data)
    await kiosk.once({ lateness: 1_000 })
    await kiosk.once({ lateness: 1_000 })
  }
  const storage = await cloud.everything()
  violations.push(...ids.flatMap(id => kiosk.lacks(id, storage)), ...kiosk.misbelieved(storage))
  return { kills: 0, acknowledged: ids.length, withdrawn: 0, violations, notes }
}

/** The server's own answer to a key that it does not know. */
async function withoutKey(server: string, { method, url, headers, body }: Passing): Promise<Answer> {
  const authorization = String(headers.authorization).replace('kiosk:sync', 'kiosk:gone')
  const asked = request(server + url, { method, headers: { ...headers, authorization }, agent: false })
  asked.on('error', () => {}) // Swift sends an end of chunks after the answer to a HEAD: too late to matter
  asked.end(body)
  const [answer] = (await once(asked, 'response')) as [IncomingMessage]
  return { status: answer.statusCode ?? 0, headers: answer.headers, body: await buffer(answer) }
}
