/** The page's end of the WebSocket against a real one. */
import { createServer, type Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { Trouble } from '../../electron/contract/errors.ts'
import { closeCodes } from '../../electron/contract/events.ts'
import { type Station, socketAddress, stationAt } from '../../renderer/client/station.ts'
import { LinkTrouble } from '../../renderer/client/trouble.ts'
import { type WsStation, wsStation } from './ws-station.ts'

const fast = { firstRetry: 5, longestRetry: 20 }
const open: (() => unknown)[] = []
afterEach(() => Promise.all(open.splice(0).map(close => close())))

async function pair(
  answer: Parameters<typeof wsStation>[0],
  timing: Parameters<typeof stationAt>[1] = {},
): Promise<{ far: WsStation; near: Station }> {
  const far = await wsStation(answer)
  const near = stationAt(far.address, { ...fast, ...timing })
  open.push(
    () => near.close(),
    () => far.close(),
  )
  near.open()
  await expect.poll(() => near.status).toBe('open')
  return { far, near }
}

test('a call carries its name and input, and gives the answer with its id', async () => {
  const { far, near } = await pair(() => ({ output: { at: 'attract' } }))
  await expect(near.call('visit.do', { verb: 'done' })).resolves.toEqual({ at: 'attract' })
  expect(far.calls).toEqual([{ id: 1, call: 'visit.do', input: { verb: 'done' } }])
})

test('answers find their calls in any order', async () => {
  const held: { id: number }[] = []
  const { far, near } = await pair(call => void held.push(call))
  const first = near.call('kiosk.report', { level: 'info', what: 'a' })
  const second = near.call('visit.do', { verb: 'begin' })
  await expect.poll(() => held).toHaveLength(2)
  far.send({ id: held[1]!.id, output: 'second' })
  far.send({ id: held[0]!.id, output: 'first' })
  expect(await Promise.all([first, second])).toEqual(['first', 'second'])
})

test('a refusal is a Trouble with its code and details', async () => {
  const { near } = await pair(() => ({
    error: { code: 'NOT_NOW', details: { came: 'count', at: 'attract' } },
  }))
  await expect(near.call('visit.do', { verb: 'count' })).rejects.toEqual(
    new Trouble('NOT_NOW', { came: 'count', at: 'attract' }),
  )
})

test('events reach their listeners until they stop listening', async () => {
  const { far, near } = await pair(() => undefined)
  const seen: unknown[] = []
  const stop = near.on('reach', data => seen.push(data))
  far.send({ event: 'reach', data: { local: false, public: false } })
  await expect.poll(() => seen).toEqual([{ local: false, public: false }])
  stop()
  far.send({ event: 'reach', data: { local: true, public: false } })
  await near.call('kiosk.hello', {}).catch(() => {})
  expect(seen).toHaveLength(1)
})

test('a lost link rejects what waits and comes back by itself', async () => {
  const { far, near } = await pair(({ call }, socket) => {
    if (call === 'visit.shutter') socket.terminate()
    else return { output: null }
  })
  const seen: string[] = []
  near.onStatus(status => seen.push(status))
  await expect(near.call('visit.shutter', {})).rejects.toEqual(new LinkTrouble('LINK_LOST'))
  await expect.poll(() => seen).toEqual(['waiting', 'open'])
  await expect(near.call('kiosk.report', { level: 'info', what: 'back' })).resolves.toBeNull()
  expect(far.sockets.size).toBe(1)
})

test('a call while the link is down is rejected at once', async () => {
  const near = stationAt('ws://127.0.0.1:9', fast)
  await expect(near.call('kiosk.hello', {})).rejects.toEqual(new LinkTrouble('LINK_LOST'))
})

test('a station that is not there yet is found when it comes', async () => {
  const early = await wsStation(() => undefined)
  const port = Number(new URL(early.address).port)
  await early.close()
  const near = stationAt(early.address, fast)
  open.push(() => near.close())
  near.open()
  await new Promise(resolve => setTimeout(resolve, 60))
  expect(near.status).toBe('waiting')
  const far = await wsStation(() => undefined, port)
  open.push(() => far.close())
  await expect.poll(() => near.status).toBe('open')
})

test('a call without an answer times out and the link is opened anew', async () => {
  const { far, near } = await pair(() => undefined, { timeout: 300 })
  const [before] = far.sockets
  await expect(near.call('kiosk.hello', {})).rejects.toEqual(new LinkTrouble('CALL_TIMEOUT'))
  await expect.poll(() => near.status).toBe('open')
  expect(far.sockets.has(before!)).toBe(false)
})

test('a station that hangs before the handshake does not hold the page for ever', async () => {
  const sockets = new Set<Socket>()
  const server = createServer(socket => sockets.add(socket)).listen(0, '127.0.0.1')
  await new Promise(resolve => server.once('listening', resolve))
  const near = stationAt(`ws://127.0.0.1:${(server.address() as { port: number }).port}`, {
    ...fast,
    timeout: 50,
  })
  open.push(
    () => near.close(),
    () => server.close(),
    () => sockets.forEach(socket => void socket.destroy()),
  )
  near.open()
  await expect.poll(() => sockets.size).toBeGreaterThan(1)
})

test('taken over by another window, it does not come back by itself, only by hand', async () => {
  const { far, near } = await pair(() => undefined)
  for (const socket of far.sockets) socket.close(closeCodes.takenOver)
  await expect.poll(() => near.status).toBe('taken-over')
  await new Promise(resolve => setTimeout(resolve, 60))
  expect(near.status).toBe('taken-over')
  expect(far.sockets.size).toBe(0)
  near.open()
  await expect.poll(() => near.status).toBe('open')
})

test('a closed link stays closed', async () => {
  const { far, near } = await pair(() => undefined)
  near.close()
  await expect.poll(() => far.sockets.size).toBe(0)
  await new Promise(resolve => setTimeout(resolve, 60))
  expect(near.status).toBe('waiting')
  expect(far.sockets.size).toBe(0)
})

test.each([
  ['http://127.0.0.1:4100/kiosk/', 'ws://127.0.0.1:4100/socket'],
  ['https://kiosk.example/kiosk/?x#y', 'wss://kiosk.example/socket'],
])('the socket of %s is %s', (page, socket) => {
  expect(socketAddress(new URL(page))).toBe(socket)
})
