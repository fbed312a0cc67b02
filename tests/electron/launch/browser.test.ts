import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { allowCamera, findBrowser, kioskArguments } from '../../../electron/launch/browser.ts'
import { hasDisplay } from '../../../electron/launch/display.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'groundswell-browser-'))
})
afterEach(() => rmSync(folder, { recursive: true, maxRetries: 5 }))

describe('a browser', () => {
  test('is found on the PATH, Chromium first', () => {
    const env = { PATH: `/nowhere::${folder}` }
    expect(findBrowser('linux', env)).toBeNull()
    writeFileSync(join(folder, 'microsoft-edge'), '')
    expect(findBrowser('linux', env)).toEqual({
      name: 'Microsoft Edge',
      file: join(folder, 'microsoft-edge'),
    })
    writeFileSync(join(folder, 'chromium'), '')
    expect(findBrowser('linux', env)?.name).toBe('Chromium')
  })

  test('is found where Windows programs are', () => {
    const place = join(folder, 'Microsoft/Edge/Application')
    mkdirSync(place, { recursive: true })
    writeFileSync(join(place, 'msedge.exe'), '')
    expect(findBrowser('win32', { 'ProgramFiles(x86)': folder })?.name).toBe('Microsoft Edge')
    expect(findBrowser('win32', {})).toBeNull()
  })
})

test('only Linux can be without a display', () => {
  expect(hasDisplay('linux', {})).toBe(false)
  expect(hasDisplay('linux', { DISPLAY: ':0' })).toBe(true)
  expect(hasDisplay('linux', { WAYLAND_DISPLAY: 'wayland-0' })).toBe(true)
  expect(hasDisplay('win32', {})).toBe(true)
})

const chromium = process.env.GROUNDSWELL_CHROMIUM || findBrowser()?.file

describe.skipIf(!chromium)(
  'in a real Chromium (skipped where none is installed)',
  { timeout: 60_000 },
  () => {
    const page = `<script type="module">
    const grants = async kind => (await navigator.permissions.query({ name: kind })).state
    const camera = await navigator.mediaDevices.getUserMedia({ video: true }).then(() => 'opened', error => error.name)
    await fetch('/told', { method: 'POST', body: JSON.stringify([camera, await grants('camera'), await grants('microphone')]) })
  </script>`

    /** Opens `address` as the kiosk would, but without a screen and with Chromium's test camera. */
    async function visit(address: string, profile: string, told: Promise<unknown>) {
      const test = ['--headless=new', '--use-fake-device-for-media-stream']
      const browser = spawn(chromium!, [...test, ...kioskArguments(profile, address)], { stdio: 'ignore' })
      const answer = await told
      browser.kill('SIGTERM')
      await once(browser, 'exit')
      return answer
    }

    test('the kiosk page opens the camera unasked, twice in a row, and nothing else is granted', async () => {
      const server = createServer()
      await once(server.listen(0, '127.0.0.1'), 'listening')
      const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
      const nextTold = () =>
        new Promise(resolve => {
          server.removeAllListeners('request').on('request', async (request, response) => {
            if (request.method === 'GET') return response.setHeader('Content-Type', 'text/html').end(page)
            resolve(JSON.parse(Buffer.concat(await request.toArray()).toString()))
            response.end()
          })
        })
      for (let round = 0; round < 2; round += 1) {
        allowCamera(folder, address)
        expect(await visit(address, folder, nextTold())).toEqual(['opened', 'granted', 'prompt'])
      }
      server.close()
    })
  },
)
