import { hash } from 'node:crypto'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { clipNames } from '../../../electron/contract/clip.ts'
import { closeCodes, type StationMessage, socketPath } from '../../../electron/contract/events.ts'
import { overlayPath, photoPaths } from '../../../electron/contract/visit.ts'
import { type Doors, doorsOf, logOf, pathOf, spills, takePhoto } from '../../support/doors.ts'
import { openKiosk } from '../../support/kiosk.ts'
import { photo1080p } from '../../support/photo.ts'
import { ask, dial, get, type RawAnswer } from '../../support/raw-http.ts'
import { type StationProcess, startStation, temporaryFolder } from '../../support/station.ts'
import { until } from '../../support/until.ts'

const folder = await temporaryFolder()
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

type Headers = Readonly<Record<string, string>>

/** What comes of a request that the kiosk's page could make, with other headers. */
const knock = (headers: Headers, path = '/kiosk/') =>
  ask({ port: doors.kiosk }, get(path, { ...doors.own, ...headers }))

/** The same for the WebSocket. */
const knockAtSocket = (headers: Headers, path: string = socketPath) =>
  knock(
    {
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': 'AAAAAAAAAAAAAAAAAAAAAA==',
      ...headers,
    },
    path,
  )

const without = (name: keyof Doors['own'], path: string) => {
  const { [name]: _, ...rest } = doors.own
  return rawGet(path, Object.entries(rest))
}
const rawGet = (path: string, headers: readonly (readonly [string, string])[]) =>
  `GET ${path} HTTP/1.1\r\n${headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`

describe.runIf(process.platform === 'linux')('where it listens', () => {
  test('is 127.0.0.1 and no other address', async () => {
    const listening = await readFile('/proc/net/tcp', 'utf8')
    const port = doors.kiosk.toString(16).toUpperCase().padStart(4, '0')
    const found = listening.split('\n').flatMap(line => {
      const [, local, , state] = line.trim().split(/\s+/)
      return state === '0A' && local?.endsWith(`:${port}`) ? [local] : []
    })
    expect(found).toEqual([`0100007F:${port}`])
    expect(await readFile('/proc/net/tcp6', 'utf8')).not.toMatch(new RegExp(`:${port} \\S+ 0A`))
  })

  test("is refused to the machine's other addresses", async () => {
    await expect(dial({ port: doors.kiosk, to: '127.0.0.2' })).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  })
})

