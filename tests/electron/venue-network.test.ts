/** The kiosk and a phone on a network between two machines, as at a venue: the phone's is a network namespace (Linux, as root). */
import { execFile, execFileSync } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openKiosk } from '../support/kiosk.ts'
import { photo1080p } from '../support/photo.ts'
import { type StationProcess, startStation, temporaryFolder } from '../support/station.ts'

const phone = `gwphone${process.pid}`
const [ourEnd, phoneEnd] = [`gwa${process.pid}`, `gwb${process.pid}`]
const [kioskAddress, phoneAddress] = ['10.213.77.1', '10.213.77.2']

const ip = (...args: string[]) => execFileSync('ip', args, { stdio: 'pipe' })
const onPhone = (...args: string[]) => ip('netns', 'exec', phone, 'ip', ...args)

function canMakeNetworks(): boolean {
  try {
    ip('netns', 'add', phone)
    return true
  } catch {
    return false // no Linux, not root, or no `ip`
  }
}

/** What a browser on the phone gets at `address`: the status and the text, or the system's code when nobody answers. */
async function get(address: string): Promise<{ status?: number; text?: string; code?: string }> {
  const script = `fetch(${JSON.stringify(address)}, { signal: AbortSignal.timeout(3000) })
    .then(async answer => ({ status: answer.status, text: await answer.text() }))
    .catch(error => ({ code: error.cause?.code ?? error.name }))
    .then(result => process.stdout.write(JSON.stringify(result)))`
  const args = ['netns', 'exec', phone, process.execPath, '-e', script]
  const { stdout } = await promisify(execFile)('ip', args, { maxBuffer: 2 ** 24 })
  return JSON.parse(stdout)
}

describe.runIf(canMakeNetworks())('on the network of a venue', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>
  let station: StationProcess

  beforeAll(async () => {
    ip('link', 'add', ourEnd, 'type', 'veth', 'peer', 'name', phoneEnd)
    ip('link', 'set', phoneEnd, 'netns', phone)
    ip('addr', 'add', `${kioskAddress}/24`, 'dev', ourEnd)
    ip('link', 'set', ourEnd, 'up')
    onPhone('addr', 'add', `${phoneAddress}/24`, 'dev', phoneEnd)
    onPhone('link', 'set', phoneEnd, 'up')
    folder = await temporaryFolder()
    station = await startStation({ data: folder.path, flags: ['--share-host', kioskAddress] })
  })
  afterAll(async () => {
    await station?.stop()
    await folder?.[Symbol.asyncDispose]()
    ip('netns', 'del', phone) // and its end of the cable, which takes ours with it
  })

  test('a phone opens its photo by the address in the code, and nothing of the kiosk itself', async () => {
    const kiosk = await openKiosk(station.ready)
    const { id, link } = await kiosk.shutter()
    await kiosk.send(id, photo1080p)
    expect(new URL(link).hostname).toBe(kioskAddress)
    await get(`${link}/ready`)
    const page = await get(link)
    expect(page.status).toBe(200)
    expect(page.text).toContain('photo.jpg')

    const { port, pathname, search } = new URL(station.ready.kiosk)
    expect(await get(`http://${kioskAddress}:${port}${pathname}${search}`)).toEqual({ code: 'ECONNREFUSED' })
    kiosk.close()
  })

  test('a cable that is pulled and put back leaves the kiosk and the link as they were', async () => {
    const kiosk = await openKiosk(station.ready)
    const { id, link } = await kiosk.shutter()
    await kiosk.send(id, photo1080p)
    onPhone('link', 'set', phoneEnd, 'down')
    expect(await get(link)).toHaveProperty('code')
    expect((await kiosk.call('kiosk.hello', {})).visit.at).toBe('takeaway')
    onPhone('link', 'set', phoneEnd, 'up')
    await expect.poll(async () => (await get(link)).status).toBe(200)
    kiosk.close()
  })
})
