/** Photos on their way, against a real HTTP server that fails in real ways. */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { Outgoing } from '../../renderer/state/outgoing.ts'
import { freePort } from '../support/free-port.ts'

const open: (() => unknown)[] = []
afterEach(() => Promise.all(open.splice(0).map(close => close())))

type Answer = number | 'cut'

/** Gives `answers` one after the other, the last one for ever; keeps the bytes it acknowledged. */
async function server(answers: Answer[], port?: number) {
  const kept: string[] = []
  let asked = 0
  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const answer = answers[Math.min(asked++, answers.length - 1)]!
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part as Buffer)
    if (answer === 'cut') return void request.socket.destroy()
    if (answer < 300) kept.push(`${request.url} ${Buffer.concat(parts)}`)
    response.writeHead(answer).end()
  }
  const http = createServer((request, response) => void handle(request, response))
  http.listen(port ?? (await freePort()), '127.0.0.1')
  await once(http, 'listening')
  const stop = async () => {
    http.closeAllConnections()
    http.close()
    await once(http, 'close')
  }
  const at = (http.address() as AddressInfo).port
  return { port: at, kept, stop, asked: () => asked }
}

function outgoing(port: number, refused: unknown[] = [], firstRetry = 2) {
  return new Outgoing({
    send: async (id, body) => (await fetch(`http://127.0.0.1:${port}/${id}`, { method: 'PUT', body })).status,
    onRefused: (id, status) => refused.push([id, status]),
    firstRetry,
    longestRetry: firstRetry * 4,
  })
}

const photo = new Blob(['photo'])

test('a photo is sent once and let go when it is acknowledged', async () => {
  const station = await server([201])
  open.push(station.stop)
  const photos = outgoing(station.port)
  const sending = photos.add('a', photo)
  expect(photos.size).toBe(1)
  await sending
  expect(photos.size).toBe(0)
  expect(station.kept).toEqual(['/a photo'])
})

test('failures that may pass are tried again until the acknowledgement', async () => {
  const station = await server([500, 'cut', 503, 403, 401, 408, 429, 507, 200])
  open.push(station.stop)
  const refused: unknown[] = []
  await outgoing(station.port, refused).add('a', photo)
  expect(station.kept).toEqual(['/a photo'])
  expect(station.asked()).toBe(9)
  expect(refused).toEqual([])
})

test.each([400, 404, 409, 413, 415])('%i is final: told once, never sent again', async status => {
  const station = await server([status])
  open.push(station.stop)
  const refused: unknown[] = []
  const photos = outgoing(station.port, refused)
  await photos.add('a', photo)
  expect(refused).toEqual([['a', status]])
  expect(station.asked()).toBe(1)
  expect(photos.size).toBe(0)
})

test('a station that is killed and started again loses nothing', async () => {
  const first = await server(['cut'])
  const photos = outgoing(first.port)
  const sending = Promise.all([photos.add('a', photo), photos.add('b', new Blob(['other']))])
  await expect.poll(() => first.asked()).toBeGreaterThan(2)
  await first.stop()
  await new Promise(resolve => setTimeout(resolve, 30))
  expect(photos.size).toBe(2)
  const second = await server([201], first.port)
  open.push(second.stop)
  await sending
  expect(second.kept.sort()).toEqual(['/a photo', '/b other'])
})

test('the same photo twice is sent once', async () => {
  const station = await server([500, 201])
  open.push(station.stop)
  const photos = outgoing(station.port)
  await Promise.all([photos.add('a', photo), photos.add('a', photo)])
  await expect.poll(() => photos.size).toBe(0)
  expect(station.kept).toEqual(['/a photo'])
})

test('hurry sends at once what waits for its next try', async () => {
  const station = await server([500, 201])
  open.push(station.stop)
  const photos = outgoing(station.port, [], 60_000)
  const sending = photos.add('a', photo)
  // Again and again: it waits only once the first answer has reached it.
  const hurrying = setInterval(() => photos.hurry(), 10)
  await sending
  clearInterval(hurrying)
  expect(station.kept).toEqual(['/a photo'])
})
