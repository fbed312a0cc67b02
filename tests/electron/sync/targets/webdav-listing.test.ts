import { expect, test } from 'vitest'
import { entriesOf } from '../../../../electron/sync/targets/webdav-listing.ts'

const address = 'https://cloud.example.org/remote.php/dav/files/k%C3%BChl/v1/'

/** As Nextcloud (sabre/dav) answers: its own prefix, quotes as entities, and apart what an entry does not have. */
const nextcloud = `<?xml version="1.0"?>
<d:multistatus xmlns:d="DAV:" xmlns:oc="http://owncloud.org/ns">
  <d:response>
    <d:href>/remote.php/dav/files/k%c3%bchl/v1/</d:href>
    <d:propstat>
      <d:prop><d:resourcetype><d:collection/></d:resourcetype><d:getetag>&quot;a1&quot;</d:getetag></d:prop>
      <d:status>HTTP/1.1 200 OK</d:status>
    </d:propstat>
    <d:propstat><d:prop><d:getcontentlength/></d:prop><d:status>HTTP/1.1 404 Not Found</d:status></d:propstat>
  </d:response>
  <d:response>
    <d:href>/remote.php/dav/files/k%C3%BChl/v1/dt%3D2026-11-26/</d:href>
    <d:propstat><d:prop><d:getcontentlength/></d:prop><d:status>HTTP/1.1 404 Not Found</d:status></d:propstat>
    <d:propstat>
      <d:prop><d:resourcetype><d:collection/></d:resourcetype></d:prop>
      <d:status>HTTP/1.1 200 OK</d:status>
    </d:propstat>
  </d:response>
  <d:response>
    <d:href>/remote.php/dav/files/k%C3%BChl/v1/007</d:href>
    <d:propstat>
      <d:prop>
        <d:getlastmodified>Thu, 26 Nov 2026 10:00:00 GMT</d:getlastmodified>
        <d:getcontentlength>700</d:getcontentlength>
        <d:resourcetype/>
      </d:prop>
      <d:status>HTTP/1.1 200 OK</d:status>
    </d:propstat>
  </d:response>
  <d:response>
    <d:href>https://cloud.example.org/remote.php/dav/files/k%C3%BChl/v1/Tom%20&amp;%20J%C3%A9r%C3%B4me.jpg</d:href>
    <d:propstat>
      <d:prop><d:getcontentlength>0</d:getcontentlength><d:resourcetype/></d:prop>
      <d:status>HTTP/1.1 200 OK</d:status>
    </d:propstat>
  </d:response>
</d:multistatus>`

test('entries are read as Nextcloud gives them', async () => {
  expect(await entriesOf(Buffer.from(nextcloud), address)).toEqual([
    { name: 'dt=2026-11-26', bytes: null, changedAt: null },
    { name: '007', bytes: 700, changedAt: Date.UTC(2026, 10, 26, 10) },
    { name: 'Tom & Jérôme.jpg', bytes: 0, changedAt: null },
  ])
})

test('a list of thousands is read whole, however many of its characters are entities', async () => {
  const entries = Array.from(
    { length: 3_000 },
    (_, i) =>
      `<d:response><d:href>/v1/${i}</d:href><d:propstat><d:prop><d:getcontentlength>${i}</d:getcontentlength>` +
      `<d:resourcetype/><d:getetag>&quot;${i}&quot;</d:getetag></d:prop></d:propstat></d:response>`,
  )
  const answer = `<d:multistatus xmlns:d="DAV:">${entries.join('')}</d:multistatus>`
  expect(await entriesOf(Buffer.from(answer), 'http://127.0.0.1/v1/')).toHaveLength(3_000)
})

test.each([
  ['an entry of another folder', '<d:response><d:href>/v2/a</d:href></d:response>'],
  ['an entry of a folder below', '<d:response><d:href>/v1/a/b</d:href></d:response>'],
  ['an entry without a size', '<d:response><d:href>/v1/a</d:href></d:response>'],
  ['an entry without an address', '<d:response><d:x/></d:response>'],
])('%s is no list', async (_, response) => {
  const answer = Buffer.from(`<d:multistatus xmlns:d="DAV:">${response}</d:multistatus>`)
  await expect(entriesOf(answer, 'http://127.0.0.1/v1/')).rejects.toMatchObject({ kind: 'damaged' })
})

test.each(['', '<html><body>Please log in</body></html>', '{"error": 7}', '<d:multistatus'])(
  '%j is no list',
  async text => {
    await expect(entriesOf(Buffer.from(text), address)).rejects.toMatchObject({ kind: 'damaged' })
  },
)
