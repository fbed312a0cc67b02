import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type CertificateWatch, watchCertificate } from '../../../electron/share/certificate.ts'
import { day } from '../../../electron/system/time.ts'
import { temporaryFolder } from '../../support/station.ts'
import { type Certificate, makeCertificate, missingOpenssl } from '../../support/storage/certificate.ts'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
const watches: CertificateWatch[] = []
beforeEach(async () => {
  folder = await temporaryFolder()
})
afterEach(async () => {
  vi.useRealTimers()
  for (const watch of watches.splice(0)) watch.close()
  await folder[Symbol.asyncDispose]()
})

const file = (name: string) => join(folder.path, 'https', name)

async function put({ cert, key }: Certificate): Promise<void> {
  await mkdir(file(''), { recursive: true })
  await Promise.all([writeFile(file('certificate.pem'), cert), writeFile(file('key.pem'), key)])
}

async function watch(host?: string): Promise<CertificateWatch> {
  const log = pino({ enabled: false })
  const one = await watchCertificate({ dataFolder: folder.path, host, log, every: 20 })
  watches.push(one)
  return one
}

const codeOf = (one: CertificateWatch) => one.trouble()?.code ?? null

test('without files there is no TLS, and nothing to mend', async () => {
  const none = await watch()
  expect([none.now(), none.trouble()]).toEqual([null, null])
})

test.each([
  ['certificate.pem', 'CERTIFICATE_BROKEN'],
  ['key.pem', 'CERTIFICATE_BROKEN'],
])('a file that this account may not read stops no kiosk: %s', async (name, code) => {
  await mkdir(file(name), { recursive: true }) // a folder in its place: these tests may run as root, who may read all
  const one = await watch()
  expect([one.now(), codeOf(one)]).toEqual([null, code])
})

describe.skipIf(missingOpenssl)('a certificate', () => {
  test('whose key this account may not read does not serve, and the operator is told which it is', async () => {
    const { cert } = await makeCertificate({ names: 'DNS:a.example' })
    await mkdir(file('key.pem'), { recursive: true })
    await writeFile(file('certificate.pem'), cert)
    const one = await watch()
    expect([one.now(), codeOf(one)]).toEqual([null, 'CERTIFICATE_KEY'])
  })

  test('serves under its first name, and a renewed one is taken up by itself', async () => {
    await put(await makeCertificate({ names: 'DNS:a.example,DNS:b.example', days: 90 }))
    const one = await watch()
    expect([one.now()?.name, codeOf(one)]).toEqual(['a.example', null])
    await put(await makeCertificate({ names: 'DNS:c.example', days: 90 }))
    await expect.poll(() => one.now()?.name).toBe('c.example')
  })

  test('that is taken away is not used any more', async () => {
    await put(await makeCertificate({ names: 'DNS:a.example' }))
    const one = await watch()
    await rm(file(''), { recursive: true })
    await expect.poll(() => [one.now(), one.trouble()]).toEqual([null, null])
  })

  test('for every name below one serves under the name that the operator gives', async () => {
    await put(await makeCertificate({ names: 'DNS:*.brand.example', days: 90 }))
    expect((await watch('kiosk.brand.example')).now()?.name).toBe('kiosk.brand.example')
    const nameless = await watch()
    expect([nameless.now(), codeOf(nameless)]).toEqual([null, 'CERTIFICATE_NAME'])
  })

  test('for another address than that in the codes does not serve', async () => {
    await put(await makeCertificate({ names: 'DNS:a.example,IP:10.0.0.1', days: 90 }))
    const other = await watch('10.0.0.2')
    expect([other.now(), codeOf(other)]).toEqual([null, 'CERTIFICATE_NAME'])
    expect(other.trouble()?.details.names).toBe('a.example, 10.0.0.1')
  })

  test('whose key is another does not serve', async () => {
    const { cert } = await makeCertificate({ names: 'DNS:a.example' })
    await put({ cert, key: (await makeCertificate()).key })
    const unfit = await watch()
    expect([unfit.now(), codeOf(unfit)]).toEqual([null, 'CERTIFICATE_KEY'])
  })

  test.each([
    ['is no certificate', 'certificate.pem', 'CERTIFICATE_BROKEN'],
    ['has a key that is none', 'key.pem', 'CERTIFICATE_KEY'],
  ])('that %s does not serve', async (_, name, code) => {
    await put(await makeCertificate({ names: 'DNS:a.example' }))
    await writeFile(file(name), 'nonsense')
    const broken = await watch()
    expect([broken.now(), codeOf(broken)]).toEqual([null, code])
  })

  test.each([
    ['without its key', 'key.pem', 'CERTIFICATE_KEY'],
    ['that is missing beside its key', 'certificate.pem', 'CERTIFICATE_BROKEN'],
  ])('%s does not serve', async (_, name, code) => {
    await put(await makeCertificate({ names: 'DNS:a.example' }))
    await rm(file(name))
    expect(codeOf(await watch())).toBe(code)
  })

  test('stays in force while its files are half renewed, and the operator is told', async () => {
    await put(await makeCertificate({ names: 'DNS:a.example', days: 90 }))
    const one = await watch()
    const next = await makeCertificate({ names: 'DNS:b.example', days: 90 })
    await writeFile(file('certificate.pem'), next.cert)
    await expect.poll(() => codeOf(one)).toBe('CERTIFICATE_KEY')
    expect(one.now()?.name).toBe('a.example')
    await writeFile(file('key.pem'), next.key)
    await expect.poll(() => [one.now()?.name, codeOf(one)]).toEqual(['b.example', null])
  })

  test('stays in force when one that has ended is put in its place', async () => {
    await put(await makeCertificate({ names: 'DNS:a.example', days: 90 }))
    const one = await watch()
    const ended = await makeCertificate({ names: 'DNS:b.example', days: 2 })
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3 * day })
    await put(ended)
    await expect.poll(() => codeOf(one)).toBe('CERTIFICATE_DATES')
    expect(one.now()?.name).toBe('a.example')
  })

  test('is told of fourteen days before its end, and serves no day longer', async () => {
    await put(await makeCertificate({ names: 'DNS:a.example', days: 30 }))
    const one = await watch()
    const made = Date.now()
    const after = (days: number) => vi.useFakeTimers({ toFake: ['Date'], now: made + days * day })
    after(15)
    expect([codeOf(one), one.now() !== null]).toEqual([null, true])
    after(17)
    expect([codeOf(one), one.now() !== null]).toEqual(['CERTIFICATE_ENDS', true])
    after(31)
    expect([codeOf(one), one.now()]).toEqual(['CERTIFICATE_DATES', null])
    expect(codeOf(await watch())).toBe('CERTIFICATE_DATES')
    after(-1)
    expect(codeOf(await watch())).toBe('CERTIFICATE_DATES')
  })
})
