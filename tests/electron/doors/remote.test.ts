import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { VisitVerb } from '../../../electron/contract/visit.ts'
import { shareLimits } from '../../../electron/doors/share-door.ts'
import { type Doors, doorsOf, logOf, pathOf, spills } from '../../support/doors.ts'
import { type Kiosk, openKiosk } from '../../support/kiosk.ts'
import { linkIn } from '../../support/qr.ts'
import { ask, get, type RawAnswer } from '../../support/raw-http.ts'
import { type StationProcess, startStation, temporaryFolder } from '../../support/station.ts'

const folder = await temporaryFolder()
let station: StationProcess
let doors: Doors
let kiosk: Kiosk
/** Every address that a phone could lead at. */
const secrets = new Set<string>()

beforeAll(async () => {
  const event = { frames: ['noir'], modes: ['photo', 'strip'], looks: ['mono'], languages: ['de'] }
  await writeFile(join(folder.path, 'event.json'), JSON.stringify(event))
  station = await startStation({ data: folder.path })
  doors = doorsOf(station)
  kiosk = await openKiosk(station.ready)
}, 60_000)

beforeEach(() => kiosk.leave())

afterAll(async () => {
  kiosk.close()
  expect(await station.stop()).toBe(0)
  await folder[Symbol.asyncDispose]()
}, 30_000)

/** Each asker comes from an address of its own, so that none runs out of what an address may ask. */
let asker = 1
const nobody = () => `127.2.${Math.floor(++asker / 250)}.${(asker % 250) + 1}`

async function knock(path: string, from = nobody(), headers = {}, method = 'GET'): Promise<RawAnswer> {
  const answer = await ask({ port: doors.share, from }, get(path, headers).replace('GET', method))
  if (!answer) throw new Error(`${path} was cut`)
  return answer
}

async function post(path: string, fields: object = {}, headers = {}): Promise<RawAnswer> {
  const body = String(new URLSearchParams({ ...fields }))
  const own = { 'Content-Type': 'application/x-www-form-urlencoded', 'Content-Length': String(body.length) }
  const request = get(path, { ...own, 'Accept-Language': 'de', ...headers }).replace('GET', 'POST') + body
  const answer = await ask({ port: doors.share, from: nobody() }, request)
  if (!answer) throw new Error(`${path} was cut`)
  return answer
}

const hello = () => kiosk.call('kiosk.hello', {})
const hand = (verb: VisitVerb) => kiosk.call('visit.do', { verb })

/** What the welcome screen's code opens. */
async function offered(): Promise<string> {
  const { remote } = await hello()
  if (remote?.is !== 'offered') throw new Error('Nothing is offered')
  const path = pathOf(await linkIn(remote.qr))
  secrets.add(path)
  return path
}

/** A visit that a phone leads; gives the phone's address. */
async function led(): Promise<string> {
  await hand('begin')
  const { status, headers } = await post(await offered())
  expect(status).toBe(303)
  secrets.add(headers.location!)
  return headers.location!
}

const say = async (to: string, verb: string) => post(to, { at: (await hello()).visit.at, do: verb })

const isOver = ({ status, body }: RawAnswer) =>
  status === 404 && /This visit is over|Dieser Besuch ist vorbei/.test(String(body))

const numberOf = ({ body }: RawAnswer) => /data-number="(\d+)"/.exec(String(body))?.[1]

