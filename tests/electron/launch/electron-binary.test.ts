import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { electronBinary, fetchElectronBinary } from '../../../electron/launch/electron-binary.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'groundswell-electron-'))
  vi.stubEnv('ELECTRON_OVERRIDE_DIST_PATH', undefined)
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true })
})

function placeBinary(): string {
  mkdirSync(join(folder, 'dist'))
  writeFileSync(join(folder, 'path.txt'), 'electron')
  writeFileSync(join(folder, 'dist/electron'), '')
  return join(folder, 'dist/electron')
}

test("Electron's binary is found where the package would look for it", () => {
  expect(electronBinary(folder)).toBeNull()
  expect(electronBinary(null)).toBeNull()
  const binary = placeBinary()
  expect(electronBinary(folder)).toBe(binary)
  rmSync(binary)
  expect(electronBinary(folder)).toBeNull()
})

test("the package's own override is honoured", () => {
  placeBinary()
  vi.stubEnv('ELECTRON_OVERRIDE_DIST_PATH', folder)
  expect(electronBinary(folder)).toBeNull()
  writeFileSync(join(folder, 'electron'), '')
  expect(electronBinary(folder)).toBe(join(folder, 'electron'))
  expect(electronBinary(null)).toBe(join(folder, 'electron'))
})

test('fetching it runs the installer of the package', async () => {
  const install = `const fs = require('node:fs'); process.chdir(__dirname); fs.mkdirSync('dist')
    fs.writeFileSync('dist/electron', ''); fs.writeFileSync('path.txt', 'electron')`
  writeFileSync(join(folder, 'install.js'), install)
  expect(await fetchElectronBinary(10_000, folder)).toBe(join(folder, 'dist/electron'))
})

test('an installer that fails or hangs leaves us without, in time', async () => {
  writeFileSync(join(folder, 'install.js'), 'process.exit(1)')
  expect(await fetchElectronBinary(10_000, folder)).toBeNull()
  writeFileSync(join(folder, 'install.js'), 'setInterval(() => {}, 1000)')
  expect(await fetchElectronBinary(300, folder)).toBeNull()
})
