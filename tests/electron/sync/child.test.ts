import { execFile } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { openStoreToRead } from '../../../electron/store/open.ts'
import { openStorage } from '../../../electron/sync/storage.ts'
import { startStation, temporaryFolder } from '../../support/station.ts'
import { until } from '../../support/until.ts'
import { alive } from '../alive.ts'

async function syncingStation(settings?: object) {
  const folder = await temporaryFolder()
  const data = join(folder.path, 'data')
  const storage = join(folder.path, 'storage')
  await mkdir(data)
  await mkdir(storage)
  const write = (more: object = {}) =>
    writeFile(
      join(data, 'sync.json'),
      JSON.stringify({ station: 'hall-a', target: { kind: 'folder', path: storage }, ...more }),
    )
  if (settings) await write(settings)
  const station = await startStation({ data })
  return {
    ...{ data, station, write },
    heartbeat: () =>
      until('the worker to say that it lives', () =>
        readFile(join(storage, 'v1/kiosks/hall-a/heartbeat.json'), 'utf8').then(JSON.parse, () => null),
      ),
    async [Symbol.asyncDispose]() {
      await station.stop()
      await folder[Symbol.asyncDispose]()
    },
  }
}

/** The process of a station's worker. */
async function workerOf(station: { child: { pid?: number | undefined } }): Promise<number> {
  return until('the worker to be there', async () => {
    const listing = promisify(execFile)('ps', ['-o', 'pid=,args=', '--ppid', `${station.child.pid}`])
    const { stdout } = await listing.catch(() => ({ stdout: '' })) // it has no child at all
    const line = stdout.split('\n').find(one => one.includes('sync watch'))
    return line ? Number.parseInt(line, 10) : null
  })
}

// Elsewhere a child is not found by its parent so easily.
describe.runIf(process.platform === 'linux')('the worker beside the station', () => {
  test('starts when the settings come, without the station being started again', async () => {
    await using kiosk = await syncingStation()
    await kiosk.write()
    expect(await kiosk.heartbeat()).toMatchObject({ station: 'hall-a' })
  })

  test('is told to be starting until its first word, and never to be off or silent', async () => {
    await using kiosk = await syncingStation({})
    const token = (await readFile(join(kiosk.data, 'metrics-token'), 'utf8')).trim()
    const metrics = new URL('/metrics', kiosk.station.ready.kiosk)
    const states: string[] = []
    await until('all to be well', async () => {
      const told = await fetch(metrics, { headers: { authorization: `Bearer ${token}` } })
      states.push(/sync_state\{state="(\w+)"\} 1/.exec(await told.text())![1]!)
      return states.at(-1) === 'well'
    })
    expect(states[0]).toBe('starting')
    expect(states).not.toContain('off')
    expect(states).not.toContain('silent')
  })

  test('comes back when it is killed, and the station does not notice', async () => {
    await using kiosk = await syncingStation({})
    await kiosk.heartbeat()
    const first = await workerOf(kiosk.station)
    process.kill(first, 'SIGKILL')
    await until('another worker', async () => (await workerOf(kiosk.station)) !== first)
    expect(kiosk.station.child.exitCode).toBeNull()
  })

  test('gives way to the station on the processor', async () => {
    await using kiosk = await syncingStation({})
    const { stdout } = await promisify(execFile)('ps', [
      '-o',
      'ni=',
      '-p',
      `${await workerOf(kiosk.station)}`,
    ])
    expect(Number(stdout)).toBe(10)
  })

  test('ends with the station, however that ends', async () => {
    await using kiosk = await syncingStation({})
    const worker = await workerOf(kiosk.station)
    await kiosk.station.kill()
    await until('the worker to end', async () => !alive(worker))
  })

  test('takes up changed settings at once', async () => {
    await using kiosk = await syncingStation({ station: 'hall-b' })
    await workerOf(kiosk.station)
    await kiosk.write({ station: 'hall-a' })
    expect(await kiosk.heartbeat()).toMatchObject({ station: 'hall-a' })
  })

  test('that cannot run is tried again when its settings are mended, and not every second', async () => {
    await using kiosk = await syncingStation({ statoin: 'hall-a' })
    const log = () =>
      readFile(join(kiosk.data, 'logs', `${new Date().toISOString().slice(0, 10)}.jsonl`), 'utf8')
    await until('the log to name the misspelling', async () =>
      (await log()).includes('Did you mean \\"station\\"?'),
    )
    await kiosk.write()
    await kiosk.heartbeat()
    const store = openStoreToRead(join(kiosk.data, 'groundswell.sqlite'))
    await until('its report', async () => openStorage(store).state().report)
    store.close()
  })
})
