import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Ready } from '../../electron/contract/ready.ts'
import { lockFolder } from '../../electron/store/open.ts'
import { alive } from './alive.ts'

const root = join(import.meta.dirname, '../..')
let folder: string
const started: ChildProcess[] = []

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'groundswell-launch-'))
})
afterEach(async () => {
  for (const child of started.splice(0)) {
    child.kill('SIGTERM')
    await expect.poll(() => child.exitCode ?? child.signalCode).not.toBeNull()
  }
  rmSync(folder, { recursive: true, force: true })
})

/** Types `npm start -- …args` on a machine with nothing but what `env` gives it. */
function launch(args: string[], env: Record<string, string> = {}) {
  const own = ['--port=0', '--share-port=0', '--share-host=127.0.0.1', `--data=${join(folder, 'data')}`]
  const child = spawn(process.execPath, [join(root, 'electron/launch.ts'), ...own, ...args], {
    env: { PATH: '/nowhere', ELECTRON_OVERRIDE_DIST_PATH: join(folder, 'no-electron'), ...env },
  })
  started.push(child)
  const said = { out: '', err: '' }
  child.stdout.setEncoding('utf8').on('data', words => {
    said.out += words
  })
  child.stderr.setEncoding('utf8').on('data', words => {
    said.err += words
  })
  return {
    said,
    stop: (signal: NodeJS.Signals) => child.kill(signal),
    async ready(): Promise<Ready> {
      await expect.poll(() => said.out).toMatch(/^GROUNDSWELL READY .*\n/m)
      return JSON.parse(/^GROUNDSWELL READY (.*)$/m.exec(said.out)![1]!)
    },
    /** Its exit code, or the signal that ended it. */
    async ending() {
      const ending = () => child.exitCode ?? child.signalCode
      await expect.poll(ending).not.toBeNull()
      return ending()
    },
  }
}

const answers = async (address: string) => (await fetch(new URL(address).origin)).status > 0

/** A program that writes its process id and arguments down; without a `body` it stays until it is told to end. */
function placeProgram(name: string, body = 'setInterval(() => {}, 1000)') {
  const calls = join(folder, `${name}-calls`)
  const call = "JSON.stringify({ pid: process.pid, args: process.argv.slice(2) }) + '\\n'"
  const program = `#!${process.execPath}
    process.on('SIGTERM', () => process.exit(0))
    require('node:fs').appendFileSync(${JSON.stringify(calls)}, ${call})
    ${body}`
  writeFileSync(join(folder, name), program, { mode: 0o755 })
  const read = (): { pid: number; args: string[] }[] =>
    existsSync(calls)
      ? readFileSync(calls, 'utf8')
          .trim()
          .split('\n')
          .map(line => JSON.parse(line))
      : []
  return read
}

describe('npm start -- --station', { timeout: 60_000 }, () => {
  test.each(['SIGINT', 'SIGTERM'] as const)(
    'says the words and the ready line, and stops on %s',
    async signal => {
      const { ready, said, stop, ending } = launch(['--station'])
      const { kiosk } = await ready()
      expect(said.out).toMatch(/^Groundswell is ready\./)
      expect(await answers(kiosk)).toBe(true)
      stop(signal)
      expect(await ending()).toBe(0)
      expect(said.out).toContain('Every kept photo is safe')
      await expect(answers(kiosk)).rejects.toThrow()
    },
  )

  test('passes on why the station cannot start, and its exit code', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await expect.poll(() => other.listening).toBe(true)
    const { port } = other.address() as { port: number }
    const { said, ending } = launch(['--station', `--port=${port}`])
    expect(await ending()).toBe(2)
    expect(said.err).toContain(`Port ${port} for the kiosk door is taken by another program.`)
    other.close()
  })
})

test('a mistyped flag is refused before anything starts', { timeout: 60_000 }, async () => {
  const { said, ending } = launch(['--browsr'])
  expect(await ending()).toBe(2)
  expect(said).toMatchObject({ out: '', err: expect.stringContaining('Did you mean --browser?') })
})