describe('who is let in', () => {
  test("the kiosk's page is, by both names of the machine", async () => {
    const localhost = `localhost:${doors.kiosk}`
    for (const headers of [{}, { Host: localhost, Origin: `http://${localhost}` }]) {
      expect((await knock(headers))?.status).toBe(200)
      expect((await knockAtSocket(headers))?.status).toBe(101)
    }
  })

  test.each<[string, (doors: Doors) => Headers]>([
    ['a foreign name in Host', () => ({ Host: 'evil.example' })],
    ["a foreign name with this door's port", ({ kiosk }) => ({ Host: `evil.example:${kiosk}` })],
    ['a name that begins like ours', ({ kiosk }) => ({ Host: `localhost:${kiosk}.evil.example` })],
    ['no port', () => ({ Host: '127.0.0.1' })],
    ["the share door's port", ({ share }) => ({ Host: `127.0.0.1:${share}` })],
    ['capital letters', ({ kiosk }) => ({ Host: `LOCALHOST:${kiosk}` })],
    ['a dot at the end', ({ kiosk }) => ({ Host: `localhost.:${kiosk}` })],
    ['another spelling of the address', ({ kiosk }) => ({ Host: `0x7f.0.0.1:${kiosk}` })],
    ['the address of IPv6', ({ kiosk }) => ({ Host: `[::1]:${kiosk}` })],
    ['an empty Host', () => ({ Host: '' })],
    ['a foreign Origin', () => ({ Origin: 'http://evil.example' })],
    ['the Origin null', () => ({ Origin: 'null' })],
    ['an empty Origin', () => ({ Origin: '' })],
    ['the Origin of another port', ({ share }) => ({ Origin: `http://127.0.0.1:${share}` })],
    ['the Origin of another scheme', ({ kiosk }) => ({ Origin: `https://127.0.0.1:${kiosk}` })],
    ['an Origin that begins like ours', ({ own }) => ({ Origin: `${own.Origin}.evil.example` })],
    ['a page of another site', () => ({ 'Sec-Fetch-Site': 'cross-site' })],
    ['a page of another port', () => ({ 'Sec-Fetch-Site': 'same-site' })],
    ['a way to fetch that nobody knows', () => ({ 'Sec-Fetch-Site': 'neighbourly' })],
    ['no secret', () => ({ Cookie: '' })],
    ['another cookie', ({ secret }) => ({ Cookie: `groundswell=${secret}` })],
    ['an empty secret', ({ kiosk }) => ({ Cookie: `groundswell-${kiosk}=` })],
    ['a wrong secret', ({ kiosk, secret }) => ({ Cookie: `groundswell-${kiosk}=${turned(secret)}` })],
    ['the start of the secret', ({ own }) => ({ Cookie: own.Cookie.slice(0, -1) })],
    ['more than the secret', ({ own }) => ({ Cookie: `${own.Cookie}A` })],
    ['the secret in the address', ({ secret }) => ({ Cookie: '', Referer: `/enter?key=${secret}` })],
  ])('%s is not', async (_, headers) => {
    for (const answer of [await knock(headers(doors)), await knockAtSocket(headers(doors))])
      expect(answer?.status).toBe(403)
    for (const path of [overlayPath('0'.repeat(64)), photoPaths.framed('0'.repeat(36)), '/nothing'])
      expect((await knock(headers(doors), path))?.status).toBe(403)
  })

  test('a request without Host, or with two, is not', async () => {
    const { kiosk, own } = doors
    const upgrade = [['Connection', 'Upgrade'] as const, ['Upgrade', 'websocket'] as const]
    expect((await ask({ port: kiosk }, without('Host', '/kiosk/')))?.status).toBe(400)
    expect((await ask({ port: kiosk }, without('Host', '/kiosk/').replace('1.1', '1.0')))?.status).toBe(403)
    const two = [...Object.entries(own), ['Host', 'evil.example'] as const]
    expect((await ask({ port: kiosk }, rawGet('/kiosk/', two)))?.status).toBe(403)
    expect((await ask({ port: kiosk }, rawGet(socketPath, [...two, ...upgrade])))?.status).toBe(403)
  })

  test('a WebSocket or a writing request without Origin is not', async () => {
    const { Origin: _, ...rest } = doors.own
    const path = photoPaths.original('0'.repeat(36))
    const put = without('Origin', path)
      .replace('GET', 'PUT')
      .replace('\r\n\r\n', '\r\nContent-Length: 0\r\n\r\n')
    expect((await ask({ port: doors.kiosk }, put))?.status).toBe(403)
    const { port } = new URL(doors.own.Origin)
    const socket = new WebSocket(`ws://127.0.0.1:${port}${socketPath}`, { headers: rest })
    const [, answer] = await once(socket, 'unexpected-response')
    expect(answer.statusCode).toBe(403)
    socket.on('error', () => {}).terminate()
  })

  test("another run's secret is not", async () => {
    await using other = await temporaryFolder()
    const otherRun = await startStation({ data: other.path })
    const { secret } = doorsOf(otherRun)
    await otherRun.stop()
    const Cookie = `groundswell-${doors.kiosk}=${secret}`
    expect((await knock({ Cookie }))?.status).toBe(403)
    expect((await knockAtSocket({ Cookie }))?.status).toBe(403)
    expect((await knock({}, `/enter?key=${secret}`))?.status).toBe(403)
  }, 30_000)

  test("a kiosk is not locked out by a wrong cookie that another port's page set beside its own", async () => {
    const Cookie = `groundswell-${doors.kiosk}=planted; ${doors.own.Cookie}`
    expect((await knock({ Cookie }))?.status).toBe(200)
    expect((await knockAtSocket({ Cookie }))?.status).toBe(101)
  })

  test('who is refused leaves no connection open, even if he never closes his end', async () => {
    const socket = await dial({ port: doors.kiosk, allowHalfOpen: true })
    const upgrade = { Connection: 'Upgrade', Upgrade: 'websocket', Cookie: '' }
    socket.resume().write(get(socketPath, { ...doors.own, ...upgrade }))
    await once(socket, 'end')
    await until('the station to have let go', () => socket.closed || void socket.write('x'))
  })
})

