import { randomBytes } from 'node:crypto'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { shareConnections, shareLimits, shareServerOptions } from '../../../electron/doors/share-door.ts'
import { openStoreToRead } from '../../../electron/store/open.ts'
import {
  type Doors,
  doorsOf,
  logOf,
  openPhoto,
  pathOf,
  type TakenPhoto,
  takePhoto,
} from '../../support/doors.ts'
import { type Kiosk, openKiosk } from '../../support/kiosk.ts'
import { memoryOf } from '../../support/memory.ts'
import { openOperatorPage } from '../../support/operator-page.ts'
import { photo1080p } from '../../support/photo.ts'
import { answerFrom, ask, dial, get, gone } from '../../support/raw-http.ts'
import { type StationProcess, startStation, temporaryFolder } from '../../support/station.ts'
import { until } from '../../support/until.ts'

const folder = await temporaryFolder()
let station: StationProcess
let doors: Doors
let kiosk: Kiosk
let photo: TakenPhoto

beforeAll(async () => {
  station = await startStation({ data: folder.path })
  doors = doorsOf(station)
  kiosk = await openKiosk(station.ready)
  photo = await takePhoto(kiosk, doors.share)
}, 60_000)

afterAll(async () => {
  kiosk.close()
  expect(await logOf(folder.path)).not.toContain('"level":50')
  expect(await station.stop()).toBe(0)
  await folder[Symbol.asyncDispose]()
}, 30_000)

/** The kiosk takes a photo and a phone opens it, as if nothing went on. */
async function eveningGoesOn(phone = '127.0.0.1'): Promise<void> {
  const { page } = await takePhoto(kiosk, doors.share, phone)
  expect(await openPhoto(doors.share, page, phone)).not.toBeNull()
}

const guess = () => `/s/${randomBytes(16).toString('base64url')}`

/** Opens `number` connections from `from`; those that are turned away show as closed. */
const crowd = (number: number, from: string) =>
  Promise.all(Array.from({ length: number }, () => dial({ port: doors.share, from })))

const allGone = (sockets: readonly Socket[]) => sockets.every(one => one.closed)

