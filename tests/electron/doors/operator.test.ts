import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { brandUploadPath } from '../../../electron/contract/brand.ts'
import { type CallName, calls, type Role } from '../../../electron/contract/calls.ts'
import { socketPath } from '../../../electron/contract/events.ts'
import { operatorSocketPath } from '../../../electron/contract/operator.ts'
import { pinFile } from '../../../electron/operator/pin.ts'
import { runCli } from '../../support/cli.ts'
import { type Doors, doorsOf, logOf } from '../../support/doors.ts'
import { openKiosk } from '../../support/kiosk.ts'
import { type OperatorPage, openOperatorPage } from '../../support/operator-page.ts'
import { ask, get } from '../../support/raw-http.ts'
import { projectRoot, type StationProcess, startStation, temporaryFolder } from '../../support/station.ts'
import { until } from '../../support/until.ts'

const folder = await temporaryFolder()
const pin = '24681357'
let station: StationProcess
let doors: Doors

beforeAll(async () => {
  station = await startStation({ data: folder.path })
  doors = doorsOf(station)
}, 30_000)

afterAll(async () => {
  expect(await station.stop()).toBe(0)
  await folder[Symbol.asyncDispose]()
}, 30_000)

/** What a call needs to be looked at by its handler, were the role right. */
const inputs: Partial<Record<CallName, object>> = {
  'visit.do': { verb: 'begin' },
  'visit.resume': { id: '0193a5a0-0000-7000-8000-000000000000' },
  'consent.answer': { given: [], people: 1, agreed: 1, children: false },
  'code.find': { code: 'ABC234' },
  'code.settle': { what: 'erase' },
  'kiosk.report': { level: 'info', what: 'x' },
  'operator.choose': { pin: '1357' },
  'operator.enter': { pin },
  'operator.pause': { paused: true },
  'operator.break': { isOn: false },
  'photo.find': { code: 'ABC234' },
  'photo.takeBack': { id: '0193a5a0-0000-7000-8000-000000000000' },
  'photo.erase': { id: '0193a5a0-0000-7000-8000-000000000000' },
  'settings.save': { changed: {} },
  'settings.shade': { field: 'accent', colour: '#ff7a59', ground: '#14110f' },
  'wipe.start': { dropOriginals: true },
  'wipe.read': { after: 0 },
}

/** The calls of other roles that `page` may make all the same. */
async function allowed(page: OperatorPage, role: Role): Promise<string[]> {
  const others = (Object.keys(calls) as CallName[]).filter(name => calls[name].role !== role)
  const answers = await Promise.all(
    others.map(name =>
      page.call(name, (inputs[name] ?? {}) as never).then(
        () => name,
        (error: Error) => (error.message === 'NOT_ALLOWED' ? null : `${name}: ${error.message}`),
      ),
    ),
  )
  return answers.filter(one => one !== null)
}