describe('the way in', () => {
  test('trades the secret in the address for a cookie that scripts and other sites cannot use', async () => {
    const answer = await knock({ Cookie: '', 'Sec-Fetch-Site': 'none' }, `/enter?key=${doors.secret}`)
    expect(answer?.status).toBe(303)
    expect(answer?.headers.location).toBe('/kiosk/')
    expect(answer?.headers['set-cookie']).toBe(`${doors.own.Cookie}; HttpOnly; SameSite=Strict; Path=/`)
    expect(answer?.headers['referrer-policy']).toBe('no-referrer')
    expect(answer?.headers['cache-control']).toBe('no-store')
  })

  test.each<[string, (secret: string) => string]>([
    ['no key', () => '/enter'],
    ['an empty key', () => '/enter?key='],
    ['a wrong key', secret => `/enter?key=${turned(secret)}`],
    ['a part of the key', secret => `/enter?key=${secret.slice(0, 20)}`],
    ['the key beside a wrong one', secret => `/enter?key=wrong&key=${secret}`],
    ['the key at another address', secret => `/Enter?key=${secret}`],
    ['half an escape', () => '/enter?key=%'],
  ])('is closed to %s', async (_, path) => {
    const answer = await knock({ Cookie: '' }, path(doors.secret))
    expect(answer?.status).toBe(403)
    expect(answer?.headers['set-cookie']).toBeUndefined()
  })

  test("is closed to another site's link, though the key is right", async () => {
    const answer = await knock({ 'Sec-Fetch-Site': 'cross-site' }, `/enter?key=${doors.secret}`)
    expect(answer?.status).toBe(403)
    expect(answer?.headers['set-cookie']).toBeUndefined()
  })

  test('is not open to everybody when a supervisor hands down an empty secret', async () => {
    await using other = await temporaryFolder()
    const careless = await startStation({ data: other.path, env: { GROUNDSWELL_SECRET: '' } })
    const { kiosk, own, secret } = doorsOf(careless)
    const empty = { ...own, Cookie: `groundswell-${kiosk}=` }
    expect((await ask({ port: kiosk }, get('/kiosk/', empty)))?.status).toBe(403)
    expect(secret.length).toBeGreaterThanOrEqual(43)
    await careless.stop()
  }, 30_000)
})

describe('an address', () => {
  const outside = [
    '/../package.json',
    '/kiosk/../../../package.json',
    '/kiosk/../index.html',
    '/%2e%2e/%2e%2e/package.json',
    '/kiosk/..%2f..%2f..%2fpackage.json',
    '/kiosk/%252e%252e/package.json',
    '/..\\..\\package.json',
    '/kiosk\\..\\..\\package.json',
    '//etc/passwd',
    '//kiosk/',
    '/kiosk//index.html',
    '/./kiosk/',
    '/kiosk/index.html/',
    '/kiosk/index.html%00.png',
    '/kiosk/%c0%ae%c0%ae/package.json',
    '/file:///etc/passwd',
    'file:///etc/passwd',
    'http://127.0.0.1/kiosk/',
    'http://evil.example/kiosk/',
    '*',
    '/__proto__',
    '/constructor',
    '/KIOSK/',
    '/photos/',
    '/photos/../../package.json/original',
    '/photos/..%2f..%2f..%2f..%2f..%2fetc%2fpasswd1234567/framed.jpg',
    `/photos/${'.'.repeat(36)}/framed.jpg`,
    `/photos/${'-'.repeat(36)}/framed.jpg`,
    `/photos/${'0'.repeat(36)}/framed.jpg/..`,
    `/photos/${'0'.repeat(36)}/original-`,
    `/photos/${'F'.repeat(36)}/framed.jpg`,
    `/${'a'.repeat(10_000)}`,
  ]

  test.each(outside.map(path => [path.slice(0, 70), path]))('such as %s opens nothing', async (_, path) => {
    const answer = await knock({}, path)
    expect(answer?.status).toBe(404)
    expect(spills(answer as RawAnswer, doors.secret)).toBe(false)
  })

  test.each([
    ['a NUL', '/kiosk/\0'],
    ['a space', '/kiosk/ /'],
    ['bytes above ASCII', '/kiosk/\xff\xfe'],
    ['no slash', 'kiosk/'],
    ['nothing', ''],
  ])('with %s is refused before it is looked at', async (_, path) => {
    expect((await knock({}, path))?.status).toBe(400)
  })

  test('longer than any header may be is refused', async () => {
    expect((await knock({}, `/${'a'.repeat(40_000)}`))?.status).toBe(431)
  })

  test('of a photo takes no original outside the data folder', async () => {
    for (const id of [`${'..%2f'.repeat(7)}x`, '../'.repeat(12), '-'.repeat(36), 'a'.repeat(36)]) {
      const put = get(`/photos/${id}/original`, { ...doors.own, 'Content-Length': '4' })
      const answer = await ask({ port: doors.kiosk }, `${put.replace('GET', 'PUT')}\xff\xd8\xff\xe0`)
      expect([404, 405]).toContain(answer?.status)
    }
  })

  test("of the share door opens nothing here: the doors' addresses have nothing in common", async () => {
    const kiosk = await openKiosk(station.ready)
    const { page } = await takePhoto(kiosk, doors.share)
    kiosk.close()
    for (const path of [page, `${page}/photo.jpg`, `${page}/photo.jpg?save`, `${page}/ready`, '/s/', '/s'])
      expect((await knock({}, path))?.status).toBe(404)
  }, 30_000)
})

