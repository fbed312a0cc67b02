import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { PutBucketPolicyCommand } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Photo } from '../../../electron/capture/photos.ts'
import { openAnswers } from '../../../electron/consent/answers.ts'
import { openStaticPages } from '../../../electron/share/static-page.ts'
import { layoutFor, receivedKey } from '../../../electron/sync/layout.ts'
import { openRequests } from '../../../electron/sync/requests.ts'
import { type DropForm, type Target, TargetProblem } from '../../../electron/sync/target.ts'
import { openFolder } from '../../../electron/sync/targets/folder.ts'
import { sha256 } from '../../../electron/system/files.ts'
import { moment } from '../../../electron/system/time.ts'
import { yes } from '../../support/answers.ts'
import { type KioskFolder, kioskFolder } from '../../support/kiosk-folder.ts'
import { projectRoot } from '../../support/station.ts'
import { type Ceph, missingCeph, startCeph } from '../../support/storage/ceph.ts'
import { plainClient, type S3Server } from '../../support/storage/s3-server.ts'
import { listed, s3Storage } from '../../support/storage/s3-storage.ts'
import { targetParts } from '../../support/storage/storage.ts'
import { missingSwift, startSwift } from '../../support/storage/swift.ts'

const layout = layoutFor('hall-a')
const address = 'https://photos.example.org'
const log = { info() {} } as never

/** A kiosk's requests at a bucket of their own, with a photo that was allowed. */
async function kioskAt(server: S3Server, bucket: string) {
  await server.makeBucket(bucket)
  return kioskWith(() => s3Storage({ ...server, bucket }).open())
}

async function kioskWith(open: (kiosk: KioskFolder) => Target) {
  const kiosk = await kioskFolder()
  const target = open(kiosk)
  const { store, photos, ledger, gate, event } = kiosk
  const answers = await openAnswers({ store, photos, ledger, gate, event, broken: null })
  const pages = openStaticPages({ event, address })
  const id = await kiosk.take()
  ledger.answer(yes(id), moment())
  return {
    ...kiosk,
    ...{ target, id },
    photo: () => photos.find(id) as Photo,
    allowed: () => answers.given(id, Date.now()),
    requests: openRequests({ target, layout, photos, answers, pages, address, log }),
    async [Symbol.asyncDispose]() {
      target.close()
      await kiosk[Symbol.asyncDispose]()
    },
  }
}

/** Sends a form as a browser does that follows nothing. */
async function send({ address: to, fields }: DropForm, changes: Readonly<Record<string, string>> = {}) {
  const body = new FormData()
  for (const [name, value] of Object.entries({ ...fields, ...changes })) body.append(name, value)
  body.append('file', changes.file ?? '1')
  const { status, headers } = await fetch(to, { method: 'POST', body, redirect: 'manual' })
  return { status, location: headers.get('location') ?? '' }
}

/** A kiosk at a folder whose forms a server of its own takes: it leaves what is in them there, or does `otherwise`. */
async function kioskWithForms(otherwise?: (request: IncomingMessage, response: ServerResponse) => void) {
  const server = createServer(otherwise ?? take)
  let folder: Target
  async function take(request: IncomingMessage, response: ServerResponse) {
    const headers = { 'Content-Type': request.headers['content-type'] ?? '' }
    const form = await new Response(await buffer(request), { headers }).formData()
    const bytes = Buffer.from(String(form.get('file')))
    await folder.put(String(form.get('key')), { bytes, sha256: sha256(bytes), type: 'text/plain' })
    response.writeHead(303, { Location: address }).end()
  }
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  const kiosk = await kioskWith(({ beside }) => {
    mkdirSync(beside('storage'))
    folder = openFolder({ kind: 'folder', path: beside('storage') }, targetParts({ secret: '' }))
    const dropForm: Target['dropForm'] = (key, { from, until }) => ({
      ...{ address: `http://127.0.0.1:${port}/`, fields: { key, from: `${from}` }, until },
    })
    return { ...folder, dropForm }
  })
  return {
    ...kiosk,
    async [Symbol.asyncDispose]() {
      server.close()
      await kiosk[Symbol.asyncDispose]()
    },
  }
}

const left = async (target: Target) =>
  (await listed(target.list(layout.folders.requests))).map(({ key }) => key)