describe('before the PIN', () => {
  beforeEach(() => rm(join(folder.path, pinFile), { force: true }))

  test('the page learns whether there is one, and may do nothing else', async () => {
    const page = await openOperatorPage(doors)
    expect(await page.call('operator.hello', {})).toEqual({
      ...{ language: 'en', hasPin: false, isKioskOpen: false },
    })
    expect(await allowed(page, 'locked')).toEqual([])
    page.token = 'x'.repeat(43)
    expect(await allowed(page, 'locked')).toEqual([])
    page.close()
  })

  test.each(['', '123', '123456789', '12a4', ' 1234', '١٢٣٤', '-1234'])('"%s" is none', async came => {
    const page = await openOperatorPage(doors)
    await expect(page.call('operator.choose', { pin: came })).rejects.toThrow('CALL_INPUT')
    expect(await page.call('operator.hello', {})).toMatchObject({ hasPin: false })
    page.close()
  })

  test('it is chosen once, and only the command line lets it be chosen anew', async () => {
    const page = await openOperatorPage(doors)
    await page.call('operator.choose', { pin })
    await expect(page.call('operator.choose', { pin: '1357' })).rejects.toThrow('PIN_CHOSEN')
    const { code, stdout } = await runCli('operator', 'reset-pin', '--data', folder.path)
    expect([code, stdout]).toEqual([0, expect.stringContaining('next chooses a new one')])
    expect((await runCli('operator', 'reset-pin', '--data', folder.path)).stdout).toContain(
      'No PIN is chosen',
    )
    await page.call('operator.choose', { pin: '1357' })
    await expect(page.call('operator.enter', { pin })).rejects.toThrow('PIN_WRONG')
    page.close()
  })

  test('the door is closed to whoever does not hold the secret of the run', async () => {
    const upgrade = { Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Version': '13' }
    const key = { 'Sec-WebSocket-Key': 'AAAAAAAAAAAAAAAAAAAAAA==' }
    const knock = (headers: object, path = operatorSocketPath) =>
      ask({ port: doors.kiosk }, get(path, { ...doors.own, ...upgrade, ...key, ...headers }))
    expect((await knock({}))?.status).toBe(101)
    for (const headers of [{ Cookie: '' }, { Origin: 'http://evil.example' }, { Host: 'evil.example' }])
      expect((await knock(headers))?.status).toBe(403)
    expect((await knock({}, `${operatorSocketPath}/`))?.status).toBe(404)
  })
})

describe('after the PIN', () => {
  let page: OperatorPage

  beforeEach(async () => {
    await rm(join(folder.path, pinFile), { force: true })
    page = await openOperatorPage(doors)
    page.token = (await page.call('operator.choose', { pin })).token
    return () => page.close()
  })

  test('the page is shown how all is, and can move no visit', async () => {
    const glance = await page.call('operator.glance', {})
    expect(glance.levels).toEqual({
      ...{ sync: 'well', disk: expect.any(String), phones: 'well', door: 'well' },
      ...{ camera: 'well', clock: 'well', look: 'well', ledger: 'well', photos: 'well', stories: 'well' },
    })
    expect(glance).toMatchObject({ sync: { state: 'off' }, phones: { address: station.ready.share } })
    expect(await allowed(page, 'operator')).toEqual([])
  })

  test("the kiosk's page may not do what the operator may, even with what was given for the PIN", async () => {
    const kiosk = await openOperatorPage(doors, socketPath)
    kiosk.token = page.token
    expect(await allowed(kiosk, 'kiosk')).toEqual([])
    kiosk.close()
  })

  test('a link that is lost goes on with what was given, until the operator leaves', async () => {
    const again = await openOperatorPage(doors)
    again.token = page.token
    await again.call('operator.glance', {})
    await again.call('operator.leave', {})
    for (const one of [page, again])
      await expect(one.call('operator.glance', {})).rejects.toThrow('NOT_ALLOWED')
    again.close()
  })

  test('who types the PIN in another window is the operator there, and no longer here', async () => {
    const other = await openOperatorPage(doors)
    other.token = (await other.call('operator.enter', { pin })).token
    await other.call('operator.glance', {})
    await expect(page.call('operator.glance', {})).rejects.toThrow('NOT_ALLOWED')
    other.close()
  })

  test('a file of the brand is looked at, kept and shown to the operator alone; what is wrong is said in a code', async () => {
    const bring = async (body: Buffer, token = page.token) => {
      const { Cookie, Origin } = doors.own
      const answer = await fetch(Origin + brandUploadPath('logo', 'my mark.svg'), {
        ...{ method: 'PUT', body: new Uint8Array(body) },
        headers: { Cookie, Origin, Authorization: `Bearer ${token}` },
      })
      return { status: answer.status, body: await answer.text() }
    }
    const logo = await readFile(join(projectRoot, 'tests/fixtures/brand/light.svg'))
    expect((await bring(logo, 'x'.repeat(43))).status).toBe(403)
    expect(await readdir(join(folder.path, 'brand')).catch(() => [])).toEqual([])

    const wrong = await bring(Buffer.from('GIF89a'))
    expect([wrong.status, JSON.parse(wrong.body)]).toMatchObject([
      415,
      { code: 'BRAND_FILE_KIND', details: { file: 'my mark.svg', came: 'a GIF' } },
    ])
    const kept = await bring(logo)
    const { name, address } = JSON.parse(kept.body)
    expect([kept.status, await readdir(join(folder.path, 'brand'))]).toEqual([201, [name]])
    const shown = await ask({ port: doors.kiosk }, get(address, doors.own))
    expect([shown?.status, shown?.headers['content-type']]).toEqual([200, 'image/svg+xml'])
    expect((await ask({ port: doors.kiosk }, get(address, { ...doors.own, Cookie: '' })))?.status).toBe(403)
    expect((await ask({ port: doors.kiosk }, get(`/brand/${name}`, doors.own)))?.status).toBe(404)
  })

  test('nothing can be paused where there is no storage', async () => {
    await expect(page.call('operator.pause', { paused: true })).rejects.toThrow('SYNC_NOT_SET')
  })

  test('neither the PIN nor what was given for it is in the log', async () => {
    await page.call('operator.enter', { pin: '99999999' }).catch(() => {})
    const other = await openOperatorPage(doors)
    const { token } = await other.call('operator.enter', { pin })
    const log = await logOf(folder.path)
    for (const secret of [pin, '99999999', token, page.token ?? '']) expect(log).not.toContain(secret)
    expect(log).toContain('wrong PIN')
    other.close()
  })
})

describe("an operator's page in another window", () => {
  test('leaves the kiosk and its visit alone', async () => {
    const kiosk = await openKiosk(station.ready)
    await kiosk.call('visit.do', { verb: 'begin' })
    const page = await openOperatorPage(doors)
    expect(await page.call('operator.hello', {})).toMatchObject({ isKioskOpen: true })
    expect(await kiosk.call('visit.do', { verb: 'agree' })).toMatchObject({ at: 'live' })
    page.close()
    expect(await kiosk.call('visit.do', { verb: 'done' })).toEqual({ at: 'attract' })
    kiosk.close()
  })

  test("knows when the kiosk's page has gone", async () => {
    const kiosk = await openKiosk(station.ready)
    kiosk.close()
    const page = await openOperatorPage(doors)
    await until('the kiosk to be gone', async () => !(await page.call('operator.hello', {})).isKioskOpen)
    page.close()
  })
})

describe('a station of its own', () => {
  test('slows wrong PINs down, whichever page they come from, and the right one among them too', async () => {
    await using other = await temporaryFolder()
    const own = await startStation({ data: other.path })
    const first = await openOperatorPage(doorsOf(own))
    await first.call('operator.choose', { pin })
    for (let i = 0; i < 4; i++)
      await expect(first.call('operator.enter', { pin: `000${i}` })).rejects.toThrow('PIN_WRONG')
    await first.call('operator.enter', { pin }) // the right one in time: the count begins anew
    for (let i = 0; i < 5; i++)
      await expect(first.call('operator.enter', { pin: `000${i}` })).rejects.toThrow('PIN_WRONG')
    first.close()
    const second = await openOperatorPage(doorsOf(own))
    for (const guess of ['0006', pin])
      await expect(second.call('operator.enter', { pin: guess })).rejects.toThrow('TOO_MANY')
    second.close()
    await own.stop()
  }, 60_000)

  test("takes nothing that was given in yesterday's run, though its secret is the same", async () => {
    await using other = await temporaryFolder()
    const env = { GROUNDSWELL_SECRET: 'a-secret-that-a-supervisor-keeps' }
    const yesterday = await startStation({ data: other.path, env })
    const before = await openOperatorPage(doorsOf(yesterday))
    const { token } = await before.call('operator.choose', { pin })
    await yesterday.stop()
    const today = await startStation({ data: other.path, env })
    const page = await openOperatorPage(doorsOf(today))
    page.token = token
    await expect(page.call('operator.glance', {})).rejects.toThrow('NOT_ALLOWED')
    expect(await page.call('operator.hello', {})).toMatchObject({ hasPin: true })
    page.close()
    await today.stop()
  }, 60_000)
})