describe('a method', () => {
  test.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND'])(
    '%s is refused for what is only to be read, without a word for other origins',
    async method => {
      for (const path of [
        '/kiosk/',
        overlayPath('0'.repeat(64)),
        photoPaths.framed('0'.repeat(36)),
        '/nothing',
      ]) {
        const request = get(path, { ...doors.own, 'Content-Length': '0' }).replace('GET', method)
        const answer = await ask({ port: doors.kiosk }, request)
        expect(answer?.status).toBe(405)
        expect(answer?.headers.allow).toBe('GET, HEAD')
        expect(Object.keys(answer?.headers ?? {}).join()).not.toContain('access-control')
      }
    },
  )

  test.each(['POST', 'DELETE'])('%s is refused where an original or a clip is to be put', async method => {
    const id = '0'.repeat(36)
    for (const path of [photoPaths.original(id), ...clipNames.map(name => photoPaths.clip(id, name))]) {
      const request = get(path, { ...doors.own, 'Content-Length': '0' })
      const answer = await ask({ port: doors.kiosk }, request.replace('GET', method))
      expect(answer?.status).toBe(405)
      expect(answer?.headers.allow).toBe(path.endsWith('original') ? 'PUT, GET' : 'PUT')
    }
  })

  test('CONNECT is cut', async () => {
    const tunnel = get('evil.example:443', doors.own).replace('GET', 'CONNECT')
    expect(await ask({ port: doors.kiosk }, tunnel)).toBeNull()
  })

  test('HEAD gets the headers of GET and no body', async () => {
    const request = get('/kiosk/', doors.own)
    const [whole, head] = [
      await ask({ port: doors.kiosk }, request),
      await ask({ port: doors.kiosk }, request.replace('GET', 'HEAD')),
    ]
    const { date: _, ...headers } = whole?.headers ?? {}
    expect(head).toMatchObject({ status: 200, headers })
    expect(head?.body.length).toBe(0)
  })
})

describe('an answer', () => {
  test('of whatever kind keeps scripts, frames and guesses about its type out', async () => {
    const answers = [
      await knock({}),
      await knock({}, '/nothing'),
      await knock({ Cookie: '' }),
      await knock({ Host: 'evil.example' }),
      await knock({ Cookie: '' }, '/enter?key=wrong'),
      await knock({}, overlayPath('0'.repeat(64))),
    ]
    for (const answer of answers) {
      expect(answer?.headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-resource-policy': 'same-origin',
        'cross-origin-opener-policy': 'same-origin',
        'cache-control': 'no-store',
      })
      const policy = answer?.headers['content-security-policy']
      for (const part of [
        "default-src 'none'",
        "script-src 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
      ])
        expect(policy).toContain(part)
      expect(policy).not.toMatch(/unsafe|\*|data:/)
      expect(spills(answer as RawAnswer, doors.secret)).toBe(false)
    }
  })

  test('lets the one script run that stands in a page itself, and no other', async () => {
    for (const path of ['/kiosk/', '/operator/']) {
      const page = await knock({}, path)
      const inline = String(page?.body).match(/<script>.*?<\/script>/gs)
      expect(inline).toHaveLength(1)
      const script = inline![0].slice('<script>'.length, -'</script>'.length)
      const sum = hash('sha256', script, 'base64')
      expect(page?.headers['content-security-policy']).toContain(`; script-src 'self' 'sha256-${sum}';`)
    }
  })

  test('that refuses says so in words, and never where in the code', async () => {
    const answer = await knock({}, photoPaths.framed('0'.repeat(36)))
    expect(answer).toMatchObject({ status: 404, headers: { 'content-type': 'text/plain; charset=utf-8' } })
    expect(String(answer?.body)).toBe(`There is no photo ${'0'.repeat(36)}.`)
  })
})

