import { execFileSync, spawn } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readReadyLine } from '../electron/contract/ready.ts'

const root = join(import.meta.dirname, '..')
// electron-builder brings these itself, in the versions that it uses.
const require = createRequire(createRequire(import.meta.url).resolve('electron-builder'))
const { DebugLogger } = require('builder-util')
const { getConfig, validateConfiguration } = require('app-builder-lib/out/util/config/config')
const { build, Platform } = require('electron-builder')
const asar = createRequire(require.resolve('app-builder-lib'))('@electron/asar')

test('electron-builder.yml is what electron-builder understands', async () => {
  const config = await getConfig(root, 'electron-builder.yml', null)
  await expect(validateConfiguration(config, new DebugLogger(false))).resolves.toBeUndefined()
})

test('a misspelled key would not pass', async () => {
  const config = await getConfig(root, 'electron-builder.yml', null)
  await expect(validateConfiguration({ ...config, asarUnpak: [] }, new DebugLogger(false))).rejects.toThrow()
})

// The stand-in below is laid out as on Linux.
describe.skipIf(process.platform !== 'linux')('the packed app', { timeout: 180_000 }, () => {
  let folder: string
  let resources: string

  /** Packs this folder with an Electron that is only its outline: packing looks at nothing else. */
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'groundswell-packed-'))
    const electron = join(folder, 'electron')
    mkdirSync(join(electron, 'resources'), { recursive: true })
    for (const file of ['electron', 'chrome-sandbox', 'LICENSE', 'version'])
      writeFileSync(join(electron, file), '')
    chmodSync(join(electron, 'electron'), 0o755)
    await build({
      targets: Platform.LINUX.createTarget('dir'),
      projectDir: root,
      publish: 'never',
      config: {
        directories: { output: join(folder, 'release') },
        electronDist: electron,
        // Fuses are bits in Electron's binary, which is not there.
        electronFuses: null,
        // Half of the time, for hashes of the archive that nobody but Electron reads.
        disableAsarIntegrity: true,
      },
    })
    resources = join(folder, 'release/linux-unpacked/resources')
  }, 180_000)
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test('has the shell in its archive', () => {
    const inside: string[] = asar.listPackage(join(resources, 'app.asar'))
    expect(inside).toEqual(
      expect.arrayContaining([
        '/package.json',
        '/dist/shell/main.js',
        '/dist/shell/preload.cjs',
        '/dist/shell/one-moment.html',
      ]),
    )
    expect(
      inside.filter(file =>
        /^\/(electron\/(?!store)|renderer|tests|data|node_modules\/(node|electron|vite)\/)/.test(file),
      ),
    ).toEqual([])
  })

  test('brings an executable Node of its own, once', () => {
    expect(statSync(join(resources, 'node/node')).mode & 0o111).toBe(0o111)
    expect(existsSync(join(resources, 'app.asar.unpacked/node_modules/node'))).toBe(false)
  })

  test('starts its station with its Node, and stops it', async () => {
    const unpacked = join(resources, 'app.asar.unpacked')
    const data = join(folder, 'data')
    const flags = ['--port=0', '--share-port=0', '--share-host=127.0.0.1', `--data=${data}`]
    const station = spawn(
      join(resources, 'node/node'),
      [join(unpacked, 'dist/station/station.js'), ...flags],
      {
        env: {},
        cwd: '/',
      },
    )
    let said = ''
    for (const stream of [station.stdout, station.stderr])
      stream.setEncoding('utf8').on('data', words => {
        said += words
      })
    await expect.poll(() => said).toMatch(/^GROUNDSWELL READY .*\n/m)
    const ready = said.split('\n').map(readReadyLine).find(Boolean)!
    const page = await fetch(ready.kiosk, { redirect: 'manual' })
    expect(page.status).toBeLessThan(400)
    expect((await fetch(`${ready.share}/s/no-such-photo`)).status).toBe(404)
    station.kill('SIGTERM')
    await expect.poll(() => station.exitCode).toBe(0)
    expect(readdirSync(data)).toContain('groundswell.sqlite')
  })

  test.each(['resources/samples/portrait.jpg', 'tests/fixtures/photos/quadrants-turned.heic'])(
    'frames %s on its command line',
    file => {
      const unpacked = join(resources, 'app.asar.unpacked')
      const photo = join(file.startsWith('tests/') ? root : unpacked, file)
      const out = join(folder, 'framed.jpg')
      const cli = join(unpacked, 'dist/station/cli.js')
      execFileSync(join(resources, 'node/node'), [cli, 'frame', photo, '--out', out], { env: {}, cwd: '/' })
      expect(readFileSync(out).subarray(0, 2).toString('hex')).toBe('ffd8')
    },
  )
})
