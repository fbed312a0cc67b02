// A minute of waiting: in a file of its own, whose name comes first, the others run meanwhile.
import { expect, takePhoto, test } from './booth.ts'

test('a visit left alone goes back to the start by itself', async ({ booth }) => {
  test.setTimeout(120_000)
  await takePhoto(booth.page)
  await expect(booth.page.locator('[data-at="attract"]')).toBeVisible({ timeout: 70_000 })
  expect(await booth.page.evaluate(() => document.documentElement.outerHTML)).not.toContain('/photos/')
})
