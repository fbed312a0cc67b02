import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import type { Content, ProblemKind, Target, TargetParts } from '../../../../electron/sync/target.ts'
import { openS3 } from '../../../../electron/sync/targets/s3.ts'
import { openThrottle } from '../../../../electron/sync/throttle.ts'
import { sha256 } from '../../../../electron/system/files.ts'
import { makeCertificate, missingOpenssl } from '../../../support/storage/certificate.ts'
import { type Answer, startMiddleman } from '../../../support/storage/middleman.ts'
import { listed, s3Settings } from '../../../support/storage/s3-storage.ts'
import { targetParts } from '../../../support/storage/storage.ts'

const secret = 'the-secret-of-the-kiosk'
const bytes = Buffer.from('a picture')
const content: Content = { bytes, sha256: sha256(bytes), type: 'image/jpeg' }

function open(endpoint: string, parts: Partial<TargetParts> = {}): Target & Disposable {
  const settings = s3Settings({ endpoint, accessKey: 'kiosk', secret, bucket: 'photos' })
  const target = openS3(settings, targetParts({ secret, patience: 2_000 }, parts))
  return Object.assign(target, { [Symbol.dispose]: () => target.close() })
}

/** A server that answers the same to everything. */
async function serverThat(answer: Answer) {
  const server = await startMiddleman('http://127.0.0.1:1')
  server.meddle = () => answer
  return server
}

const errorOf = (code: string, message = 'Words.') =>
  `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`

test.each<[ProblemKind, number, string]>([
  ['refused', 403, 'AccessDenied'],
  ['refused', 403, 'InvalidAccessKeyId'],
  ['refused', 403, 'SignatureDoesNotMatch'],
  ['refused', 403, 'UserSuspended'],
  ['refused', 400, 'ExpiredToken'],
  ['refused', 400, 'AuthorizationHeaderMalformed'],
  ['missing', 404, 'NoSuchBucket'],
  ['missing', 301, 'PermanentRedirect'],
  ['full', 403, 'QuotaExceeded'],
  ['full', 400, 'EntityTooLarge'],
  ['full', 507, 'InsufficientStorage'],
  ['busy', 503, 'SlowDown'],
  ['busy', 500, 'InternalError'],
  ['busy', 429, 'TooManyRequests'],
  ['busy', 409, 'OperationAborted'],
  ['damaged', 400, 'BadDigest'],
  ['damaged', 400, 'XAmzContentSHA256Mismatch'],
  ['damaged', 400, 'IncompleteBody'],
  ['clock', 403, 'RequestTimeTooSkewed'],
  ['unexpected', 501, 'NotImplemented'],
  ['unexpected', 400, 'InvalidArgument'],
])('it is %s when a server answers %i %s, and the words say so', async (kind, status, code) => {
  await using server = await serverThat({ status, body: errorOf(code) })
  using target = open(server.endpoint)
  await expect(target.put('v1/a.jpg', content)).rejects.toMatchObject({
    name: 'TargetProblem',
    kind,
    message: `PUT ${server.endpoint}/photos/v1/a.jpg: ${code} (${status}) Words.`,
  })
})

test.each<[ProblemKind, number]>([
  ['busy', 502],
  ['busy', 503],
  ['busy', 429],
  ['full', 507],
  ['offline', 511],
  ['refused', 403],
  ['unexpected', 302],
])('it is %s when somebody before the server answers %i with a page for people', async (kind, status) => {
  const headers = { 'content-type': 'text/html' }
  await using server = await serverThat({ status, headers, body: '<html><body><p>Sorry<br></body></html>' })
  using target = open(server.endpoint)
  await expect(target.put('v1/a.jpg', content)).rejects.toMatchObject({ kind })
})

test('a log-in page that answers everything with success is taken for no storage', async () => {
  const headers = { 'content-type': 'text/html' }
  await using portal = await serverThat({ status: 200, headers, body: '<html><body>Welcome</body></html>' })
  using target = open(portal.endpoint)
  const large = Buffer.alloc(9_000_000)
  for (const call of [
    () => target.put('v1/a.jpg', content),
    () => target.put('v1/a.jpg', { bytes: large, sha256: sha256(large), type: 'image/jpeg' }),
    () => target.verify('v1/a.jpg', content),
    () => target.get('v1/a.jpg'),
    () => target.remove('v1/a.jpg'),
    () => listed(target.list('v1/')),
    () => target.probe(),
  ])
    await expect(call(), call.toString()).rejects.toMatchObject({ kind: 'damaged' })
})

test('what speaks no HTTP is taken for damage', async () => {
  await using server = await startMiddleman('http://127.0.0.1:1')
  server.meddle = () => 'babble'
  using target = open(server.endpoint)
  await expect(target.get('v1/a.jpg')).rejects.toMatchObject({ kind: 'damaged' })
})

test('a connection that is reset is offline', async () => {
  await using server = await startMiddleman('http://127.0.0.1:1')
  server.meddle = () => 'reset'
  using target = open(server.endpoint)
  await expect(target.put('v1/a.jpg', content)).rejects.toMatchObject({ kind: 'offline' })
})

test.each([0, 1_000_000_000])('a server that stops reading is offline, under a cap of %i too', async cap => {
  const server = createServer(socket => socket.pause()).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  using target = open(`http://127.0.0.1:${port}`, { patience: 500, throttle: openThrottle(cap) })
  // More than the system's own buffers take.
  const bytes = Buffer.alloc(8_000_000)
  const put = target.put('v1/a.jpg', { bytes, sha256: sha256(bytes), type: 'image/jpeg' })
  await expect(put).rejects.toMatchObject({ kind: 'offline' })
  server.close()
})

test('a name that no name server knows is offline (RFC 6761: .invalid is none)', async () => {
  using target = open('http://storage.invalid')
  await expect(target.get('v1/a.jpg')).rejects.toMatchObject({ kind: 'offline' })
})

test.skipIf(missingOpenssl)('a certificate that nobody vouches for is offline, and named', async () => {
  await using server = await startMiddleman('http://127.0.0.1:1', await makeCertificate())
  using target = open(server.endpoint)
  await expect(target.get('v1/a.jpg')).rejects.toMatchObject({
    kind: 'offline',
    message: expect.stringContaining('certificate'),
  })
  expect(server.seen).toEqual([])
})

test('a server that repeats what was signed does not bring it into our words', async () => {
  await using server = await startMiddleman('http://127.0.0.1:1')
  server.meddle = ({ headers }) => ({
    status: 403,
    body: errorOf('AccessDenied', String(headers.authorization)).replace(
      '</Error>',
      `<SignatureProvided>${headers.authorization}</SignatureProvided></Error>`,
    ),
  })
  using target = open(server.endpoint)
  const problem = await target.remove('v1/a.jpg').catch(error => error)
  const signature = /Signature=(\w{64})/.exec(String(server.seen[0]?.headers.authorization))![1]!
  const all = inspect(problem, { depth: Number.POSITIVE_INFINITY, showHidden: true })
  expect(problem).toMatchObject({ kind: 'refused' })
  expect(all).not.toContain(signature)
  expect(all).not.toContain(secret)
})
