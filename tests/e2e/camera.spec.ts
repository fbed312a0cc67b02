import type { Page } from '@playwright/test'
import { runCli } from '../support/cli.ts'
import { expect, leave, takePhoto, test } from './booth.ts'

/** The demo picture, which says in itself and to a screen reader that it is one. */
const demo = (page: Page) => page.getByRole('img', { name: /demo picture/i })

test.describe('a camera that is unplugged and plugged in again', () => {
  test.use({ camera: 'pluggable' })

  test('is followed without a reload', async ({ booth }) => {
    const { page } = booth
    await page.evaluate(() => Object.assign(window, { notReloaded: true }))
    await page.getByRole('button', { name: 'Take our photo' }).click()
    await page.getByRole('button', { name: 'To the camera' }).click()
    await expect(page.locator('video')).toBeVisible()
    await booth.unplug()
    await expect(demo(page)).toBeVisible({ timeout: 20_000 })
    await booth.plugIn()
    await expect(demo(page)).toHaveCount(0, { timeout: 20_000 })
    await expect(page.locator('video')).toBeVisible()
    await page.getByRole('button', { name: 'Ready' }).click()
    await page.getByRole('button', { name: 'Love it' }).click()
    await expect(page.getByRole('img', { name: 'Your framed photo' })).toBeVisible()
    expect(await page.evaluate(() => 'notReloaded' in window)).toBe(true)
  })
})

test.describe('a camera that is unplugged in the middle of a count', () => {
  test.use({ camera: 'pluggable', event: { count: 5 } })

  test('takes no photo of anything else, and people begin again when it is back', async ({ booth }) => {
    const { page } = booth
    await page.getByRole('button', { name: 'Take our photo' }).click()
    await page.getByRole('button', { name: 'To the camera' }).click()
    await page.getByRole('button', { name: 'Ready' }).click()
    await page.getByRole('timer').getByText('5').waitFor()
    await booth.unplug()
    await page.locator('[data-at="live"]').waitFor()
    await expect(demo(page)).toBeVisible()
    await booth.plugIn()
    await expect(demo(page)).toHaveCount(0, { timeout: 20_000 })
    expect(JSON.parse((await runCli('photos', '--data', booth.data)).stdout)).toEqual([])
    await page.getByRole('button', { name: 'Ready' }).click()
    await page.getByRole('button', { name: 'Love it' }).click()
    await expect(page.getByRole('img', { name: 'Your framed photo' })).toBeVisible()
  })
})

for (const camera of ['none', 'denied'] as const) {
  test.describe(camera === 'none' ? 'with no camera' : 'with a camera that is not allowed', () => {
    test.use({ camera })

    test('a moving demo picture runs, says that it is a demo, and can be taken', async ({ booth }) => {
      const { page } = booth
      await page.getByRole('button', { name: 'Take our photo' }).click()
      await page.getByRole('button', { name: 'To the camera' }).click()
      await expect(demo(page)).toBeVisible()
      const picture = page.locator('canvas').first()
      const first = await picture.screenshot()
      await expect.poll(async () => (await picture.screenshot()).equals(first)).toBe(false)
      await page.getByRole('button', { name: 'Ready' }).click()
      await page.getByRole('button', { name: 'Love it' }).click()
      await expect(page.getByRole('img', { name: 'Your framed photo' })).toBeVisible()
    })
  })
}

test.describe('with --camera demo', () => {
  test.use({ flags: ['--camera', 'demo'] })

  test('the demo runs though a camera is there', async ({ booth }) => {
    await booth.page.getByRole('button', { name: 'Take our photo' }).click()
    await booth.page.getByRole('button', { name: 'To the camera' }).click()
    await expect(demo(booth.page)).toBeVisible()
    await expect(booth.page.locator('video')).toHaveCount(0)
    await booth.page.getByRole('button', { name: 'Ready' }).click()
    await booth.page.getByRole('button', { name: 'Love it' }).click()
    await expect(booth.page.getByRole('img', { name: 'Your framed photo' })).toBeVisible()
  })
})

test('two visits in a row each get their own photo', async ({ booth }) => {
  await takePhoto(booth.page)
  const picture = booth.page.getByRole('img', { name: 'Your framed photo' })
  const first = await picture.getAttribute('src')
  await leave(booth.page)
  await takePhoto(booth.page)
  await expect(picture).toBeVisible()
  expect(await picture.getAttribute('src')).not.toBe(first)
})
