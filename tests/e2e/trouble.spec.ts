/** Each trouble says to guests what happens now, tells the operator what to do, and goes by itself. */
import { execFileSync } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { openStore } from '../../electron/store/open.ts'
import { startStation, temporaryFolder } from '../support/station.ts'
import { choosePin, expect, leave, openOperator, takePhoto, test } from './booth.ts'

async function toCamera(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Take our photo' }).click()
  await page.getByRole('button', { name: 'To the camera' }).click()
}

/** What the operator's page says in the row `name`, seen from the kiosk's own window. */
async function operatorSays(page: Page, name: string, words: string): Promise<void> {
  await openOperator(page)
  await choosePin(page)
  await expect(page.getByRole('region', { name })).toContainText(words)
}

test('a camera that another program has is asked for until it comes', async ({ booth }) => {
  const { page } = booth
  // What Chromium answers then. Opening one device twice is possible for its own fake camera.
  await page.evaluate(() => {
    const { getUserMedia } = MediaDevices.prototype
    MediaDevices.prototype.getUserMedia = async () => {
      throw new DOMException('Could not start video source', 'NotReadableError')
    }
    Object.assign(window, {
      release: () => {
        MediaDevices.prototype.getUserMedia = getUserMedia
      },
    })
  })
  await toCamera(page)
  await expect(page.getByText('Another program has the camera.')).toBeVisible()
  await expect(page.getByText('NotReadableError')).toHaveCount(0)
  await page.evaluate(() => (window as unknown as { release: () => void }).release())
  await expect(page.locator('video')).toBeVisible()
  await expect(page.getByText('Another program has the camera.')).toHaveCount(0)
})

for (const [camera, guests, staff] of [
  ['none', 'No camera is here just now', 'Plug one in.'],
  ['denied', 'The camera may not be used here yet', "Allow it in the system's settings."],
] as const) {
  test.describe(`a camera that is ${camera}`, () => {
    test.use({ camera })

    test('is told to guests and to the operator', async ({ booth }) => {
      const { page } = booth
      await toCamera(page)
      await expect(page.getByText(guests)).toBeVisible()
      await page.getByRole('button', { name: 'Not now' }).click()
      await operatorSays(page, 'Camera', staff)
    })
  })
}

test('a clock that stands before the newest photo is told to guests and to the operator', async ({
  booth,
}) => {
  const { page } = booth
  await takePhoto(page)
  await expect(page.getByRole('img', { name: 'Your framed photo' })).toBeVisible()
  await leave(page)
  await expect(page.getByText('On your phone in seconds')).toBeVisible()
  await booth.restartStation(async () => {
    const store = openStore(join(booth.data, 'groundswell.sqlite'))
    store.prepare("UPDATE photos SET reserved_at = '2126-01-01T00:00:00.000Z'").run()
    store.close()
  })
  await expect(page.getByText('The clock here is wrong just now')).toBeVisible()
  // Photos go on.
  await takePhoto(page)
  // Until the station has the photo, nothing leads to the operator.
  await expect(page.getByRole('img', { name: 'Your framed photo' })).toBeVisible()
  await leave(page)
  await operatorSays(page, 'Clock', "Set this machine's date and time")
})

test('with hardly any room a break is made, until there is room again', async ({ browser }) => {
  test.skip(process.platform !== 'linux' || process.getuid?.() !== 0, 'a small disk is mounted for it')
  await using folder = await temporaryFolder()
  await using undo = new AsyncDisposableStack()
  const disk = join(folder.path, 'disk')
  await mkdir(disk)
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=250m', 'none', disk])
  undo.defer(() => void execFileSync('umount', ['--lazy', disk]))
  const station = await startStation({ data: disk })
  undo.defer(async () => void (await station.stop()))
  const page = await undo.use(await browser.newContext()).newPage()
  await page.goto(station.ready.kiosk)
  await expect(page.getByRole('heading', { name: 'A short break' })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Take our photo' })).toHaveCount(0)
  execFileSync('mount', ['-o', 'remount,size=600m', disk])
  await expect(page.getByRole('button', { name: 'Take our photo' })).toBeVisible({ timeout: 20_000 })
})
