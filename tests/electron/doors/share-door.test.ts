import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { socketPath } from '../../../electron/contract/events.ts'
import { photoPaths } from '../../../electron/contract/visit.ts'
import { openStore, type Store } from '../../../electron/store/open.ts'
import {
  type Doors,
  doorsOf,
  openPhoto,
  pathOf,
  spills,
  type TakenPhoto,
  takePhoto,
} from '../../support/doors.ts'
import { type Kiosk, openKiosk } from '../../support/kiosk.ts'
import { photo1080p } from '../../support/photo.ts'
import { answerFrom, ask, dial, get, type RawAnswer } from '../../support/raw-http.ts'
import { type StationProcess, startStation, temporaryFolder } from '../../support/station.ts'
import { until } from '../../support/until.ts'

const folder = await temporaryFolder()
let station: StationProcess
let doors: Doors
let kiosk: Kiosk
/** The station's own database, through a connection beside the station's. */
let store: Store
let photo: TakenPhoto

beforeAll(async () => {
  station = await startStation({ data: folder.path })
  doors = doorsOf(station)
  kiosk = await openKiosk(station.ready)
  store = openStore(join(folder.path, 'groundswell.sqlite'))
  photo = await takePhoto(kiosk, doors.share)
}, 60_000)

afterAll(async () => {
  store.close()
  kiosk.close()
  expect(await station.stop()).toBe(0)
  await folder[Symbol.asyncDispose]()
}, 30_000)

/** Each asker comes from an address of its own, so that none runs out of what an address may ask. */
let asker = 1
const nobody = () => `127.1.${Math.floor(++asker / 250)}.${(asker % 250) + 1}`

const knock = async (path: string, headers: Readonly<Record<string, string>> = {}, method = 'GET') => {
  const answer = await ask({ port: doors.share, from: nobody() }, get(path, headers).replace('GET', method))
  if (!answer) throw new Error(`${path} was cut`)
  return answer
}

const unknownPage = () => `/s/${randomBytes(16).toString('base64url')}`

/** All of an answer that the asker can see, but for the time. */
function seen({ status, headers, body }: RawAnswer) {
  const { date: _, ...rest } = headers
  return { status, headers: rest, body: body.toString('latin1') }
}

describe('a link', () => {
  test('opens its own page and its own picture', async () => {
    const page = await knock(photo.page)
    expect(page).toMatchObject({ status: 200, headers: { 'content-type': 'text/html; charset=utf-8' } })
    const picture = await knock(`${photo.page}/photo.jpg`)
    expect(picture).toMatchObject({ status: 200, headers: { 'content-type': 'image/jpeg' } })
    expect(picture.body.subarray(0, 3)).toEqual(Buffer.from([0xff, 0xd8, 0xff]))
    expect((await knock(`${photo.page}/ready`)).status).toBe(200)
  })

  test('tells nothing of the photo that its owner does not need: no id, no other link', async () => {
    const { body } = await knock(photo.page)
    expect(String(body)).not.toContain(photo.id)
    expect(
      String(body)
        .match(/\/s\/[\w-]{22}/g)
        ?.every(link => link === photo.page),
    ).toBe(true)
  })

  test('waits while its picture is on its way', async () => {
    const { id, link } = await kiosk.shutter()
    const page = pathOf(link)
    expect((await knock(`${page}/photo.jpg`)).status).toBe(425)
    const waiting = await dial({ port: doors.share, from: nobody() })
    const told = answerFrom(waiting)
    waiting.write(get(`${page}/ready`))
    await kiosk.send(id, photo1080p)
    expect((await told)?.status).toBe(200)
    expect(await openPhoto(doors.share, page)).not.toBeNull()
    waiting.destroy()
  }, 30_000)
})

