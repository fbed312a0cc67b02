import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { ConnectionLimits } from '../../../electron/doors/connections.ts'
import { answerFrom, ask, dial, get, gone } from '../../support/raw-http.ts'
import { until } from '../../support/until.ts'
import { listenWithin } from './limited-server.ts'

/** A server, and connections to it that ask for `path` or nothing. */
async function listen(limits: Partial<ConnectionLimits>) {
  const server = await listenWithin(limits)
  const { begun, port } = server

  async function open(path = '', from = '127.0.0.1'): Promise<Socket> {
    const before = begun.length
    const socket = await dial({ port, from })
    onTestFinished(() => void socket.destroy())
    socket.resume()
    if (path) socket.write(get(path))
    if (path) await until(`${path} to be heard`, () => begun.length > before)
    return socket
  }
  return { ...server, open }
}

const works = async (port: number, from?: string) =>
  (await ask({ port, ...(from ? { from } : {}) }, get('/now')))?.status === 200

describe('an address with all the connections it may have', () => {
  test('loses the oldest that asks nothing when one more comes', async () => {
    const { open, port } = await listen({ perAddress: 3 })
    const [first, second, third] = [await open(), await open(), await open()]
    expect(await works(port)).toBe(true)
    await gone(first)
    expect([second.closed, third.closed]).toEqual([false, false])
  })

  test('loses one that waits for its answer to begin before one that is being answered', async () => {
    const { open, port } = await listen({ perAddress: 2 })
    const answered = await open('/long')
    const waiting = await open('/wait')
    expect(await works(port)).toBe(true)
    await gone(waiting)
    expect(answered.closed).toBe(false)
  })

  test('loses none that is being answered; the new one is turned away', async () => {
    const { open, port } = await listen({ perAddress: 2 })
    const answered = [await open('/long'), await open('/long')]
    expect(await works(port)).toBe(false)
    expect(answered.map(one => one.closed)).toEqual([false, false])
  })

  test('loses the one that has been answered longest when that takes too long', async () => {
    const { open, port } = await listen({ perAddress: 2, grace: 50 })
    const [first, second] = [await open('/long'), await open('/long')]
    await until('the grace to be over', () => works(port))
    await gone(first)
    expect(second.closed).toBe(false)
  })

  test('keeps the one that asked last, though it connected first', async () => {
    const { open, begun, port } = await listen({ perAddress: 2 })
    const first = await open()
    const second = await open()
    first.write(get('/wait'))
    await until('the question to be heard', () => begun.length)
    expect(await works(port)).toBe(true)
    await gone(second)
    expect(first.closed).toBe(false)
  })

  test('takes nothing from another address', async () => {
    const { open, port } = await listen({ perAddress: 1 })
    const other = await open('', '127.0.0.2')
    await open('/long')
    expect(await works(port)).toBe(false)
    expect(await works(port, '127.0.0.3')).toBe(true)
    expect(other.closed).toBe(false)
  })
})

describe('a server with all the connections it may have', () => {
  test('takes the next one from the address that has the most', async () => {
    const { open, port } = await listen({ total: 4 })
    const modest = await open('', '127.0.0.2')
    const greedy = [await open('', '127.0.0.3'), await open('', '127.0.0.3'), await open('', '127.0.0.3')]
    expect(await works(port, '127.0.0.4')).toBe(true)
    await gone(greedy[0] as Socket)
    expect([modest.closed, greedy[1]?.closed, greedy[2]?.closed]).toEqual([false, false, false])
  })

  test('has room for every new address, however often the greedy one comes back', async () => {
    const { open, port } = await listen({ total: 8, perAddress: 8 })
    for (let phone = 10; phone < 20; phone++) {
      for (let i = 0; i < 8; i++) await open('', '127.0.0.3')
      expect(await works(port, `127.0.0.${phone}`)).toBe(true)
    }
  })
})

describe('a connection', () => {
  test('that asks nothing is cut, and so is one that dribbles empty lines after an answer', async () => {
    const { open, port } = await listen({ askWithin: 2_000 })
    const silent = await open()
    const dribbler = await dial({ port })
    dribbler.write(get('/now'))
    expect((await answerFrom(dribbler))?.status).toBe(200)
    const dribbling = setInterval(() => dribbler.write('\r\n'), 20)
    await Promise.all([gone(silent), gone(dribbler)])
    clearInterval(dribbling)
  })

  test('may ask again and again, one thing after the other', async () => {
    const { port } = await listen({ askWithin: 5_000 })
    const socket = await dial({ port })
    for (let i = 0; i < 20; i++) {
      socket.write(get('/now'))
      expect((await answerFrom(socket))?.status).toBe(200)
    }
    socket.destroy()
  })

  test('that does not take its answer in time is cut', async () => {
    const { begun, open } = await listen({ answerWithin: 200 })
    const socket = await open('/wait')
    socket.pause()
    begun[0]?.end(Buffer.alloc(64 * 1024 * 1024)) // more than the system takes on for a reader
    await once(begun[0] as ServerResponse, 'close')
    socket.resume()
    await gone(socket)
    expect(begun[0]?.writableFinished).toBe(false)
  })

  test('has more time for an answer that is long', async () => {
    const { begun, open, sends } = await listen({ answerWithin: 200, leastSpeed: 10 })
    const [short, long] = [await open('/wait'), await open('/wait')]
    for (const socket of [short, long]) socket.pause()
    sends(begun[1]!, 1_000_000)
    const bytes = Buffer.alloc(64 * 1024 * 1024)
    for (const answer of begun) answer.end(bytes)
    await once(begun[0]!, 'close')
    expect(begun[1]!.destroyed).toBe(false)
    let came = 0
    long.on('data', data => {
      came += data.length
    })
    long.resume()
    await until('the long answer', () => came > bytes.length)
    expect(begun[1]!.writableFinished).toBe(true)
  })

  test('that asks before it was answered is cut, and the rest of its packet is not worked off', async () => {
    const { port, requests } = await listen({})
    expect(await ask({ port }, get('/wait') + get('/now').repeat(1_000))).toBeNull()
    expect(requests()).toBeLessThan(30)
    expect(await works(port)).toBe(true)
  })

  test('is turned away when its address opens too many in a short time', async () => {
    const { port } = await listen({ rate: { burst: 5, perSecond: 0.001 } })
    const answers = await Promise.all(Array.from({ length: 9 }, () => works(port)))
    expect(answers.filter(Boolean)).toHaveLength(5)
    expect(await works(port, '127.0.0.2')).toBe(true)
  })
})

describe('what is cut is heard of', () => {
  test('when it is one too many, came too often, asked too early or reads too slowly', async () => {
    const greedy = await listen({ perAddress: 1 })
    await greedy.open()
    await works(greedy.port)
    expect(greedy.cut()).toBe(1)
    const often = await listen({ rate: { burst: 1, perSecond: 0.001 } })
    for (let i = 0; i < 3; i++) await works(often.port)
    expect(often.cut()).toBe(2)
    const early = await listen({})
    await ask({ port: early.port }, get('/wait').repeat(2))
    expect(early.cut()).toBe(1)
    const slow = await listen({ answerWithin: 50 })
    await gone(await slow.open('/wait'))
    expect(slow.cut()).toBe(1)
  })

  test('but not one that only said nothing, as browsers do that connect ahead', async () => {
    const { open, cut, port } = await listen({ askWithin: 50 })
    await gone(await open())
    expect(await works(port)).toBe(true)
    expect(cut()).toBe(0)
  })
})
