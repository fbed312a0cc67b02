import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { freePort } from '../support/free-port.ts'
import { alive } from './alive.ts'
import type * as StandIn from './electron-stand-in.ts'

const stations = join(import.meta.dirname, '../fixtures/stations')
let electron: typeof StandIn
let folder: string
const argv = process.argv
const nodeName = process.platform === 'win32' ? 'node.exe' : 'node'

/** A program folder whose station is one of the fixtures. */
beforeEach(async () => {
  vi.resetModules()
  electron = await import('./electron-stand-in.ts')
  folder = mkdtempSync(join(tmpdir(), 'groundswell-main-'))
  electron.app.path = folder
  vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  vi.spyOn(process.stderr, 'write').mockReturnValue(true)
})

afterEach(async () => {
  await quit()
  vi.restoreAllMocks()
  process.argv = argv
  rmSync(folder, { recursive: true })
})

async function start(station: string, ...flags: string[]) {
  place(station, 'electron/station.ts', `node_modules/node/bin/${nodeName}`)
  process.argv = ['electron', '.', ...flags]
  await import('../../electron/main.ts')
}

function place(station: string, entry: string, node: string): void {
  for (const file of [entry, node]) mkdirSync(dirname(join(folder, file)), { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  cpSync(join(stations, station), join(folder, entry))
  symlinkSync(process.execPath, join(folder, node))
}

/** Waits until everything that wanted to be done before quitting is done. */
async function quit() {
  if (!electron.told.exited) electron.app.quit()
  await expect.poll(() => electron.told.exited).toBe(true)
}

const contents = () => electron.told.windows[0]!.webContents
const shows = () => decodeURIComponent(contents().loads.at(-1) ?? '')
const ports = [`--port=${await freePort()}`, `--share-port=${await freePort()}`]
const said = () =>
  vi
    .mocked(process.stdout.write)
    .mock.calls.map(([words]) => String(words))
    .join('')

describe('the shell', () => {
  test('starts the station with its flags and shows its kiosk page', async () => {
    await start('steady.mjs', ...ports, '--no-zygote', '--camera', 'demo')
    await expect.poll(shows).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/)
    const me = await (await fetch(`${shows()}me`)).json()
    expect(me.flags).toEqual([...ports, '--camera=demo'])
    expect(said()).toMatch(/Groundswell is ready\.\nGROUNDSWELL READY \{"kiosk"/)
  })

  test('keeps the display awake, has no menu, and refuses pinch and swipe', async () => {
    await start('steady.mjs', ...ports)
    await expect.poll(() => electron.told.windows).toHaveLength(1)
    expect(electron.told).toMatchObject({ awake: ['prevent-display-sleep'], menu: null, sandboxed: true })
    expect([...electron.told.switches]).toEqual([
      ['disable-pinch', ''],
      ['overscroll-history-navigation', '0'],
    ])
  })

  test('does not insist on a sandbox where it was told that there is none', async () => {
    electron.told.switches.set('no-sandbox', '')
    await start('steady.mjs', ...ports)
    expect(electron.told.sandboxed).toBe(false)
  })

  test('tells a restart in words only, and does not reload a living page', async () => {
    await start('steady.mjs', ...ports)
    await expect.poll(shows).toMatch(/^http/)
    const kiosk = shows()
    contents().emit('did-navigate', {}, kiosk, 200)
    const loads = contents().loads.length
    await fetch(`${kiosk}crash`).catch(() => {})
    await expect.poll(() => said().match(/Groundswell is ready/g)).toHaveLength(2)
    expect(said()).toContain('The station stopped (exit code 1). It starts again in 0.25 s.')
    expect(said().match(/GROUNDSWELL READY/g)).toHaveLength(1)
    expect(contents().loads).toHaveLength(loads)
  })

  test('stops the station before it quits', async () => {
    await start('steady.mjs', ...ports)
    await expect.poll(shows).toMatch(/^http/)
    const { pid } = await (await fetch(`${shows()}me`)).json()
    await quit()
    expect(alive(pid)).toBe(false)
  })

  test('shows why the station cannot start, and lets the operator out', async () => {
    await start('refuses.mjs')
    await expect.poll(shows).toContain('Port 4460 is taken.')
    expect(electron.told.windows[0]!.inKiosk).toBe(false)
  })

  test('runs the packaged station with the packaged Node, on a data folder of its own', async () => {
    place('steady.mjs', 'app.asar.unpacked/dist/station/station.js', `node/${nodeName}`)
    Object.defineProperty(process, 'resourcesPath', { value: folder, configurable: true })
    electron.app.isPackaged = true
    process.argv = ['groundswell', ...ports]
    await import('../../electron/main.ts')
    await expect.poll(shows).toMatch(/^http/)
    const me = await (await fetch(`${shows()}me`)).json()
    expect(me.flags).toEqual([`--data=${join(folder, 'userData/data')}`, ...ports])
    expect(electron.told.windows[0]!.options.webPreferences.devTools).toBe(false)
  })
})

describe('a second shell', () => {
  test('says so and quits without a window or a station', async () => {
    electron.told.isFirstInstance = false
    await start('steady.mjs')
    expect(electron.told).toMatchObject({ quits: 1, windows: [], awake: [] })
    expect(said()).toBe('Groundswell runs already; its window comes to the front.\n')
  })

  test('brings the window of the first to the front', async () => {
    await start('steady.mjs', ...ports)
    await expect.poll(() => electron.told.windows).toHaveLength(1)
    electron.app.emit('second-instance')
    expect(electron.told.windows[0]!.focused).toBe(1)
  })
})

describe('the shell verbs', () => {
  const call = (verb: string, senderFrame: unknown) =>
    electron.ipcMain.handlers.get(`shell:${verb}`)!({ senderFrame })

  test('work for the kiosk page', async () => {
    await start('steady.mjs', ...ports)
    await expect.poll(shows).toMatch(/^http/)
    const own = { url: shows(), parent: null }
    expect(call('version', own)).toBe('1.2.3')
    call('relaunch', own)
    expect(electron.told.relaunches).toBe(1)
    expect(electron.told.quits).toBe(1)
  })

  test('refuse everybody else, with a reason', async () => {
    await start('steady.mjs', ...ports)
    await expect.poll(shows).toMatch(/^http/)
    const strangers = [null, { url: 'data:text/html,', parent: null }, { url: shows(), parent: {} }]
    for (const verb of ['version', 'quit', 'relaunch'])
      for (const stranger of strangers)
        expect(() => call(verb, stranger)).toThrow(/only for the kiosk's own window/)
    expect(electron.told).toMatchObject({ quits: 0, relaunches: 0 })
  })
})
