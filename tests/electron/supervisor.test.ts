import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import type { Ready } from '../../electron/contract/ready.ts'
import { type Supervisor, type SupervisorOptions, superviseStation } from '../../electron/supervisor.ts'
import { freePort } from '../support/free-port.ts'
import { alive } from './alive.ts'

const stations = join(import.meta.dirname, '../fixtures/stations')
const freePorts = ['--port', String(await freePort()), '--share-port', String(await freePort())]
const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp()
})

/** Starts a fixture station under supervision and writes down what it tells. */
function supervise(station: string, args: string[], timing: SupervisorOptions['timing'] = {}) {
  const told = {
    ready: [] as Ready[],
    down: [] as { reason: string; retryInMs: number }[],
    gaveUp: [] as string[],
    lines: [] as string[],
  }
  const supervisor: Supervisor = superviseStation({
    command: process.execPath,
    args: [join(stations, station), ...args],
    timing: { firstPauseMs: 20, ...timing },
    onReady: ready => told.ready.push(ready),
    onDown: down => told.down.push(down),
    onGaveUp: reason => told.gaveUp.push(reason),
    onLine: line => told.lines.push(line),
  })
  cleanUps.push(() => supervisor.stop())
  return { supervisor, told }
}

function countFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'groundswell-supervisor-'))
  cleanUps.push(() => rmSync(folder, { recursive: true }))
  return join(folder, 'starts')
}

const ask = async (url: string, path = 'me') => JSON.parse(await (await fetch(url + path)).text())

describe('a station that comes up', () => {
  test('is told as ready, its human lines are passed on, and the machine line is not', async () => {
    const { told } = supervise('steady.mjs', freePorts)
    await expect.poll(() => told.ready).toHaveLength(1)
    expect(told.lines).toEqual(['Groundswell is ready.'])
    expect(told.ready[0]?.data).toBe('/nowhere')
  })

  test('gets a secret of 32 random bytes, the word that it is supervised, and few memory arenas', async () => {
    const { told } = supervise('steady.mjs', freePorts)
    await expect.poll(() => told.ready).toHaveLength(1)
    const me = await ask(told.ready[0]!.kiosk)
    expect(Buffer.from(me.secret, 'base64url')).toHaveLength(32)
    expect(me.supervised).toBe('1')
    if (process.platform === 'linux') expect(me.arenas).toBe('2')
  })

  test('stops when it is told to, and stays stopped', async () => {
    const { supervisor, told } = supervise('steady.mjs', freePorts)
    await expect.poll(() => told.ready).toHaveLength(1)
    const { pid } = await ask(told.ready[0]!.kiosk)
    await supervisor.stop()
    expect(alive(pid)).toBe(false)
    await new Promise(resolve => setTimeout(resolve, 100))
    expect(told).toMatchObject({ ready: [{}], down: [], gaveUp: [] })
  })
})

describe('a station that dies', () => {
  test('of kill -9 comes back on the same ports with the same secret', async () => {
    const { told } = supervise('steady.mjs', freePorts)
    await expect.poll(() => told.ready).toHaveLength(1)
    const before = await ask(told.ready[0]!.kiosk)
    process.kill(before.pid, 'SIGKILL')
    await expect.poll(() => told.ready).toHaveLength(2)
    const after = await ask(told.ready[0]!.kiosk)
    expect(told.ready[1]).toEqual(told.ready[0])
    expect(after.pid).not.toBe(before.pid)
    expect(after.secret).toBe(before.secret)
    expect(told.down).toEqual([{ reason: 'signal SIGKILL', retryInMs: 20 }])
  })

  test('again and again gets longer and longer pauses, up to a limit', async () => {
    const { told } = supervise('turns.mjs', [countFile(), 'crash'], { firstPauseMs: 5, longestPauseMs: 20 })
    await expect.poll(() => told.down.length).toBeGreaterThanOrEqual(5)
    expect(told.down.slice(0, 5).map(({ retryInMs }) => retryInMs)).toEqual([5, 10, 20, 20, 20])
    expect(told.down[0]?.reason).toBe('exit code 1')
    expect(told.lines[0]).toBe('The disk is on fire.')
  })

  test('after good health gets the first, short pause again', async () => {
    const { told } = supervise('turns.mjs', [countFile(), 'crash', 'crash', 'readyThenCrash', 'ready'], {
      healthyMs: 1,
    })
    await expect.poll(() => told.ready).toHaveLength(2)
    expect(told.down.map(({ retryInMs }) => retryInMs)).toEqual([20, 40, 20])
  })

  test('in the middle of its ready line was not ready', async () => {
    const { told } = supervise('turns.mjs', [countFile(), 'garble', 'ready'])
    await expect.poll(() => told.ready).toHaveLength(1)
    expect(told.down).toEqual([{ reason: 'exit code 1', retryInMs: 20 }])
  })
})

describe('a station that needs a person', () => {
  test('before it was ever ready is given up, with its own last sentence', async () => {
    const { told } = supervise('turns.mjs', [countFile(), 'refuse'])
    await expect.poll(() => told.gaveUp).toEqual(['Port 4460 is taken.'])
    expect(told.down).toEqual([])
  })

  test('after it was ready once is tried again', async () => {
    const { told } = supervise('turns.mjs', [countFile(), 'readyThenCrash', 'refuse', 'ready'])
    await expect.poll(() => told.ready).toHaveLength(2)
    expect(told.gaveUp).toEqual([])
    expect(told.down[1]?.reason).toBe('Port 4460 is taken.')
  })

  test('because there is no such program is given up', async () => {
    const gaveUp: string[] = []
    superviseStation({ command: '/no/such/node', args: [], onGaveUp: reason => gaveUp.push(reason) })
    await expect.poll(() => gaveUp[0]).toContain('/no/such/node')
  })
})

describe('a station that hangs', () => {
  test('while it starts is killed and tried again', async () => {
    const { told } = supervise('silent.mjs', [], { readyWithinMs: 300 })
    await expect.poll(() => told.down).toHaveLength(1)
    expect(told.down[0]?.reason).toBe('it was not ready within 0.3 s')
  })

  test('and will not stop is killed in the end, with the helpers it started', async () => {
    const { supervisor, told } = supervise('stubborn.mjs', [], { stopWithinMs: 200 })
    await expect.poll(() => told.ready).toHaveLength(1)
    const helper = Number(told.lines[0]?.split(' ')[1])
    expect(alive(helper)).toBe(true)
    await supervisor.stop()
    await expect.poll(() => alive(helper)).toBe(false)
  })

  test('between two starts can be stopped as well', async () => {
    const { supervisor, told } = supervise('turns.mjs', [countFile(), 'crash'], { firstPauseMs: 60_000 })
    await expect.poll(() => told.down).toHaveLength(1)
    await supervisor.stop()
    await supervisor.stop()
  })
})

test('a supervisor that is killed takes its station with it', async () => {
  const script = `
    import { superviseStation } from ${JSON.stringify(join(import.meta.dirname, '../../electron/supervisor.ts'))}
    superviseStation({
      command: process.execPath,
      args: ${JSON.stringify([join(stations, 'steady.mjs'), ...freePorts])},
      onReady: ready => console.log(ready.kiosk),
    })`
  const parent = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [kiosk] = await once(parent.stdout!.setEncoding('utf8'), 'data')
  const { pid } = await ask(kiosk.trim())
  parent.kill('SIGKILL')
  await expect.poll(() => alive(pid)).toBe(false)
})
