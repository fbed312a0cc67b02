import { mkdir, writeFile } from 'node:fs/promises'
import { get as getSecurely } from 'node:https'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { describe, expect, test } from 'vitest'
import { openKiosk } from '../support/kiosk.ts'
import { photo1080p } from '../support/photo.ts'
import { ask, dial, get, gone } from '../support/raw-http.ts'
import { runStation, startStation, temporaryFolder } from '../support/station.ts'
import { type CertificateOptions, makeCertificate, missingOpenssl } from '../support/storage/certificate.ts'

/** A data folder with a certificate for the share door; `key` stands in for its own. */
async function certifiedFolder(options: CertificateOptions, key?: string) {
  const folder = await temporaryFolder()
  const certificate = await makeCertificate(options)
  await mkdir(join(folder.path, 'https'))
  await writeFile(join(folder.path, 'https/certificate.pem'), certificate.cert)
  await writeFile(join(folder.path, 'https/key.pem'), key ?? certificate.key)
  return { ...certificate, ...folder }
}

/** What a phone is answered that trusts `cert`, and no other certificate. */
async function open(link: string, cert: string): Promise<{ status: number | undefined; body: Buffer }> {
  return new Promise((resolve, reject) => {
    getSecurely(link, { ca: cert, agent: false }, response => {
      buffer(response).then(body => resolve({ status: response.statusCode, body }), reject)
    }).on('error', reject)
  })
}

/** What a station says that starts in `data` and ends once it was ready. */
async function said(data: string): Promise<string> {
  const { code, stderr, stdout } = await runStation({ data, env: { GROUNDSWELL_SUPERVISED: '1' } })
  expect([code, stderr]).toEqual([0, ''])
  return stdout
}

describe.skipIf(missingOpenssl)('a station with a certificate', () => {
  test('gives photos over HTTPS, sends plain HTTP there, and hangs up on what is neither', async () => {
    await using folder = await certifiedFolder({ days: 90 })
    const station = await startStation({ data: folder.path })
    try {
      const kiosk = await openKiosk(station.ready)
      const { id, link } = await kiosk.shutter()
      expect(link).toMatch(/^https:\/\/127\.0\.0\.1:\d+\/s\/[\w-]{22}$/)
      await kiosk.send(id, photo1080p)
      expect((await open(`${link}/ready`, folder.cert)).status).toBe(200)
      expect(String((await open(link, folder.cert)).body)).toContain('data-state="picture"')
      const { body } = await open(`${link}/photo.jpg`, folder.cert)
      expect(body.subarray(0, 3)).toEqual(Buffer.from([0xff, 0xd8, 0xff]))

      const port = Number(new URL(link).port)
      for (const question of ['', '/photo.jpg?save']) {
        const plain = await ask({ port }, get(new URL(link).pathname + question, { Host: 'evil.example' }))
        expect(plain).toMatchObject({ status: 307, headers: { location: link + question } })
      }
      const lost = await dial({ port })
      lost.write(Buffer.from([22, 3, 1, 0, 5, 1, 2, 3, 4, 5]))
      await gone(lost.resume())
      await dial({ port }) // says nothing: the station must not wait for it when it stops
      kiosk.close()
    } finally {
      expect(await station.stop()).toBe(0)
    }
  }, 30_000)

  test('whose key does not fit says so, and gives photos without HTTPS', async () => {
    const { key } = await makeCertificate()
    await using folder = await certifiedFolder({ days: 90 }, key)
    const words = await said(folder.path)
    expect(words).toMatch(
      /The key in .+key\.pem does not fit .+ Until then phones get their photos without HTTPS\./,
    )
    expect(words).toMatch(/"share":"http:/)
  }, 30_000)

  test('that ends soon says so, and gives photos over HTTPS', async () => {
    await using folder = await certifiedFolder({ days: 5 })
    const words = await said(folder.path)
    expect(words).toMatch(/The certificate in .+ ends on \d{4}-\d\d-\d\d\. Renew it before/)
    expect(words).toMatch(/"share":"https:/)
  }, 30_000)
})
