// Minutes of waiting, in a file of their own: playwright.config.ts lets the others run meanwhile.
import { runCli } from '../support/cli.ts'
import { choose, expect, scan, takePhoto, test } from './booth.ts'

test('a visit left alone while choosing goes back to the start by itself, and has agreed to nothing', async ({
  booth,
}) => {
  test.setTimeout(180_000)
  const { page, data } = booth
  await takePhoto(page)
  await choose(page)
  for (const box of await page.getByRole('group', { name: 'May' }).getByRole('checkbox').all())
    await box.check()
  await expect(page.locator('[data-at="attract"]')).toBeVisible({ timeout: 110_000 })
  expect(await page.evaluate(() => document.documentElement.outerHTML)).not.toContain('/photos/')
  const [photo] = JSON.parse((await runCli('photos', '--data', data)).stdout)
  expect(photo.allowed).toEqual([])
})

test('a code that is about to go says so calmly, and stays for whoever asks', async ({ booth }) => {
  test.setTimeout(120_000)
  const { page } = booth
  await takePhoto(page)
  const link = await scan(page)
  const shown = Date.now()
  const longer = page.getByRole('button', { name: 'Show it longer' })
  await expect(longer).toHaveCount(0)
  await expect(longer).toBeVisible({ timeout: 50_000 })
  await expect(page.getByText('Back to the start in 20 s')).toBeVisible()
  await expect(page.getByText('Back to the start in 15 s')).toBeVisible()
  await longer.click()
  await expect(longer).toHaveCount(0)
  await page.waitForTimeout(shown + 65_000 - Date.now()) // past its first end
  expect(await scan(page)).toBe(link)
})
