import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { largestOriginal } from '../../../electron/capture/originals.ts'
import { socketPath } from '../../../electron/contract/events.ts'
import { photoPaths } from '../../../electron/contract/visit.ts'
import { type Doors, doorsOf, openPhoto, takePhoto } from '../../support/doors.ts'
import { openKiosk } from '../../support/kiosk.ts'
import { memoryOf } from '../../support/memory.ts'
import { answerFrom, dial, get, gone } from '../../support/raw-http.ts'
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

/** Whatever was done to it, the next visit goes on as any other. */
afterEach(async () => {
  const kiosk = await openKiosk(station.ready)
  const { page } = await takePhoto(kiosk, doors.share)
  expect(await openPhoto(doors.share, page)).not.toBeNull()
  kiosk.close()
}, 60_000)

const megabyte = 1024 * 1024
const photo = photoPaths.original('0'.repeat(36))

/** The head of a PUT from the kiosk's own page; the body is up to the caller. */
const put = (headers: Readonly<Record<string, string>>, path = photo) =>
  get(path, { ...doors.own, ...headers }).replace('GET', 'PUT')

/** Sends `chunk` over and over, as fast as it is taken, until the connection is gone or `most` bytes went out. */
async function pour(socket: Socket, chunk: Buffer, most: number): Promise<number> {
  const cut = gone(socket)
  let sent = 0
  for (; sent < most && !socket.closed && socket.writable; sent += chunk.length) {
    if (socket.write(chunk)) continue
    await Promise.race([new Promise(resolve => socket.once('drain', resolve)), cut])
  }
  return sent
}

/** The most memory the station holds while `act` goes on, beyond what it held before, in MB. */
async function growthDuring(act: () => Promise<unknown>): Promise<number> {
  const before = await memoryOf(station.child.pid)
  let most = before
  const looking = setInterval(async () => {
    most = Math.max(most, await memoryOf(station.child.pid))
  }, 20)
  await act().finally(() => clearInterval(looking))
  return most - before
}

