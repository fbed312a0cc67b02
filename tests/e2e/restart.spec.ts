import { runCli } from '../support/cli.ts'
import { until } from '../support/until.ts'
import { choose, expect, scan, takePhoto, test } from './booth.ts'

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
  await page.getByRole('button', { name: 'Done' }).click()
  await page.locator('[data-at="attract"]').waitFor()
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