describe('the address in the code', () => {
  test('is taken by sending its form and not by a look; a preview keeps nobody from it', async () => {
    await hand('begin')
    const address = await offered()
    expect(address).toMatch(/^\/r\/[\w-]{22}$/)
    for (const method of ['GET', 'HEAD', 'GET'])
      expect((await knock(address, nobody(), {}, method)).status).toBe(200)
    expect(await hello()).toMatchObject({ remote: { is: 'offered' } })
    expect(await post(address)).toMatchObject({ status: 303 })
    expect(await hello()).toMatchObject({ remote: { is: 'led' }, visit: { at: 'expect', language: 'de' } })
  })

  test('leads one phone of many that race for it, and tells all others that it is over', async () => {
    await hand('begin')
    const address = await offered()
    const answers = await Promise.all(Array.from({ length: 12 }, () => post(address)))
    expect(answers.filter(({ status }) => status === 303)).toHaveLength(1)
    expect(answers.filter(isOver)).toHaveLength(11)
    expect(isOver(await knock(address))).toBe(true)
    expect(isOver(await post(address))).toBe(true)
  })

  test('is there on the welcome screen alone', async () => {
    await hand('begin')
    const address = await offered()
    await hand('agree')
    expect((await hello()).remote).toBeNull()
    expect(isOver(await post(address))).toBe(true)
  })
})

describe('the phone that leads', () => {
  test('goes the whole way with plain forms, and ends at the page of its photo', async () => {
    const lead = await led()
    expect(String((await knock(lead)).body)).toContain('Was mit eurem Foto geschieht')
    expect(await say(lead, 'agree')).toMatchObject({ status: 303, headers: { location: lead } })
    await post(lead, { at: 'live', frame: 'noir' })
    for (const mode of ['strip', 'photo']) {
      await post(lead, { at: 'live', mode })
      expect((await hello()).visit).toMatchObject({ at: 'live', picked: { mode, frame: 'noir' } })
    }
    await say(lead, 'count')
    await kiosk.call('visit.shutter', {})
    await post(lead, { at: 'review', look: 'mono' })
    expect((await hello()).visit).toMatchObject({ at: 'review', photo: { look: 'mono' } })
    const { headers } = await say(lead, 'keep')
    const { visit } = await hello()
    expect(headers.location).toBe('photo' in visit && pathOf(visit.photo.link))
    expect((await knock(headers.location!)).status).toBe(200)
    await say(lead, 'done')
    expect((await hello()).visit.at).toBe('thanks')
    await say(lead, 'again')
    expect(await hello()).toMatchObject({ visit: { at: 'count' }, remote: { is: 'led' } })
  })

  test('hears at once where the visit goes, and at its end that it is over', async () => {
    const lead = await led()
    const now = await knock(`${lead}/next`)
    expect(String(now.body)).toContain('data-at="expect"')
    expect(String(now.body)).not.toContain('<html')
    const next = knock(`${lead}/next?after=${numberOf(now)}`)
    await knock(lead) // whoever asked before is heard by then
    await hand('agree')
    expect(String((await next).body)).toContain('data-at="live"')
    const last = knock(`${lead}/next?after=${numberOf(await next)}`)
    await knock(lead)
    await hand('done')
    expect(await last).toMatchObject({ status: 200 })
    expect(String((await last).body)).toContain('Dieser Besuch ist vorbei')
    expect(isOver(await knock(`${lead}/next`))).toBe(true)
  })

  test.each(['begin', 'code', 'choose', 'back', 'shutter', 'timeout', '__proto__', ''])(
    'has no word "%s"',
    async verb => {
      const lead = await led()
      expect((await say(lead, verb)).status).toBe(400)
      expect((await hello()).visit.at).toBe('expect')
    },
  )

  test('is never taken at a word that was meant for another screen', async () => {
    const lead = await led()
    await hand('agree')
    expect((await post(lead, { at: 'expect', do: 'done' })).status).toBe(303)
    expect((await hello()).visit.at).toBe('live')
  })

  test('can have any language; the visit follows to those that the event has', async () => {
    const lead = await led()
    await post(lead, { at: 'expect', language: 'fr' })
    expect(String((await knock(lead)).body)).toContain('<html lang="fr"')
    expect((await hello()).visit).toMatchObject({ language: 'de' })
    await post(lead, { at: 'expect', language: 'en' })
    expect((await hello()).visit).toMatchObject({ language: 'en' })
    expect((await post(lead, { at: 'expect', language: 'xx' })).status).toBe(400)
  })

  test('opens nothing in the visit after, and cannot keep others from it', async () => {
    const before = await led()
    await hand('done')
    expect(isOver(await knock(before))).toBe(true)
    await hand('begin')
    const address = await offered()
    for (const dead of [await knock(before), await knock(`${before}/next`), await say(before, 'agree')])
      expect(isOver(dead)).toBe(true)
    expect((await hello()).visit.at).toBe('expect')
    expect((await post(address)).status).toBe(303)
  })

  test('has no part in one more photo that a hand on the kiosk asked for', async () => {
    const lead = await led()
    await say(lead, 'agree')
    await say(lead, 'count')
    await kiosk.call('visit.shutter', {})
    await say(lead, 'keep')
    await hand('again')
    expect((await hello()).remote).toBeNull()
    expect(isOver(await say(lead, 'cancel'))).toBe(true)
    expect((await hello()).visit.at).toBe('count')
  })

  test('is not led to a photo that a hand on the kiosk had taken: the code on the screen is for that', async () => {
    const lead = await led()
    await say(lead, 'agree')
    await hand('count')
    await kiosk.call('visit.shutter', {})
    expect((await say(lead, 'keep')).headers.location).toBe(lead)
    expect((await hello()).visit.at).toBe('takeaway')
    expect(String((await knock(lead)).body)).not.toContain('/s/')
  })

  test('gives way when the kiosk leads again, and another phone can take it then', async () => {
    const lead = await led()
    await kiosk.call('remote.end', {})
    expect(isOver(await say(lead, 'agree'))).toBe(true)
    expect((await post(await offered())).status).toBe(303)
  })

  test.each([
    ['from another site', 403, { Origin: 'http://evil.example' }],
    ['from another site, as its browser says', 403, { 'Sec-Fetch-Site': 'cross-site' }],
    ['that are no form', 415, { 'Content-Type': 'application/json' }],
    ['that are too large', 413, { 'Content-Length': String(shareLimits.form.bytes + 1) }],
  ])('is not moved by words %s', async (_, status, headers) => {
    const lead = await led()
    expect((await post(lead, { at: 'expect', do: 'agree' }, headers)).status).toBe(status)
    expect((await hello()).visit.at).toBe('expect')
  })

  test('is not moved by other methods', async () => {
    const lead = await led()
    for (const [method, path] of [
      ['PUT', lead],
      ['DELETE', lead],
      ['POST', `${lead}/next`],
    ] as const)
      expect((await knock(path, nobody(), {}, method)).status).toBe(405)
    expect(await hello()).toMatchObject({ visit: { at: 'expect' }, remote: { is: 'led' } })
  })
})