describe('a WebSocket', () => {
  test.each<[string, string | Buffer, string]>([
    ['no JSON', 'begin', 'CALL_INPUT'],
    ['half a message', '{"id":1,"call":', 'CALL_INPUT'],
    ['bytes', Buffer.from([0xff, 0xfe, 0x00]), 'CALL_INPUT'],
    ['null', 'null', 'CALL_INPUT'],
    ['JSON 60,000 deep', '['.repeat(30_000) + ']'.repeat(30_000), 'CALL_INPUT'],
    ['a name that is an object', '{"id":1,"call":{"toString":1},"input":{}}', 'CALL_INPUT'],
    ['an unknown name', '{"id":1,"call":"photos.list","input":{}}', 'CALL_UNKNOWN'],
    ['__proto__', '{"id":1,"call":"__proto__","input":{}}', 'CALL_UNKNOWN'],
    ['constructor', '{"id":1,"call":"constructor","input":{}}', 'CALL_UNKNOWN'],
    [
      'deep input',
      `{"id":1,"call":"kiosk.hello","input":${'['.repeat(30_000)}${']'.repeat(30_000)}}`,
      'CALL_INPUT',
    ],
    ['more input than was asked for', '{"id":1,"call":"kiosk.hello","input":{"role":"admin"}}', 'CALL_INPUT'],
    ['a verb out of turn', '{"id":1,"call":"visit.do","input":{"verb":"cancel"}}', 'NOT_NOW'],
    ['a shutter out of turn', '{"id":1,"call":"visit.shutter","input":{}}', 'NOT_NOW'],
  ])('that brings %s is told so, and goes on', async (_, message, code) => {
    const page = await openPage()
    page.socket.send(message)
    const answer = await page.next()
    expect(answer).toMatchObject({ error: { code } })
    expect(JSON.stringify(answer)).not.toMatch(/\.ts\b|node:/)
    page.socket.send('{"id":2,"call":"kiosk.hello","input":{}}')
    expect(await page.next()).toMatchObject({ id: 2, output: { visit: { at: 'attract' } } })
    page.socket.close()
  })

  test('that brings too long a message is closed, and a new one is let in', async () => {
    const page = await openPage()
    page.socket.send('x'.repeat(64 * 1024 + 1))
    const [code] = await once(page.socket, 'close')
    expect(code).toBe(1009)
    const next = await openPage()
    next.socket.send('{"id":1,"call":"kiosk.hello","input":{}}')
    expect(await next.next()).toMatchObject({ id: 1, output: {} })
    next.socket.close()
  })

  test('that another one took over from is closed, and what it still says is not done', async () => {
    const first = await openPage()
    first.socket.pause() // it does not hear that it is sent away
    const second = await openPage()
    first.socket.send('{"id":1,"call":"visit.do","input":{"verb":"begin"}}')
    first.socket.resume()
    const [code] = await once(first.socket, 'close')
    expect(code).toBe(closeCodes.takenOver)
    second.socket.send('{"id":1,"call":"kiosk.hello","input":{}}')
    expect(await second.next()).toMatchObject({ output: { visit: { at: 'attract' } } })
    second.socket.close()
  })

  test.each(['/', '/kiosk/', '/socket/', '/socket/../socket', '//socket', '/enter'])(
    'is nowhere but at its own path: not at %s',
    async path => {
      expect((await knockAtSocket({}, path))?.status).toBe(404)
    },
  )

  async function openPage() {
    const socket = new WebSocket(`ws://127.0.0.1:${doors.kiosk}${socketPath}`, {
      headers: { Cookie: doors.own.Cookie, Origin: doors.own.Origin },
    })
    const came: StationMessage[] = []
    socket.on('message', data => came.push(JSON.parse(String(data)) as StationMessage))
    await once(socket, 'open')
    return { socket, next: () => until('an answer', () => came.shift()) }
  }
})

test("neither the run's secret nor a link is in the log, nor the secret in anything a page is given", async () => {
  const kiosk = await openKiosk(station.ready)
  const hello = await kiosk.call('kiosk.hello', {})
  const { id, link } = await kiosk.shutter()
  await kiosk.send(id, photo1080p)
  await knockAtSocket({ Cookie: '' })
  const page = await (await kiosk.get('/kiosk/')).text()
  kiosk.close()
  const log = await logOf(folder.path)
  expect(log).toContain('photo reserved')
  expect(log).not.toContain(id)
  expect(log).toContain('socket refused')
  expect(log).not.toContain(pathOf(link).split('/').at(-1))
  for (const text of [log, page, link, JSON.stringify(hello)]) expect(text).not.toContain(doors.secret)
})

test('knocking in vain does not fill the disk with words about it', async () => {
  for (let i = 0; i < 60; i++) await knockAtSocket({ Cookie: '' })
  const lines = (await logOf(folder.path)).split('\n').filter(line => line.includes('socket refused'))
  expect(lines.length).toBeLessThan(30)
})

/** The secret with its first letter changed: as long and as well-formed, and wrong. */
function turned(secret: string): string {
  return (secret.startsWith('A') ? 'B' : 'A') + secret.slice(1)
}