describe.skipIf(missingCeph)('a published page at Ceph', { timeout: 60_000 }, () => {
  let ceph: Ceph
  beforeAll(async () => {
    ceph = await startCeph()
  }, 60_000)
  afterAll(() => ceph[Symbol.asyncDispose]())

  test('takes back what was allowed, by a form without a server', async () => {
    await using kiosk = await kioskAt(ceph, 'take-back')
    const forms = await kiosk.requests.formsFor(kiosk.photo(), Date.now())
    const sent = await send(forms!['take-back'])
    expect(sent.status).toBe(303)
    expect(sent.location).toMatch(/^https:\/\/photos\.example\.org\/s\/received-en\?/)
    expect(kiosk.allowed()).toEqual(['screens'])
    await kiosk.requests.answer()
    expect(kiosk.allowed()).toEqual([])
    expect(await left(kiosk.target)).toEqual([])
  })

  test('has the photo erased', async () => {
    await using kiosk = await kioskAt(ceph, 'erase')
    const forms = await kiosk.requests.formsFor(kiosk.photo(), Date.now())
    await send(forms!.erase)
    await kiosk.requests.answer()
    expect(kiosk.photos.find(kiosk.id)).toBeUndefined()
    expect(kiosk.photos.erasing().map(({ id, erasing }) => [id, erasing])).toEqual([[kiosk.id, 'asked']])
    expect(await left(kiosk.target)).toEqual([])
  })

  test('has the same forms each time, so that the page stays the same', async () => {
    await using kiosk = await kioskAt(ceph, 'same')
    const first = await kiosk.requests.formsFor(kiosk.photo(), Date.now())
    expect(await kiosk.requests.formsFor(kiosk.photo(), Date.now())).toEqual(first)
    expect(await left(kiosk.target)).toEqual([]) // nor does the try stay
    expect(String(await kiosk.target.get(receivedKey('de')))).toContain('Der Wunsch ist angekommen')
  })

  test('has forms that can do nothing else, and nothing later', async () => {
    await using kiosk = await kioskAt(ceph, 'nothing-else')
    const forms = await kiosk.requests.formsFor(kiosk.photo(), Date.now())
    const form = forms!['take-back']
    const others = [
      { key: 'v1/records/station=hall-a/x.json' },
      { key: `${form.fields.key}x` },
      { success_action_redirect: 'https://elsewhere.example' },
      { file: 'x'.repeat(2_000) },
      { acl: 'public-read' },
      { 'Content-Type': 'text/html' },
      { 'x-amz-meta-of': 'somebody' },
    ]
    for (const changes of others) expect((await send(form, changes)).status).toBeGreaterThanOrEqual(400)
    const day = 24 * 60 * 60_000
    const over = { from: Date.now() - 2 * day, until: Date.now() - day }
    const late = kiosk.target.dropForm!(`${layout.folders.requests}late`, over, address)
    expect((await send(late)).status).toBe(403)
    expect(await left(kiosk.target)).toEqual([])
  })

  test('cannot be made to do anything by what else lies there', async () => {
    await using kiosk = await kioskAt(ceph, 'strange')
    const { put } = kiosk.target
    const mark = sha256(kiosk.photo().token).slice(0, 32)
    const strange = ['x.erase', `${'0'.repeat(32)}.take-back`, '.erase', 'erase', mark, `${mark}.publish`]
    for (const name of strange)
      await put(`${layout.folders.requests}${name}`, {
        bytes: Buffer.from('1'),
        type: 'text/plain',
        sha256: sha256('1'),
      })
    await kiosk.requests.answer()
    expect(kiosk.allowed()).toEqual(['screens'])
    // They may be another kiosk's.
    expect(await left(kiosk.target)).toHaveLength(strange.length)
  })

  test('can be read by everybody under the policy of the guide, and nothing else can', async () => {
    const guide = await readFile(join(projectRoot, 'docs/publishing.md'), 'utf8')
    const [, policy = ''] = /```json policy\n(.*?)```/s.exec(guide) ?? []
    await using kiosk = await kioskAt(ceph, 'policy')
    const Policy = policy.replaceAll('harbour-lights-photos', 'policy')
    await plainClient(ceph).send(new PutBucketPolicyCommand({ Bucket: 'policy', Policy }))
    const content = (text: string) => ({
      bytes: Buffer.from(text),
      sha256: '',
      type: 'text/html; charset=utf-8',
    })
    const page = content('a page')
    await kiosk.target.put('s/token', { ...page, sha256: sha256('a page'), publicFor: 300 })
    await kiosk.target.put('v1/records/one.json', { ...content('{}'), sha256: sha256('{}') })

    const at = (path: string, options?: RequestInit) => fetch(`${ceph.endpoint}/policy/${path}`, options)
    const read = await at('s/token')
    expect([read.status, await read.text()]).toEqual([200, 'a page'])
    expect(read.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(read.headers.get('cache-control')).toBe('public, max-age=300')
    expect((await at('v1/records/one.json')).status).toBe(403)
    expect((await at('?list-type=2&prefix=s/')).status).toBe(403)
    expect((await at('s/token', { method: 'PUT', body: 'x' })).status).toBe(403)
    expect((await at('s/token', { method: 'DELETE' })).status).toBe(403)
  })
})

test.skipIf(missingSwift)('a page at storage that takes no forms has none', async () => {
  await using swift = await startSwift()
  await using kiosk = await kioskAt(swift, 'no-forms')
  expect(await kiosk.requests.formsFor(kiosk.photo(), Date.now())).toBeNull()
})

describe('the forms of a page', () => {
  const day = 24 * 60 * 60_000

  test('are signed for less than seven days, and anew every three, for thirty days', async () => {
    await using kiosk = await kioskWithForms()
    const taken = Date.parse(kiosk.photo().reserved_at)
    const formsAt = (days: number) => kiosk.requests.formsFor(kiosk.photo(), taken + days * day)
    const spans: number[][] = []
    for (const days of [0, 2.9, 3, 13, 29.9]) {
      const { erase, renewAt } = (await formsAt(days))!
      spans.push([Number(erase.fields.from), erase.until, renewAt].map(time => (time - taken) / day))
    }
    expect(spans).toEqual([
      [0, 6, 3],
      [0, 6, 3],
      [3, 9, 6],
      [12, 18, 15],
      [27, 30, 30],
    ])
    expect(await formsAt(30)).toBeNull()
  })

  test('end with the link', async () => {
    await using kiosk = await kioskWithForms()
    const ends = Date.now() + day
    kiosk.photos.setExpiry(kiosk.id, new Date(ends).toISOString())
    expect((await kiosk.requests.formsFor(kiosk.photo(), Date.now()))?.erase.until).toBe(ends)
  })

  test('are not there where what answers in the storage’s place takes none, and the page goes all the same', async () => {
    for (const otherwise of [
      ({ socket }: IncomingMessage) => void socket.destroy(),
      (_: IncomingMessage, response: ServerResponse) => void response.writeHead(502).end(),
    ]) {
      await using kiosk = await kioskWithForms(otherwise)
      expect(await kiosk.requests.formsFor(kiosk.photo(), Date.now())).toBeNull()
    }
  })

  test('are not there where the kiosk may not remove what they leave', async () => {
    await using kiosk = await kioskWithForms()
    kiosk.target.remove = () => Promise.reject(new TargetProblem('refused', 'DELETE'))
    expect(await kiosk.requests.formsFor(kiosk.photo(), Date.now())).toBeNull()
  })
})

test('a request that cannot be removed holds up nobody else’s', async () => {
  await using kiosk = await kioskWithForms()
  const other = await kiosk.take()
  for (const photo of [kiosk.photo(), kiosk.photos.find(other)!])
    await send((await kiosk.requests.formsFor(photo, Date.now()))!.erase)
  kiosk.target.remove = () => Promise.reject(new TargetProblem('refused', 'DELETE'))
  await expect(kiosk.requests.answer()).rejects.toThrow('DELETE')
  expect(kiosk.photos.all()).toEqual([])
})

test('what lies there for nobody costs nothing but its name: no photo is looked at for it again', async () => {
  await using kiosk = await kioskWithForms()
  await send((await kiosk.requests.formsFor(kiosk.photo(), Date.now()))!.erase)
  kiosk.photos.beginErasing(kiosk.id, 'staff') // somebody else was first
  const all = vi.spyOn(kiosk.photos, 'all')
  for (let i = 0; i < 3; i++) await kiosk.requests.answer()
  expect(all).toHaveBeenCalledTimes(1)
  expect(await left(kiosk.target)).toHaveLength(1)
})
