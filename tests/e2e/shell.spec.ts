import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ElectronApplication, _electron as electron, expect, type Page, test } from '@playwright/test'
import { hasDisplay, isRoot } from '../../electron/launch/display.ts'
import { electronBinary } from '../../electron/launch/electron-binary.ts'

const root = join(import.meta.dirname, '../..')
const binary = electronBinary()

test.skip(!binary, "Electron's binary is not installed; `npm start -- --electron` fetches it")
test.skip(!hasDisplay(), 'there is no display for a window; run it under xvfb-run')

let folder: string
let app: ElectronApplication
let page: Page

test.beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'groundswell-shell-'))
  app = await electron.launch({
    executablePath: binary!,
    args: [
      root,
      ...(isRoot() ? ['--no-sandbox'] : []),
      // The single-instance lock lies in the profile.
      `--user-data-dir=${join(folder, 'profile')}`,
      `--data=${join(folder, 'data')}`,
      '--port=0',
      '--share-port=0',
      '--share-host=127.0.0.1',
      '--camera=demo',
    ],
  })
  page = await app.firstWindow()
  await page.waitForURL(/^http:\/\/127\.0\.0\.1:\d+\/kiosk\//)
})
test.afterEach(async () => {
  await app.close()
  rmSync(folder, { recursive: true, force: true })
})

test('the kiosk fills the screen, and its page has the shell verbs but not Node', async () => {
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.isKiosk())).toBe(true)
  expect(await page.evaluate(() => Object.keys((window as unknown as { shell: object }).shell))).toEqual([
    'version',
    'quit',
    'relaunch',
  ])
  expect(await page.evaluate(() => 'require' in window || 'process' in window)).toBe(false)
})

test('nothing leads out of the kiosk', async () => {
  const address = page.url()
  expect(await page.evaluate(() => window.open('https://example.org'))).toBeNull()
  await page.evaluate(() => {
    location.href = 'https://example.org'
  })
  await page.waitForTimeout(500)
  expect(page.url()).toBe(address)
})

test('a crashed page comes back', async () => {
  await app.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]!.webContents.forcefullyCrashRenderer()
  })
  await expect
    .poll(() => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.webContents.getURL()), {
      timeout: 10_000,
    })
    .toMatch(/\/kiosk\//)
})