describe('npm start without Electron', { timeout: 60_000 }, () => {
  test('says so, and where to open the kiosk when there is no display either', async () => {
    const { said, ready, stop, ending } = launch([])
    await ready()
    await expect.poll(() => said.out).toContain('Open the kiosk address above in Chromium')
    expect(said.out).toMatch(/^No Electron here \(there is no display\)/)
    stop('SIGINT')
    expect(await ending()).toBe(0)
  })

  test('opens a browser as a kiosk that may use the camera, again when it crashes, and takes it along', async () => {
    const calls = placeProgram('chromium')
    const { said, ready, stop, ending } = launch([], { DISPLAY: ':99', PATH: folder })
    const { kiosk, data } = await ready()
    await expect.poll(calls).toHaveLength(1)
    expect(said.out).toMatch(/^No Electron here \(its binary is not installed/)
    expect(said.out).toContain('Opened in Chromium.')
    const [first] = calls()
    const profile = join(data, 'browser')
    expect(first!.args).toEqual(expect.arrayContaining(['--kiosk', `--user-data-dir=${profile}`]))
    expect(first!.args.at(-1)).toBe(kiosk)
    expect(first!.args.join(' ')).not.toContain('fake')
    const preferences = JSON.parse(readFileSync(join(profile, 'Default/Preferences'), 'utf8'))
    expect(preferences.profile.content_settings.exceptions).toEqual({
      media_stream_camera: { [`${new URL(kiosk).origin},*`]: { setting: 1 } },
    })

    process.kill(first!.pid, 'SIGKILL')
    await expect.poll(calls).toHaveLength(2)
    const second = calls()[1]!
    expect(second.args).toEqual(first!.args)
    stop('SIGTERM')
    expect(await ending()).toBe(0)
    expect(alive(second.pid)).toBe(false)
    await expect(answers(kiosk)).rejects.toThrow()
  })

  test('ends when the station needs a person', async () => {
    writeFileSync(join(folder, 'a-file'), '')
    const { said, ending } = launch(['--browser', `--data=${join(folder, 'a-file/data')}`])
    expect(await ending()).toBe(2)
    expect(said.err).toContain('cannot be written')
    expect(said.out).not.toContain('No Electron')
  })
})

describe('npm start with Electron', { timeout: 60_000 }, () => {
  const line = 'GROUNDSWELL READY {\\"kiosk\\":\\"http://127.0.0.1:1/\\"}'

  test("runs it on this folder with the station's flags, and ends as it ends", async () => {
    const calls = placeProgram('electron', `console.log("${line}"); process.exit(3)`)
    const { said, ending } = launch(['--camera', 'demo'], {
      DISPLAY: ':99',
      ELECTRON_OVERRIDE_DIST_PATH: folder,
    })
    expect(await ending()).toBe(3)
    expect(said.out).toBe('GROUNDSWELL READY {"kiosk":"http://127.0.0.1:1/"}\n')
    const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : []
    expect(calls()[0]!.args).toEqual([
      root,
      ...sandbox,
      `--data=${join(folder, 'data')}`,
      '--port=0',
      '--share-port=0',
      '--share-host=127.0.0.1',
      '--camera=demo',
      '--words=event',
    ])
  })

  test('that cannot run here falls back to the browser', async () => {
    placeProgram('electron', 'process.kill(process.pid, "SIGTRAP"); setInterval(() => {}, 1000)')
    const { said, ready } = launch([], { DISPLAY: ':99', ELECTRON_OVERRIDE_DIST_PATH: folder })
    await ready()
    expect(said.out).toMatch(/^No Electron here \(signal SIGTRAP\), so the same kiosk runs in a browser\.\n/)
  })

  test('stops it when told to stop', async () => {
    const calls = placeProgram('electron')
    const { stop, ending } = launch([], { DISPLAY: ':99', ELECTRON_OVERRIDE_DIST_PATH: folder })
    await expect.poll(calls).toHaveLength(1)
    stop('SIGINT')
    expect(await ending()).toBe(0)
    expect(alive(calls()[0]!.pid)).toBe(false)
  })
})

describe('a stop that comes while the launcher is still busy with the start', { timeout: 60_000 }, () => {
  /** Makes `spawn` come back three seconds after the program has begun, as on a machine with much to do. */
  const busy = () => {
    const file = join(folder, 'busy.mjs')
    const source = `import processes from 'node:child_process'
      import { syncBuiltinESMExports } from 'node:module'
      const { spawn } = processes
      processes.spawn = (...args) => {
        const child = spawn(...args)
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 3_000)
        return child
      }
      syncBuiltinESMExports()`
    writeFileSync(file, source)
    return { NODE_OPTIONS: `--import=${file}` }
  }

  test('takes Electron along', async () => {
    const calls = placeProgram('electron')
    const { stop, ending } = launch([], { ...busy(), DISPLAY: ':99', ELECTRON_OVERRIDE_DIST_PATH: folder })
    await expect.poll(calls).toHaveLength(1)
    stop('SIGTERM')
    expect(await ending()).toBe(0)
    expect(alive(calls()[0]!.pid)).toBe(false)
  })

  test('takes a station alone along', async () => {
    const data = join(folder, 'data')
    const { stop, ending } = launch(['--station'], busy())
    await expect.poll(() => existsSync(join(data, 'station.lock'))).toBe(true)
    stop('SIGTERM')
    await ending()
    lockFolder(data).close() // throws while a station has it
  })
})
