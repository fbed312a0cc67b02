import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PutBucketPolicyCommand } from '@aws-sdk/client-s3'
import { openStoreToRead } from '../../electron/store/open.ts'
import { writeSecrets } from '../../electron/system/secrets.ts'
import { missingCeph, startCeph } from '../support/storage/ceph.ts'
import { plainClient } from '../support/storage/s3-server.ts'
import { until } from '../support/until.ts'
import { choose, expect, scan, takePhoto, test } from './booth.ts'

test.skip(missingCeph !== null, missingCeph ?? '')
test.slow() // a Ceph of its own, and a worker that looks every ten seconds

test('a published page, which has no server behind it, takes back what was allowed and deletes the photo', async ({
  booth,
}) => {
  await using ceph = await startCeph()
  await ceph.makeBucket('booth')
  const statement = {
    ...{ Effect: 'Allow', Principal: '*', Action: 's3:GetObject' },
    Resource: 'arn:aws:s3:::booth/s/*',
  }
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] })
  await plainClient(ceph).send(new PutBucketPolicyCommand({ Bucket: 'booth', Policy }))
  await booth.restartStation(async () => {
    const { endpoint, accessKey } = ceph
    const target = { kind: 's3', endpoint, accessKey, bucket: 'booth' }
    const settings = { station: 'hall-a', target, publicAddress: `${endpoint}/booth` }
    await writeFile(join(booth.data, 'sync.json'), JSON.stringify(settings))
    await writeSecrets(booth.data, { storage: ceph.secret })
  })
  const { page } = booth
  await takePhoto(page)
  const { pathname } = new URL(await scan(page))
  const address = `${ceph.endpoint}/booth${pathname.slice(pathname.lastIndexOf('/s/'))}`
  await choose(page)
  await page.getByRole('checkbox').first().click()
  await page.getByRole('button', { name: 'Yes to what we ticked' }).click()

  await until(
    'the page to say what is allowed',
    async () => (await textAt(address)).includes('take-back'),
    30_000,
  )
  const phone = await booth.phone(address, { locale: 'en', javaScriptEnabled: false })
  await phone.getByRole('button', { name: 'Take back what we allowed' }).click()
  await expect(phone.getByRole('heading', { name: 'Your request has arrived' })).toBeVisible()
  await until('it to be taken back', async () => !(await textAt(address)).includes('take-back'), 60_000)

  await phone.goto(address)
  await phone.getByText('Delete this photo everywhere').click()
  await phone.getByRole('button', { name: 'Delete it' }).click()
  await expect(phone.getByRole('heading', { name: 'Your request has arrived' })).toBeVisible()
  await until('the page to be gone', async () => !(await fetch(address)).ok, 60_000)
  await until('the photo to be gone from the kiosk', () => photosIn(booth.data) === 0, 30_000)
})

async function textAt(address: string): Promise<string> {
  const answer = await fetch(address)
  return answer.ok ? answer.text() : ''
}

function photosIn(data: string): unknown {
  const store = openStoreToRead(join(data, 'groundswell.sqlite'))
  try {
    return store.prepare('SELECT count(*) FROM photos').pluck().get()
  } finally {
    store.close()
  }
}
