import { violations, wcag22aa } from './accessible.ts'
import { expect, landscape, leave, portrait, takePhoto, test } from './booth.ts'
import { resize } from './fitting.ts'

/** People who come back to the kiosk with their photo's code. */
test.use({ isShared: true })

test('a photo is found by its code, by hand or by keys, and deleted everywhere', async ({ booth }) => {
  const { page } = booth
  await takePhoto(page)
  const link = await page.locator('.link').innerText()
  const code = (await page.getByText(/^Lost the link/).innerText()).replace(/\s/g, '').slice(-6)
  await leave(page)

  await page.getByRole('button', { name: 'I have a code' }).click()
  await expect(page.getByRole('heading')).toHaveText('The code of your photo')
  await expect(page.getByRole('heading')).toBeFocused()
  for (const letter of 'ZZZZZZ') await page.getByRole('button', { name: letter, exact: true }).click()
  await expect(page.getByText('No photo here has this code.')).toBeVisible()
  await check()

  await page.keyboard.type(code.toLowerCase())
  await expect(page.getByRole('heading')).toContainText('Your photo of')
  await expect(page.getByRole('button', { name: 'Take back what we allowed' })).toBeDisabled()
  await check()
  expect((await fetch(link)).status).toBe(200)
  await page.getByRole('button', { name: 'Delete it everywhere' }).click()
  await expect(page.getByRole('heading')).toHaveText('Done. Your photo is deleted.')
  expect((await fetch(link)).status).toBe(404)

  await page.getByRole('button', { name: 'Back to the start' }).click()
  await expect(page.locator('[data-at="attract"]')).toBeVisible()

  async function check(): Promise<void> {
    for (const size of [portrait, landscape]) {
      await resize(page, size)
      expect(await violations(page, [...wcag22aa, 'best-practice']), `${size.width} wide`).toEqual([])
    }
  }
})