describe('links that open nothing', () => {
  const kinds: Record<string, () => Promise<string>> = {
    'has expired': async () => {
      const { id, page } = await takePhoto(kiosk, doors.share)
      store
        .prepare('UPDATE photos SET expires_at = ? WHERE id = ?')
        .run(new Date(Date.now() - 1).toISOString(), id)
      return page
    },
    'was withdrawn': async () => {
      const { id, page } = await takePhoto(kiosk, doors.share)
      store.prepare('UPDATE photos SET withdrawn_at = ? WHERE id = ?').run(new Date().toISOString(), id)
      return page
    },
    'was withdrawn before its picture came': async () => {
      const { id, link } = await kiosk.shutter()
      store.prepare('UPDATE photos SET withdrawn_at = ? WHERE id = ?').run(new Date().toISOString(), id)
      return pathOf(link)
    },
    'is one letter off': async () => turned(photo.page),
    'is in the wrong case': async () => `/s/${swapCase(photo.page.slice(3))}`,
    'is a letter short': async () => photo.page.slice(0, -1),
    'is a letter long': async () => `${photo.page}A`,
    "is the photo's id": async () => `/s/${photo.id}`,
    'asks the database': async () => "/s/'%20OR%20'1'='1",
    'is a wildcard': async () => '/s/______________________',
    'has half an escape': async () => `${photo.page}%`,
    'has a wrong escape': async () => `${photo.page}%zz`,
    'is escaped': async () => photo.page.replace(/.$/, last => `%${last.charCodeAt(0).toString(16)}`),
    'is __proto__': async () => '/s/__proto__',
    'is endless': async () => `/s/${'a'.repeat(6_000)}`,
  }

  test.each(Object.entries(kinds))(
    'are answered the same, byte by byte, when it %s',
    async (_, make) => {
      const [path, unknown] = [await make(), unknownPage()]
      for (const what of ['', '?x', '/photo.jpg', '/photo.jpg?save', '/ready'])
        for (const headers of [{}, { 'Accept-Language': 'de-DE,de' }])
          for (const method of ['GET', 'HEAD']) {
            const answer = seen(await knock(path + what, headers, method))
            expect(answer).toEqual(seen(await knock(unknown + what, headers, method)))
            expect(answer.status).toBe(404)
          }
    },
    30_000,
  )

  test('and phones that were waiting when a link was withdrawn never get its picture', async () => {
    const { id, link } = await kiosk.shutter()
    const page = pathOf(link)
    const waiting = await dial({ port: doors.share, from: nobody() })
    waiting.write(get(`${page}/ready`))
    store.prepare('UPDATE photos SET withdrawn_at = ? WHERE id = ?').run(new Date().toISOString(), id)
    await kiosk.send(id, photo1080p)
    expect([204, 404]).toContain((await answerFrom(waiting))?.status)
    expect((await knock(`${page}/photo.jpg`)).status).toBe(404)
    waiting.destroy()
  }, 30_000)
})