describe.runIf(process.platform === 'linux')('the kiosk door', { timeout: 60_000 }, () => {
  test('refuses two declared gigabytes before it reads any', async () => {
    const socket = await dial({ port: doors.kiosk })
    socket.write(put({ 'Content-Length': String(2 * 1024 * megabyte) }))
    expect((await answerFrom(socket))?.status).toBe(413)
    await gone(socket)
  })

  test('lets an asker that is still sending read why it is refused', async () => {
    const socket = await dial({ port: doors.kiosk })
    const answer = answerFrom(socket)
    socket.write(put({ 'Content-Length': String(2 * 1024 * megabyte) }))
    void pour(socket, Buffer.alloc(megabyte), 2 * 1024 * megabyte)
    expect(await answer).toMatchObject({ status: 413, headers: { connection: 'close' } })
    await gone(socket)
  })

  test('cuts an endless body at the limit, and its memory stays bounded', async () => {
    const chunk = Buffer.concat([Buffer.from('100000\r\n'), Buffer.alloc(megabyte), Buffer.from('\r\n')])
    const growth = await growthDuring(async () => {
      const socket = await dial({ port: doors.kiosk })
      const answer = answerFrom(socket)
      socket.write(put({ 'Transfer-Encoding': 'chunked' }))
      const sending = pour(socket, chunk, 100 * 1024 * megabyte)
      expect((await answer)?.status).toBe(413)
      await gone(socket)
      expect(await sending).toBeLessThan(100 * 1024 * megabyte)
    })
    expect(growth).toBeLessThan(3 * (largestOriginal / megabyte))
  })

  test('reads nothing of a body from somebody without the secret', async () => {
    const chunk = Buffer.concat([Buffer.from('100000\r\n'), Buffer.alloc(megabyte), Buffer.from('\r\n')])
    const growth = await growthDuring(async () => {
      const socket = await dial({ port: doors.kiosk })
      const answer = answerFrom(socket)
      socket.write(put({ 'Transfer-Encoding': 'chunked', Cookie: '' }))
      void pour(socket, chunk, 100 * 1024 * megabyte)
      expect((await answer)?.status).toBe(403)
      await gone(socket)
    })
    expect(growth).toBeLessThan(largestOriginal / megabyte)
  })

  test('holds only a few large bodies at a time', async () => {
    const size = largestOriginal - 1
    const growth = await growthDuring(async () => {
      const sockets = await Promise.all(Array.from({ length: 12 }, () => dial({ port: doors.kiosk })))
      const answers = sockets.map(async socket => {
        const answer = answerFrom(socket)
        socket.write(put({ 'Content-Length': String(size) }))
        const whole = Buffer.alloc(megabyte)
        await pour(socket, whole, size - whole.length)
        return (await answer.finally(() => socket.destroy()))?.status
      })
      // All but the last bytes were sent: what is taken is still held, and the rest was turned away.
      await until(
        'the others to be turned away',
        () => sockets.filter(one => one.closed).length >= 10,
        30_000,
      )
      for (const socket of sockets) socket.destroy()
      expect((await Promise.all(answers)).filter(status => status === 429).length).toBeGreaterThanOrEqual(10)
    })
    expect(growth).toBeLessThan(5 * (largestOriginal / megabyte))
  })

  test('outlives pages that go away in the middle of a body', async () => {
    const sockets = await Promise.all(Array.from({ length: 50 }, () => dial({ port: doors.kiosk })))
    for (const [index, socket] of sockets.entries()) {
      socket.write(put({ 'Content-Length': '100000' }) + 'x'.repeat(index))
      if (index % 2) socket.resetAndDestroy()
      else socket.destroy()
    }
    await Promise.all(sockets.map(gone))
  })

  test('outlives WebSockets that are torn in the middle of a handshake or a message', async () => {
    const upgrade = {
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': 'AAAAAAAAAAAAAAAAAAAAAA==',
    }
    const request = get(socketPath, { ...doors.own, ...upgrade })
    const afterwards = [
      '',
      '\x81\xfe',
      '\x81\x05hello',
      '\xff\xff\xff\xff',
      '\x88\x00',
      '\x89\xff'.repeat(100),
    ]
    for (const text of [request.slice(0, -10), ...afterwards.map(frame => request + frame)]) {
      const socket = await dial({ port: doors.kiosk })
      socket.write(text, 'latin1')
      await new Promise(resolve =>
        socket
          .once('data', resolve)
          .once('close', resolve)
          .setTimeout(200, () => resolve(0)),
      )
      socket.resetAndDestroy()
    }
  })

  test.each(['Sec-WebSocket-Version', 'Sec-WebSocket-Key', 'Upgrade'])(
    'refuses a WebSocket whose %s is nonsense, and lets go of it',
    async name => {
      const upgrade = {
        Connection: 'Upgrade',
        Upgrade: 'websocket',
        'Sec-WebSocket-Version': '13',
        'Sec-WebSocket-Key': 'AAAAAAAAAAAAAAAAAAAAAA==',
      }
      const socket = await dial({ port: doors.kiosk, allowHalfOpen: true })
      socket.write(get(socketPath, { ...doors.own, ...upgrade, [name]: 'nonsense' }))
      expect((await answerFrom(socket))?.status).toBe(400)
      await until('the station to have let go', () => socket.closed || void socket.write('x'))
    },
  )

  test('bounds what a page can make it hold with messages of the largest size', async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${doors.kiosk}${socketPath}`, {
      headers: { Cookie: doors.own.Cookie, Origin: doors.own.Origin },
    })
    await once(socket, 'open')
    let answers = 0
    socket.on('message', () => answers++)
    const growth = await growthDuring(async () => {
      const input = { level: 'info', what: 'x', detail: 'x'.repeat(60_000) }
      for (let id = 0; id < 500; id++) socket.send(JSON.stringify({ id, call: 'kiosk.report', input }))
      await until('every one to be answered', () => answers === 500, 30_000)
    })
    expect(growth).toBeLessThan(100)
    socket.terminate()
  })
})

describe.runIf(process.platform === 'linux' && hasPrlimit())('a station without file descriptors', () => {
  test('does not end, and takes photos again when they are back', async () => {
    const { pid } = station.child
    const limit = (number: string) => execFileSync('prlimit', ['--pid', `${pid}`, `--nofile=${number}:`])
    const read = ['--pid', `${pid}`, '--nofile', '--raw', '--noheadings', '--output', 'SOFT']
    const before = String(execFileSync('prlimit', read)).trim()
    limit('48')
    const crowd: Socket[] = []
    for (let i = 0; i < 100; i++) {
      for (const port of [doors.kiosk, doors.share]) {
        const socket = await dial({ port, from: `127.0.2.${i + 1}` }).catch(() => null)
        if (socket) crowd.push(socket)
        socket?.write(get('/', doors.own))
      }
    }
    await pause(6_000) // in which the station also looks at its network
    expect(station.child.exitCode).toBeNull()
    for (const socket of crowd) socket.destroy()
    limit(before)
  }, 60_000)
})

function hasPrlimit(): boolean {
  try {
    return execFileSync('prlimit', ['--version']).length > 0
  } catch {
    return false
  }
}
