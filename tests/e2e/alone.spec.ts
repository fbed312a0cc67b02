// A minute and a half of waiting, in a file of its own: playwright.config.ts lets the others run meanwhile.
import { runCli } from '../support/cli.ts'
import { choose, expect, takePhoto, test } from './booth.ts'

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
