import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { connect, createSecureContext, type SecureContext, type TLSSocket } from 'node:tls'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { ConnectionLimits } from '../../../electron/doors/connections.ts'
import { answerFrom, ask, dial, get, gone } from '../../support/raw-http.ts'
import { makeCertificate, missingOpenssl } from '../../support/storage/certificate.ts'
import { until } from '../../support/until.ts'
import { listenWithin } from './limited-server.ts'

let context: SecureContext

/** A server that speaks TLS too. */
async function listen(limits: Partial<ConnectionLimits> = {}) {
  const server = await listenWithin(limits, () => context)
  const { port } = server

  /** Connects with TLS as a phone does. */
  async function secure(): Promise<TLSSocket> {
    const socket = connect({
      port,
      host: '127.0.0.1',
      rejectUnauthorized: false,
      ALPNProtocols: ['h2', 'http/1.1'],
    })
    onTestFinished(() => void socket.destroy())
    socket.on('error', () => {})
    await new Promise(resolve => socket.once('secureConnect', resolve).once('close', resolve))
    return socket
  }

  /** What is answered to `request` over TLS; null when it is cut. */
  async function askSecurely(request: string) {
    const socket = await secure()
    socket.write(request)
    return answerFrom(socket)
  }
  return { ...server, secure, askSecurely }
}

describe.skipIf(missingOpenssl)('a port that speaks TLS', () => {
  beforeAll(async () => {
    context = createSecureContext(await makeCertificate())
  })

  test('answers both who speaks TLS and who does not, again and again', async () => {
    const { port, secure } = await listen()
    for (const [socket, body] of [
      [await secure(), 'secure'],
      [await dial({ port }), 'plain'],
    ] as const) {
      for (let i = 0; i < 20; i++) {
        socket.write(get('/'))
        expect(String((await answerFrom(socket))?.body)).toBe(body)
      }
      socket.destroy()
    }
  })

  test('hears one who sends the request byte by byte', async () => {
    const { port } = await listen()
    const socket = await dial({ port })
    const answered = answerFrom(socket)
    for (const letter of get('/')) await new Promise(resolve => socket.write(letter, resolve))
    expect(String((await answered)?.body)).toBe('plain')
    socket.destroy()
  })

  test.each([
    ['says nothing', ''],
    ['begins a handshake and stops', '\x16\x03\x01'],
    ['dribbles a request', 'GET / HT'],
  ])('cuts one who %s', async (_, bytes) => {
    const { port } = await listen({ askWithin: 200 })
    const socket = await dial({ port })
    socket.write(bytes, 'latin1')
    await gone(socket.resume())
  })

  test('cuts one who agrees and then asks nothing', async () => {
    const { secure } = await listen({ askWithin: 2_000 })
    await gone((await secure()).resume())
  })

  test('cuts at once one whose handshake is nonsense, and goes on', async () => {
    const { port, askSecurely } = await listen()
    const socket = await dial({ port })
    socket.write(Buffer.concat([Buffer.from([22, 3, 1, 0, 200]), Buffer.alloc(200, 7)]))
    await gone(socket.resume())
    expect((await askSecurely(get('/')))?.status).toBe(200)
  })

  test('goes on when somebody leaves before or in the middle of the handshake', async () => {
    const { port, askSecurely } = await listen()
    for (const bytes of ['', '\x16\x03\x01\x02', 'GE']) {
      const socket = await dial({ port })
      socket.write(bytes, 'latin1')
      await new Promise(resolve => setTimeout(resolve, 20))
      socket.resetAndDestroy()
    }
    expect((await askSecurely(get('/')))?.status).toBe(200)
  })

  test('cuts one who does not take the answer in time', async () => {
    const { begun, secure } = await listen({ answerWithin: 200 })
    const socket = await secure()
    socket.write(get('/wait'))
    await until('the question to be heard', () => begun.length)
    socket.pause()
    begun[0]?.end(Buffer.alloc(64 * 1024 * 1024)) // more than the system takes on for a reader
    await once(begun[0] as ServerResponse, 'close')
    expect(begun[0]?.writableFinished).toBe(false)
  })

  test('cuts one who asks before the answer, and does not work off the rest', async () => {
    const { askSecurely, requests } = await listen()
    expect(await askSecurely(get('/wait') + get('/').repeat(1_000))).toBeNull()
    expect(requests()).toBeLessThan(30)
  })

  test('counts those who have not agreed yet: the oldest of them makes room', async () => {
    const { port, askSecurely } = await listen({ perAddress: 3 })
    const silent: Socket[] = []
    for (let i = 0; i < 3; i++) silent.push((await dial({ port })).resume())
    expect((await askSecurely(get('/')))?.status).toBe(200)
    await gone(silent[0] as Socket)
    expect(silent.slice(1).map(one => one.closed)).toEqual([false, false])
  })

  test('turns away an address that opens too many in a short time', async () => {
    const { askSecurely } = await listen({ rate: { burst: 5, perSecond: 0.001 } })
    const answers = await Promise.all(Array.from({ length: 9 }, () => askSecurely(get('/'))))
    expect(answers.filter(Boolean)).toHaveLength(5)
  })

  test('stops at once, though somebody has said nothing yet', async () => {
    const { port, secure, close } = await listen()
    const [silent, agreed] = [(await dial({ port })).resume(), (await secure()).resume()]
    close()
    await Promise.all([gone(silent), gone(agreed)])
    expect(await ask({ port }, get('/')).catch(() => null)).toBeNull()
  })
})