describe('a guesser', () => {
  const guess = () => `/r/${randomBytes(16).toString('base64url')}`

  test('learns from no answer whether there is anything', async () => {
    await led()
    const seen = async (path: string) => {
      const { status, body } = await knock(path)
      return { status, body: String(body) }
    }
    const one = await seen(guess())
    expect(one.status).toBe(404)
    for (const path of [guess(), `${guess()}/next`, '/r/', '/r/x', '/r/%00', `/r/${'x'.repeat(4000)}`])
      expect(await seen(path)).toEqual(one)
  })

  test('has to wait soon, and the phone that leads does not', async () => {
    const lead = await led()
    const from = nobody()
    const statuses: number[] = []
    for (let i = 0; i <= shareLimits.misses.burst; i++) statuses.push((await knock(guess(), from)).status)
    expect(statuses.filter(status => status === 404).length).toBeLessThanOrEqual(shareLimits.misses.burst + 1)
    expect(statuses.at(-1)).toBe(429)
    expect((await knock(lead, from)).status).toBe(200)
  })
})

test('no address of a phone is in the log, and no page holds anything of the machine', async () => {
  const lead = await led()
  expect(spills(await knock(lead), doors.secret)).toBe(false)
  const log = await logOf(folder.path)
  for (const path of secrets) expect(log).not.toContain(path.slice('/r/'.length))
})
