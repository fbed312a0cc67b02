import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import sharp from 'sharp'
import { runCli } from '../support/cli.ts'
import { until } from '../support/until.ts'
import { expect, landscape, leave, meanColour, portrait, scan, takePhoto, test, type Venue } from './booth.ts'

test.use({ isShared: true })

test('a photo goes from the camera to a second device by the code on the screen', async ({ booth }) => {
  const { page } = booth
  await page.setViewportSize(portrait)
  await takePhoto(page)
  const link = await scan(page)
  expect(link).toMatch(new RegExp(`^${booth.station.ready.share}/s/[\\w-]{22}$`))
  await page.setViewportSize(landscape)
  expect(await scan(page)).toBe(link)

  const phone = await booth.phone(link)
  await expect(phone.getByRole('img', { name: /photo in the frame/i })).toBeVisible()
  const [saved] = await Promise.all([
    phone.waitForEvent('download'),
    phone.getByRole('link', { name: 'Save the picture' }).click(),
  ])
  expect(saved.suggestedFilename()).toBe('groundswell.jpg')
  const picture = await readFile(await saved.path())
  expect(await sharp(picture).metadata()).toMatchObject({ format: 'jpeg', width: 1080, height: 1350 })

  const photo = await newest(booth)
  expect(photo).toMatchObject({ stage: 'framed', allowed: [] })
  expect(createHash('sha256').update(picture).digest('hex')).toBe(photo.framed.sha256)
  const original = await sharp(await readFile(photo.original.file)).metadata()
  expect(original).toMatchObject({ width: 1920, height: 1080 })
})

test('the picture on the kiosk is what the live view promised', async ({ booth }) => {
  const { page } = booth
  await page.getByRole('button', { name: 'Take our photo' }).click()
  await page.getByRole('button', { name: 'To the camera' }).click()
  const video = page.locator('video')
  await until('the camera to show a picture', () =>
    video.evaluate(one => (one as HTMLVideoElement).currentTime > 0),
  )
  const live = await meanColour(video)
  await page.getByRole('button', { name: 'Ready' }).click()
  await page.getByRole('button', { name: 'Love it' }).click()
  const picture = page.getByRole('img', { name: 'Your framed photo' })
  await expect(picture).toBeVisible()
  const box = { left: 0, top: 0, width: 1080, height: 1000 }
  const photo = await newest(booth)
  const framed = await sharp(await sharp(photo.framed.file).extract(box).toBuffer()).stats()
  framed.channels.forEach(({ mean }, channel) => {
    expect(Math.abs(mean - (live[channel] ?? 0))).toBeLessThan(12)
  })
})

test('after "Done" nothing of the visit is left', async ({ booth }) => {
  const { page } = booth
  await takePhoto(page)
  const picture = page.getByRole('img', { name: 'Your framed photo' })
  await expect(picture).toBeVisible()
  const id = /^\/photos\/([\w-]{36})\//.exec((await picture.getAttribute('src')) ?? '')![1]!
  const link = await scan(page)
  const code = await page.getByText('Your code is').locator('bdi').innerText()
  expect(code).toMatch(/^[2-9A-Z]{6}$/)
  await leave(page)
  const left = await page.evaluate(() => document.documentElement.outerHTML)
  expect(left).not.toContain(id)
  expect(left).not.toContain(link.slice(-22))
  expect(left).not.toContain(code)
  await expect(page.locator('video')).toHaveCount(0)
  expect(await page.evaluate(() => [localStorage.length, sessionStorage.length])).toEqual([0, 0])
})

test('the visit can be done with the keyboard alone', async ({ booth }) => {
  const { page } = booth
  const press = async (name: string) => {
    const button = page.getByRole('button', { name })
    await expect(button).toBeEnabled() // the camera may still be opening
    for (let i = 0; i < 6 && !(await button.evaluate(one => one === document.activeElement)); i++)
      await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
  }
  await press('Take our photo')
  await press('To the camera')
  await press('Ready')
  await press('Love it')
  await page.locator('[data-at="takeaway"]').waitFor()
  await press('Done')
  await page.locator('[data-at="thanks"]').waitFor()
  await press('Done')
  await page.locator('[data-at="attract"]').waitFor()
})

test('the keyboard finds the way on as soon as a slow camera is there, and stays where somebody has gone meanwhile', async ({
  booth,
}) => {
  const { page } = booth
  await page.evaluate(() => {
    const { getUserMedia } = MediaDevices.prototype
    MediaDevices.prototype.getUserMedia = async function (wanted) {
      while (!('cameraOpens' in window)) await new Promise(resolve => setTimeout(resolve, 20))
      return getUserMedia.call(this, wanted)
    }
  })
  const ready = page.getByRole('button', { name: 'Ready' })
  const back = page.getByRole('button', { name: 'Not now' })
  const toClosedCamera = async () => {
    await page.evaluate(() => Reflect.deleteProperty(window, 'cameraOpens'))
    await page.getByRole('button', { name: 'Take our photo' }).click()
    await page.getByRole('button', { name: 'To the camera' }).click()
    await expect(ready).toBeDisabled()
  }
  const openCamera = () => page.evaluate(() => Object.assign(window, { cameraOpens: true }))

  await toClosedCamera()
  await openCamera()
  await expect(ready).toBeFocused()
  await back.click()

  await toClosedCamera()
  await back.focus()
  await openCamera()
  await expect(ready).toBeEnabled()
  await expect(back).toBeFocused()
})

/** What the command line says of the newest photo. */
async function newest({ data }: Venue) {
  return JSON.parse((await runCli('photos', '--data', data)).stdout).at(-1)
}
