import type { Route } from '@playwright/test'
import { runCli } from '../support/cli.ts'
import { until } from '../support/until.ts'
import { choose, expect, leave, scan, takePhoto, test, untilLinked } from './booth.ts'

test('a station that dies and comes back is waited for, and the kiosk goes on without a reload', async ({
  booth,
}) => {
  const { page } = booth
  await page.evaluate(() => Object.assign(window, { notReloaded: true }))
  await booth.restartStation(async () => {
    await expect(page.getByText('One moment')).toBeVisible()
  })
  await expect(page.getByText('One moment')).toHaveCount(0)
  await takePhoto(page)
  await expect(page.getByRole('img', { name: 'Your framed photo' })).toBeVisible()
  expect(await page.evaluate(() => 'notReloaded' in window)).toBe(true)
})

test('a picture that the dead station never got is sent to the one that comes back', async ({ booth }) => {
  const { page } = booth
  // The bytes leave the page, and the station dies before it has them.
  await page.route('**/original', route => route.abort())
  await takePhoto(page)
  await booth.restartStation()
  await page.unroute('**/original')
  const photo = await until(
    'the photo to be framed',
    async () => {
      const list = JSON.parse((await runCli('photos', '--data', booth.data)).stdout)
      return list.find((one: { stage: string }) => one.stage === 'framed')
    },
    30_000,
  )
  const phone = await booth.phone(booth.station.ready.share + photo.page)
  await expect(phone.getByRole('img', { name: /photo in the frame/i })).toBeVisible()
})

test('a code that is on the screen stays there when the station dies under it, and opens the photo', async ({
  booth,
}) => {
  const { page } = booth
  await takePhoto(page)
  const link = await scan(page)
  await booth.restartStation()
  await expect(page.getByText('One moment')).toHaveCount(0)
  await expect(page.getByRole('img', { name: 'Your framed photo' })).toBeVisible()
  expect(await scan(page)).toBe(link)
  const phone = await booth.phone(link)
  await expect(phone.getByRole('img', { name: /photo in the frame/i })).toBeVisible()
  await leave(page)
})

test('a station that dies while people choose comes back to their code, and nothing is ticked any more', async ({
  booth,
}) => {
  const { page } = booth
  await takePhoto(page)
  const link = await scan(page)
  await choose(page)
  await page.getByRole('checkbox').first().check()
  await booth.restartStation()
  await page.locator('[data-at="takeaway"]').waitFor()
  await expect(page.getByText('One moment')).toHaveCount(0)
  expect(await scan(page)).toBe(link)
  await choose(page)
  await expect(page.getByRole('checkbox', { checked: true })).toHaveCount(0)
})

test('a station that dies while a page comes up is waited for, whatever the page had not got yet', async ({
  booth,
}) => {
  const { page } = booth
  const start = page.getByRole('button', { name: 'Take our photo' })
  const comeTo = (path: string) => page.goto(new URL(path, booth.station.ready.kiosk).href)
  // Its first words are in the browser's language, the next in the event's.
  await page.addInitScript(() => Object.defineProperty(navigator, 'languages', { value: ['de'] }))
  for (const part of ['kiosk/assets/index-*.js', 'en-*.js']) {
    const died = dieInsteadOf(part)
    await comeTo('/kiosk/')
    await died
    await expect(start, part).toBeVisible()
  }

  // The others see no more of a death than that nobody answers.
  for (const part of [
    'kiosk/assets/index-*.css',
    'de-*.js',
    'encode.worker-*.js',
    'operator/assets/index-*.js',
  ])
    await page.route(`**/${part}`, route => route.abort('connectionrefused'), { times: 1 })
  await comeTo('/operator/')
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await comeTo('/kiosk/')
  // Without its style or words it shows for an instant, and then loads itself anew.
  await page.waitForFunction(() => getComputedStyle(document.body).marginTop === '0px')
  await untilLinked(page)
  await takePhoto(page)
  await expect(page.getByRole('img', { name: 'Your framed photo' })).toBeVisible()

  /** The station dies when the page asks for this part of it, and one is there again. */
  function dieInsteadOf(part: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const die = async (route: Route) => {
        const failed = page.waitForEvent('requestfailed')
        await route.continue()
        await failed
      }
      const hold = (route: Route) => booth.restartStation(() => die(route)).then(resolve, reject)
      page.route(`**/${part}`, hold, { times: 1 }).catch(reject)
    })
  }
})

test('a second window takes the kiosk over, and the first says so and can take it back', async ({
  booth,
}) => {
  const { page } = booth
  const second = await page.context().newPage()
  await second.goto(booth.station.ready.kiosk)
  await expect(page.getByText('open in another window')).toBeVisible()
  await page.getByRole('button', { name: 'Use this window' }).click()
  await expect(second.getByText('open in another window')).toBeVisible()
  await takePhoto(page)
})