describe.runIf(process.platform === 'linux')('the share door', { timeout: 60_000 }, () => {
  test('opens none of 10,000 guessed links, and nobody notices', async () => {
    const statuses = new Map<number, number>()
    let guessed = 0
    let evening = true

    /** Guesses over one connection, each as soon as the last is answered. */
    async function guesser(from: string): Promise<void> {
      const socket = await dial({ port: doors.share, from })
      for (; (guessed < 10_000 || evening) && !socket.closed; guessed++) {
        socket.write(get(guess()))
        const status = (await answerFrom(socket))?.status ?? 0
        statuses.set(status, (statuses.get(status) ?? 0) + 1)
      }
      socket.destroy()
    }

    const addresses = ['127.0.0.2', '127.0.0.3', '127.0.0.4', '127.0.0.5']
    const guessers = addresses.flatMap(from => Array.from({ length: 250 }, () => guesser(from)))
    await until('the guessers to be refused', () => statuses.get(429))
    await eveningGoesOn().finally(() => {
      evening = false
    })
    await Promise.all(guessers)

    expect([...statuses.keys()].sort()).toEqual([404, 429])
    expect(statuses.get(404)).toBeLessThan(500)
    expect(statuses.get(429)).toBeGreaterThan(9_000)
  })

  test('makes an address that asks too much wait for every refusal', async () => {
    const from = '127.0.0.7'
    let going = true
    const floods = (await crowd(100, from)).map(async socket => {
      while (going && !socket.closed) {
        socket.write(get(guess()))
        await answerFrom(socket)
      }
      socket.destroy()
    })
    const waits: number[] = []
    await until('three refusals', async () => {
      const asked = performance.now()
      const answer = await ask({ port: doors.share, from }, get(photo.page))
      if (answer?.status === 429) waits.push(performance.now() - asked)
      return waits.length === 3
    })
    expect(Math.min(...waits)).toBeGreaterThan(shareLimits.refusalPause - 50)
    expect(await openPhoto(doors.share, photo.page)).not.toBeNull()
    going = false
    await Promise.all(floods)
  })

  test('lets a phone open its photo from the very address that guesses', async () => {
    const from = '127.0.0.6'
    await until('the guesser to be refused', async () => {
      const answer = await ask({ port: doors.share, from }, get(guess()))
      return answer?.status === 429
    })
    await eveningGoesOn(from)
  })

  test('cuts 500 that send a header letter by letter, and those that say nothing or dribble empty lines after an answer, and the same addresses still get through', async () => {
    const [slowly, idly] = ['127.0.0.10', '127.0.0.11'] as const
    const slow = await crowd(500, slowly)
    const silent = await crowd(100, idly)
    const dribblers = await crowd(100, idly)
    for (const socket of [...silent, ...dribblers]) socket.resume()
    for (const socket of dribblers) socket.write(get(guess()))
    const request = get(photo.page, { 'User-Agent': 'x'.repeat(2_000) })
    let at = 0
    const sending = setInterval(() => {
      for (const socket of slow) if (socket.writable) socket.write(request[at] ?? 'x')
      if (at++ % 5 === 0) for (const socket of dribblers) if (socket.writable) socket.write('\r\n')
    }, 100)
    for (const phone of ['127.0.0.1', slowly, idly]) await eveningGoesOn(phone)
    for (const kind of [slow, silent, dribblers]) expect(allGone(kind)).toBe(false)
    const longest = Math.max(shareConnections.askWithin, Number(shareServerOptions.headersTimeout)) + 10_000
    await until('all of them to be cut', () => [slow, silent, dribblers].every(allGone), longest)
    clearInterval(sending)
  })

  test.each([
    ['a GET with an endless body', 'GET', 'Transfer-Encoding: chunked', '1000\r\n'],
    ['a POST with an endless body', 'POST', 'Transfer-Encoding: chunked', '1000\r\n'],
    ['a GET with two gigabytes', 'GET', 'Content-Length: 2147483648', ''],
    ['a POST with two gigabytes', 'POST', 'Content-Length: 2147483648', ''],
  ])(
    'answers %s without waiting for it, cuts it, and keeps none of it',
    async (_, method, header, before) => {
      const start = await memoryOf(station.child.pid)
      const socket = await dial({ port: doors.share, from: '127.0.0.12' })
      const answer = answerFrom(socket)
      socket.write(`${method} ${photo.page} HTTP/1.1\r\nHost: door\r\n${header}\r\n\r\n`)
      const chunk = Buffer.concat([Buffer.from(before), Buffer.alloc(4096), Buffer.from(before && '\r\n')])
      const sending = setInterval(() => {
        for (let i = 0; i < 500 && socket.writable && !socket.writableNeedDrain; i++) socket.write(chunk)
      }, 5)
      expect((await answer)?.status).toBe(method === 'GET' ? 200 : 405)
      await gone(socket)
      clearInterval(sending)
      expect((await memoryOf(station.child.pid)) - start).toBeLessThan(150)
    },
  )

  test('keeps nothing of what is sent without end to any address', async () => {
    const start = await memoryOf(station.child.pid)
    const chunk = Buffer.from('what=share&'.repeat(1_000))
    const everywhere = [
      ...['/photo.jpg', '/story.jpg', '/original.jpg?save', '/ready', '/receipt.json', '/delete', '/count'],
      ...['/to/whatsapp?text=x', '/to/link', '/answer'],
    ].flatMap(what => ['GET', 'POST', 'PUT'].map(method => ({ what, method })))
    const upload = async ({ what, method }: { what: string; method: string }) => {
      const socket = await dial({ port: doors.share, from: '127.0.0.17' })
      const answer = answerFrom(socket)
      const type = 'Content-Type: application/x-www-form-urlencoded'
      const head = `${method} ${photo.page}${what} HTTP/1.1\r\nHost: door\r\n${type}\r\nContent-Length: 2147483648\r\n\r\n`
      socket.write(head)
      const sending = setInterval(() => {
        for (let i = 0; i < 500 && socket.writable && !socket.writableNeedDrain; i++) socket.write(chunk)
      }, 5)
      await answer // there may be none: who goes on sending loses it to the cut (RFC 9112, 9.6)
      await gone(socket)
      clearInterval(sending)
    }
    await Promise.all(everywhere.map(upload))
    expect((await memoryOf(station.child.pid)) - start).toBeLessThan(150)
  })

  test('answers and cuts those whose body comes a byte at a time', async () => {
    const socket = await dial({ port: doors.share, from: '127.0.0.13' })
    socket.write(`POST /s/x HTTP/1.1\r\nHost: door\r\nContent-Length: 100000\r\n\r\n`)
    const sending = setInterval(() => socket.writable && socket.write('x'), 50)
    expect((await answerFrom(socket))?.status).toBe(405)
    await gone(socket)
    clearInterval(sending)
  })

  const form = (more: string) =>
    `POST ${photo.page}/answer HTTP/1.1\r\nHost: door\r\nContent-Type: application/x-www-form-urlencoded\r\n${more}\r\n\r\n`

  test('cuts a form without end at the limit, and keeps none of it', async () => {
    const start = await memoryOf(station.child.pid)
    const socket = await dial({ port: doors.share, from: '127.0.0.15' })
    const answer = answerFrom(socket)
    socket.write(form('Transfer-Encoding: chunked'))
    const chunk = Buffer.from(`1000\r\n${'a=b&'.repeat(1024)}\r\n`)
    const sending = setInterval(() => {
      for (let i = 0; i < 500 && socket.writable && !socket.writableNeedDrain; i++) socket.write(chunk)
    }, 5)
    expect((await answer)?.status).toBe(413)
    await gone(socket)
    clearInterval(sending)
    expect((await memoryOf(station.child.pid)) - start).toBeLessThan(150)
  })

  test('cuts hundreds of forms that come a byte at a time or not at all, and the same address still sends its own', async () => {
    const from = '127.0.0.16'
    const slow = await crowd(150, from)
    for (const socket of slow) socket.resume().write(form('Content-Length: 16000'))
    const sending = setInterval(() => {
      for (const [i, socket] of slow.entries()) if (i % 2 && socket.writable) socket.write('x')
    }, 100)
    await eveningGoesOn(from)
    await until(
      'all of them to be cut',
      () => allGone(slow),
      Number(shareServerOptions.requestTimeout) + 10_000,
    )
    clearInterval(sending)
    await until('the address to be let send again', async () => {
      const request = form('Content-Length: 14').replace('/answer', '/take-back')
      const answer = await ask({ port: doors.share, from }, `${request}purpose=social`)
      return answer?.status === 303
    })
  })

  test('holds hundreds that wait for a picture, and still serves the same address', async () => {
    const from = '127.0.0.14'
    const { id, link } = await kiosk.shutter()
    const page = pathOf(link)
    const waiting = await crowd(200, from)
    const answers = waiting.map(async socket => {
      socket.write(get(`${page}/ready`))
      return (await answerFrom(socket))?.status
    })
    const greedy = await crowd(150, from) // more than the address may have: somebody must make room
    for (const socket of greedy) socket.write(get(`${page}/ready`))
    expect((await ask({ port: doors.share, from }, get(page)))?.status).toBe(200)
    await kiosk.send(id, photo1080p)
    const told = await Promise.all(answers)
    expect(told.filter(status => status !== undefined).every(status => status === 200)).toBe(true)
    expect(await openPhoto(doors.share, page, from)).not.toBeNull()
    for (const socket of [...waiting, ...greedy]) socket.destroy()
  })

  test('lets go of those that wait for a picture and go away', async () => {
    const page = pathOf((await kiosk.shutter()).link)
    for (const last of [20, 21, 22, 23]) {
      const waiting = await crowd(200, `127.0.0.${last}`)
      for (const socket of waiting) socket.write(get(`${page}/ready`))
      await pause(50)
      for (const [index, socket] of waiting.entries()) index % 2 ? socket.destroy() : socket.resetAndDestroy()
    }
    await eveningGoesOn()
  })

  test('works off nothing of a flood in one packet, and the kiosk is not kept waiting', async () => {
    const start = await memoryOf(station.child.pid)
    const flood = get(`${photo.page}/photo.jpg`).repeat(1_000)
    const slowest = await slowestCall(async () => {
      for (let wave = 0; wave < 3; wave++) {
        const sockets = await crowd(100, `127.0.0.${30 + wave}`)
        let bytes = 0
        for (const socket of sockets) {
          socket.on('data', data => {
            bytes += data.length
          })
          socket.write(flood)
        }
        await Promise.all(sockets.map(gone))
        expect(bytes).toBe(0)
      }
    })
    expect(slowest).toBeLessThan(3_000) // unlimited it is tens of seconds, on any machine
    expect((await memoryOf(station.child.pid)) - start).toBeLessThan(150)
  })

  test('keeps its memory while hundreds ask for a picture and never read it', async () => {
    const from = '127.0.0.40'
    const start = await memoryOf(station.child.pid)
    const unread = await crowd(240, from)
    for (const socket of unread) socket.pause().write(get(`${photo.page}/photo.jpg`))
    await eveningGoesOn(from)
    expect((await memoryOf(station.child.pid)) - start).toBeLessThan(100)
    for (const socket of unread) socket.destroy()
  })

  test('keeps its memory and the kiosk fast while hundreds read a large original slowly, and gives them all of it', async () => {
    const large = Buffer.concat([photo1080p, randomBytes(20 * 1024 * 1024)])
    const { id, link } = await kiosk.shutter()
    await kiosk.send(id, large)
    const original = `${pathOf(link)}/original.jpg?save`
    const start = await memoryOf(station.child.pid)
    const came = new Map<Socket, number>()
    const slow = await crowd(200, '127.0.0.45')
    const slowest = await slowestCall(async () => {
      for (const socket of slow) {
        came.set(socket, 0)
        socket.on('data', data => {
          came.set(socket, (came.get(socket) ?? 0) + data.length)
          socket.pause()
        })
        socket.write(get(original))
      }
      for (let second = 0; second < 5; second++) {
        await pause(1_000)
        for (const socket of slow) socket.resume()
      }
      await eveningGoesOn('127.0.0.45')
    })
    expect([...came.values()].filter(bytes => bytes > 0)).toHaveLength(200)
    expect((await memoryOf(station.child.pid)) - start).toBeLessThan(150)
    expect(slowest).toBeLessThan(1_000)
    const [patient, ...others] = slow
    for (const socket of others) socket.destroy()
    patient!.removeAllListeners('data').resume()
    patient!.on('data', data => void came.set(patient!, (came.get(patient!) ?? 0) + data.length))
    await until('the patient one to have all of it', () => (came.get(patient!) ?? 0) > large.length, 30_000)
    patient!.destroy()
  })

  test('writes down little of a flood of taps, and the kiosk is not kept waiting', async () => {
    const lines = () => {
      const store = openStoreToRead(join(folder.path, 'groundswell.sqlite'))
      const count = store.prepare<[string], number>('SELECT count(*) FROM journal WHERE kind = ?').pluck()
      const counts = [count.get('share.intended'), count.get('page.opened')].map(Number)
      store.close()
      return counts
    }
    const before = lines()
    const { page } = await takePhoto(kiosk, doors.share)
    const tap = get(`${page}/to/whatsapp?text=x`, { 'User-Agent': 'Mozilla/5.0 (iPhone)' })
    const opening = get(page, { 'User-Agent': 'Mozilla/5.0 (iPhone)' })
    let answered = 0
    const slowest = await slowestCall(async () => {
      const floods = Array.from({ length: 40 }, async (_, i) => {
        const socket = await dial({ port: doors.share, from: `127.0.2.${i + 1}` })
        for (let n = 0; n < 100; n++) {
          socket.write(n % 2 ? tap : opening)
          if (await answerFrom(socket)) answered++
        }
        socket.destroy()
      })
      await Promise.all(floods)
    })
    expect(answered).toBe(4_000)
    expect(slowest).toBeLessThan(1_000)
    await until('the last of it to be written', () => lines()[0]! > before[0]!)
    await pause(1_500)
    const after = lines()
    for (const i of [0, 1]) expect(after[i]! - before[i]!).toBeLessThanOrEqual(12)
  })

  test('outlives phones that go away in the middle of a picture', async () => {
    const leaving = await crowd(100, '127.0.0.41')
    for (const [index, socket] of leaving.entries()) {
      socket.once('data', () => (index % 2 ? socket.resetAndDestroy() : socket.destroy()))
      socket.write(get(`${photo.page}/photo.jpg`))
    }
    await Promise.all(leaving.map(gone))
    await eveningGoesOn('127.0.0.41')
  })

  const body = '0\r\n\r\n'
  test.each([
    ['a length and chunks', `Content-Length: ${body.length}\r\nTransfer-Encoding: chunked`],
    ['chunks and a length', `Transfer-Encoding: chunked\r\nContent-Length: ${body.length}`],
    ['two lengths', `Content-Length: 0\r\nContent-Length: ${body.length}`],
    ['a list of lengths', `Content-Length: 0, ${body.length}`],
    ['a length with a sign', `Content-Length: +${body.length}`],
    ['a length in hex', 'Content-Length: 0x5'],
    ['a length below nothing', 'Content-Length: -1'],
    ['a length that is too large to count', `Content-Length: ${'9'.repeat(30)}`],
    ['an encoding that is not chunked', 'Transfer-Encoding: xchunked'],
    ['chunked before another encoding', 'Transfer-Encoding: chunked, identity'],
    ['a space before the colon', `Transfer-Encoding : chunked`],
    ['a header on two lines', 'Transfer-Encoding:\r\n chunked'],
    ['a lonely line feed', 'X: y\nTransfer-Encoding: chunked'],
    ['a NUL in a header', 'X: a\0b'],
  ])('does not answer what is smuggled in behind %s', async (_, header) => {
    for (const head of ['POST /s/x HTTP/1.1\r\nHost: door\r\n', form('').replace(/\r\n\r\n$/, '')]) {
      const smuggled = get(photo.page)
      const socket = await dial({ port: doors.share, from: '127.0.0.42' })
      let came = ''
      socket.on('data', data => {
        came += data
      })
      socket.write(`${head}${header}\r\n\r\n${body}${smuggled}`, 'latin1')
      await gone(socket)
      expect(came).not.toContain('HTTP/1.1 200')
      expect(came.match(/HTTP\/1\.1/g)?.length ?? 0).toBeLessThan(2)
    }
  })

  test.each([
    ['a header without end', `GET /s/x HTTP/1.1\r\nHost: door\r\nX: ${'x'.repeat(20_000)}`],
    ['headers without end', `GET /s/x HTTP/1.1\r\nHost: door\r\n${'X: y\r\n'.repeat(5_000)}`],
    ['an address without end', `GET /s/${'x'.repeat(20_000)}`],
  ])('refuses %s', async (_, request) => {
    expect((await ask({ port: doors.share, from: '127.0.0.43' }, request))?.status).toBe(431)
  })

  test.each([
    ['noise', randomBytes(10_000)],
    ['a TLS greeting', Buffer.from('16030100c8010000c40303', 'hex')],
    ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['a version from the future', 'GET /s/x HTTP/9.9\r\nHost: door\r\n\r\n'],
    ['an unknown method', 'STEAL /s/x HTTP/1.1\r\nHost: door\r\n\r\n'],
  ])('cuts those who speak %s', async (_, request) => {
    const answer = await ask({ port: doors.share, from: '127.0.0.44' }, request)
    expect([undefined, 400, 505]).toContain(answer?.status)
    await eveningGoesOn()
  })
})

test("says at the operator's page that somebody tried, and what", async () => {
  const page = await openOperatorPage(doors)
  page.token = (await page.call('operator.choose', { pin: '24680' })).token
  const { door, levels } = await page.call('operator.glance', {})
  expect(levels.door).toBe('look')
  for (const [why, times] of Object.entries(door)) expect(times, why).toBeGreaterThan(10)
  page.close()
})

/** The longest that a call from the kiosk took while `act` went on, in milliseconds. */
async function slowestCall(act: () => Promise<unknown>): Promise<number> {
  let going = true
  let slowest = 0
  const calling = (async () => {
    while (going) {
      const asked = performance.now()
      await kiosk.call('kiosk.hello', {})
      slowest = Math.max(slowest, performance.now() - asked)
      await pause(10)
    }
  })()
  await act().finally(() => {
    going = false
  })
  await calling
  return slowest
}
