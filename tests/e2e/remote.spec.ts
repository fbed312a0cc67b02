/** A phone leads the visit: from the welcome screen's code to the photo's page, without a touch on the kiosk. */
import type { Page } from '@playwright/test'
import { say, type TextKey } from '../../text/index.ts'
import { violations } from './accessible.ts'
import { expect, scan, test } from './booth.ts'

const words = (key: TextKey) => say('de', key, { event: 'Groundswell' })
const button = (page: Page, key: TextKey) => page.getByRole('button', { name: words(key), exact: true })
const heading = (page: Page, key: TextKey) => page.getByRole('heading', { name: words(key) })

test.use({ event: { count: 3, looks: ['mono'], story: { question: 'Und wie war es?', filter: ['idiot'] } } })

test('a phone runs the whole visit, in its own language and for its screen reader, until the kiosk leads again', async ({
  booth,
}) => {
  test.setTimeout(90_000) // axe takes seconds for each of many pages
  const { page } = booth
  const at = (screen: string) => page.locator(`[data-at="${screen}"]`).waitFor()
  await page.getByRole('button', { name: 'Take our photo' }).click()
  // The first words that are heard say that there is another way.
  await expect(page.getByRole('heading')).toBeFocused()
  await expect(page.getByRole('heading')).toHaveAccessibleDescription(/^Run it from your phone/)
  await expect(page.getByRole('img', { name: 'lets your phone lead this visit' })).toBeVisible()
  const address = await scan(page)

  const phone = await booth.phone(address, { locale: 'de-AT' })
  await expect(heading(phone, 'expect.headline')).toBeFocused()
  await expect(phone.getByRole('listitem')).toHaveCount(3)
  await expect(page.locator('html')).toHaveAttribute('lang', 'de')
  await expect(page.getByText(words('remote.led'))).toBeVisible()
  await expect(page.getByRole('img', { name: words('remote.code') })).toHaveCount(0)
  await expectAccessible(phone)
  const late = await booth.phone(address, { locale: 'de-AT' })
  await expect(heading(late, 'remote.over')).toBeFocused()
  await expectAccessible(late)

  await phone.keyboard.press('Tab')
  await expect(button(phone, 'expect.agree')).toBeFocused()
  await phone.keyboard.press('Enter')
  await at('live')
  await expect(heading(phone, 'live.headline')).toBeFocused()
  await phone.emulateMedia({ colorScheme: 'dark' })
  await expectAccessible(phone)
  const heard = await listen(phone)
  await button(phone, 'live.shoot').click()
  await at('review')
  await expect(heading(phone, 'review.headline')).toBeFocused()
  // A phone that hears of the count late counts along from there.
  const all = ['3', '2', '1', words('remote.taken')]
  const some = await heard()
  expect(some.length).toBeGreaterThan(1)
  expect(some).toEqual(all.slice(-some.length))
  await button(phone, 'look.mono').click()
  await expect(page.getByRole('radio', { name: words('look.mono') })).toBeChecked()
  await expect(button(phone, 'look.mono')).toHaveAttribute('aria-pressed', 'true')
  await expect(button(phone, 'look.mono')).toBeFocused()
  await expectAccessible(phone)

  // The phone has its photo at once; whoever else is in it scans the code all the same.
  await button(phone, 'review.keep').click()
  await at('story')
  const field = phone.getByRole('textbox', { name: 'Und wie war es?' })
  await expect(phone.getByRole('heading', { name: 'Und wie war es?' })).toBeFocused()
  await field.fill('Idiot')
  await field.press('Enter')
  await expect(field).toHaveAccessibleDescription(words('story.unwanted'))
  await expect(field).toBeFocused()
  await expect(field).toHaveValue('Idiot')
  await expectAccessible(phone)
  await field.fill('Laut und schön')
  await button(phone, 'story.done').click()
  await phone.waitForURL('**/s/*')
  await at('takeaway')
  expect(await scan(page)).toBe(phone.url())
  await phone.getByRole('link', { name: words('remote.back') }).click()
  await expect(heading(phone, 'remote.ready')).toBeFocused()
  await expectAccessible(phone)
  await button(phone, 'takeaway.done').click()
  await at('thanks')
  await button(phone, 'takeaway.done').click()
  await expect(heading(phone, 'remote.over')).toBeFocused()

  // Without JavaScript it is a form more; and one touch on the kiosk takes the lead back.
  await page.getByRole('button', { name: 'Take our photo' }).click()
  await at('expect')
  await page.getByRole('img', { name: 'lets your phone lead this visit' }).waitFor()
  const plain = await booth.phone(await scan(page), { locale: 'de-AT', javaScriptEnabled: false })
  await button(plain, 'remote.take').click()
  await expect(button(plain, 'expect.agree')).toBeVisible()
  await button(page, 'remote.end').click()
  await expect(page.getByRole('img', { name: words('remote.code') })).toBeVisible()
  await button(plain, 'expect.agree').click()
  await expect(heading(plain, 'remote.over')).toBeVisible()
})

async function expectAccessible(phone: Page): Promise<void> {
  expect(await violations(phone)).toEqual([])
  const { scrollWidth, clientWidth } = await phone.evaluate(() => document.documentElement)
  expect(scrollWidth).toBe(clientWidth)
}

/** What the live region says from now on. */
async function listen(phone: Page): Promise<() => Promise<string[]>> {
  await phone.evaluate(() => {
    const heard: string[] = []
    const region = document.getElementById('said')!
    new MutationObserver(() => void heard.push(region.textContent)).observe(region, { childList: true })
    Object.assign(window, { heard })
  })
  return () => phone.evaluate(() => (window as unknown as { heard: string[] }).heard)
}