describe('the door', () => {
  test.each([
    '/',
    '',
    '*',
    '/s',
    '/s/',
    '/s/?',
    '/s//',
    '/S/',
    '/s/*',
    '/s/.',
    '/s/..',
    '/s/../s/',
    '/s/%2e%2e/',
    '/s/..\\..',
    '/s/index.html',
    '/photos',
    '/photos/',
    '/index.html',
    '/favicon.ico',
    '/robots.txt',
    '/.well-known/security.txt',
    '/../package.json',
    '/%2e%2e/package.json',
    '//etc/passwd',
    'http://127.0.0.1/s/',
    '/photo.jpg',
    '/ready',
  ])('lists nothing at %s', async path => {
    if (path === '') expect((await knock(path)).status).toBe(400)
    else expect(seen(await knock(path))).toEqual(seen(await knock(unknownPage())))
  })

  test('has no address in common with the kiosk door, not even for the kiosk itself', async () => {
    const { id } = photo
    const { Cookie } = doors.own
    const paths = [
      `/enter?key=${doors.secret}`,
      '/kiosk/',
      '/kiosk/index.html',
      '/frame/overlay.png',
      socketPath,
      photoPaths.original(id),
      photoPaths.framed(id),
    ]
    for (const path of paths)
      expect(seen(await knock(path, { Cookie }))).toEqual(seen(await knock(unknownPage())))
    const upgrade = {
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': 'AAAAAAAAAAAAAAAAAAAAAA==',
    }
    expect((await knock(socketPath, { ...doors.own, ...upgrade })).status).toBe(404)
    expect((await knock(photo.page, upgrade)).status).toBe(200)
  })

  test.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE'])('takes no %s', async method => {
    for (const path of [photo.page, unknownPage(), photoPaths.original(photo.id)]) {
      const answer = await knock(path, { 'Content-Length': '0' }, method)
      expect(answer).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } })
      expect(Object.keys(answer.headers).join()).not.toContain('access-control')
    }
  })

  test('makes no tunnel', async () => {
    const tunnel = get('127.0.0.1:1', {}).replace('GET', 'CONNECT')
    expect(await ask({ port: doors.share, from: nobody() }, tunnel)).toBeNull()
  })

  test('gives HEAD the headers of GET and no body', async () => {
    for (const path of [photo.page, `${photo.page}/photo.jpg`]) {
      const head = await knock(path, {}, 'HEAD')
      expect(head.body.length).toBe(0)
      expect(seen(head).headers).toEqual(seen(await knock(path)).headers)
    }
  })

  test('never lets a name in Accept-Language choose anything but a language', async () => {
    for (const wish of ['constructor', '__proto__', 'hasOwnProperty', ','.repeat(5_000), '-;-;', '\xff']) {
      const headers = { 'Accept-Language': wish }
      expect((await knock(photo.page, headers)).status).toBe(200)
      expect(seen(await knock(unknownPage(), headers))).toEqual(seen(await knock(unknownPage())))
    }
  })

  test('keeps what it sends out of caches, frames, search engines and other sites', async () => {
    const reserved = pathOf((await kiosk.shutter()).link)
    const answers = {
      page: await knock(photo.page),
      picture: await knock(`${photo.page}/photo.jpg`),
      ready: await knock(`${photo.page}/ready`),
      early: await knock(`${reserved}/photo.jpg`),
      unknown: await knock(unknownPage()),
      method: await knock(photo.page, {}, 'POST'),
      busy: await refusal(),
    }
    for (const [name, answer] of Object.entries(answers)) {
      expect(answer.headers, name).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-resource-policy': 'same-origin',
        'cross-origin-opener-policy': 'same-origin',
        'cache-control': 'no-store',
      })
      expect(answer.headers['set-cookie'], name).toBeUndefined()
      expect(spills(answer, doors.secret), name).toBe(false)
    }
    for (const answer of [answers.page, answers.unknown, answers.busy]) {
      const policy = answer.headers['content-security-policy']
      for (const part of [
        "default-src 'none'",
        "frame-ancestors 'none'",
        "form-action 'none'",
        "base-uri 'none'",
      ])
        expect(policy).toContain(part)
      expect(policy).not.toMatch(/unsafe|\*|data:|https?:/)
      expect(answer.headers['x-robots-tag']).toBe('noindex')
    }
    expect(answers.busy).toMatchObject({ status: 429, headers: { 'retry-after': '60' } })
  }, 30_000)

  /** What an address is told that has guessed too often. */
  async function refusal(): Promise<RawAnswer> {
    const from = nobody()
    return until('a refusal', async () => {
      const answer = await ask({ port: doors.share, from }, get(unknownPage()))
      return answer?.status === 429 ? answer : null
    })
  }
})

/** The page's address with one letter of its token changed. */
function turned(page: string): string {
  return page.replace(/.$/, last => (last === 'A' ? 'Q' : 'A'))
}

function swapCase(text: string): string {
  return text.replace(/[a-z]/gi, letter =>
    letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
  )
}
