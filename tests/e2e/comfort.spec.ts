/** The kiosk for whoever sits, sees little, or needs the strongest contrast. */
import type { Page } from '@playwright/test'
import { violations } from './accessible.ts'
import { choose, expect, landscape, openLanguages, portrait, tablet, test } from './booth.ts'
import { resize, scrolling, settled } from './fitting.ts'

/** Portrait last: the contrast is looked at in it. */
const sizes = Object.entries({ landscape, tablet, portrait })

test.use({ isShared: true })

/** With as much to say as there can be. */
const event = {
  brand: 'Harbour Lights',
  consent: { ask: ['screens', 'social', 'site', 'ads'] },
  share: { way: 'local', wifi: { name: 'Harbour Guests', password: 'sunset-2026' } },
}

/** Each screen by the touch that leads to it. The count is left out: there is nothing to touch on it. */
const way = [
  ['attract', async () => {}],
  ['attract', openLanguages],
  [
    'code',
    async (page: Page) => {
      await page.getByRole('button', { name: 'Back to the start' }).click()
      await page.getByRole('button', { name: 'I have a code' }).click()
    },
  ],
  [
    'expect',
    async (page: Page) => {
      await page.getByRole('button', { name: 'Back to the start' }).click()
      await page.getByRole('button', { name: 'Take our photo' }).click()
    },
  ],
  ['live', (page: Page) => page.getByRole('button', { name: 'To the camera' }).click()],
  [
    'review',
    async (page: Page) => {
      await page.getByRole('button', { name: 'Ready' }).click()
      await page.getByRole('button', { name: 'Love it' }).waitFor()
      await page.waitForTimeout(1000)
    },
  ],
  [
    'takeaway',
    async (page: Page) => {
      await page.getByRole('button', { name: 'Love it' }).click()
      await page.getByRole('button', { name: 'Yes, choose what' }).waitFor()
      await page.waitForTimeout(1000)
    },
  ],
  ['choose', choose],
] as const

const wish = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
/** The end of a visit forgets, so that a way over the code begins again. */
async function make(page: Page, name: string): Promise<void> {
  const button = wish(page, name)
  if ((await button.getAttribute('aria-pressed')) === 'false') await button.click()
  await expect(button).toHaveAttribute('aria-pressed', 'true')
}

/** Controls of which a part is above the middle and cannot be scrolled to below it, except the whole screen's own. */
function above(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('main button, main input')]
      .map(one => one.closest('label') ?? one)
      .filter(one => {
        const card = one.closest('.card')
        const { top, height } = (card ?? one).getBoundingClientRect()
        return (
          height > 0 && top < innerHeight / 2 - 1 && one.getBoundingClientRect().top < innerHeight / 2 - 1
        )
      })
      .map(one => one.outerHTML.slice(0, 120)),
  )
}

/** Texts and controls that stick out of the screen. */
function overflowing(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('h1, h2, p, li, button')]
      .filter(one => !one.closest('.card') && one.getBoundingClientRect().width > 0)
      .filter(one => {
        const { left, top, right, bottom } = one.getBoundingClientRect()
        return left < -1 || top < -1 || right > innerWidth + 1 || bottom > innerHeight + 1
      })
      .map(one => one.outerHTML.slice(0, 100)),
  )
}

test.describe('on every screen', () => {
  test.use({ event })

  test('one touch brings every control into the lower half', async ({ booth }) => {
    test.setTimeout(120_000)
    const { page } = booth
    for (const [at, go] of way) {
      await go(page)
      await page.locator(`[data-at="${at}"]`).waitFor()
      await make(page, 'Everything lower')
      for (const [name, size] of sizes) {
        await resize(page, size)
        expect(await above(page), `${at}, ${name}`).toEqual([])
        expect(await overflowing(page), `${at}, ${name}`).toEqual([])
      }
    }
    await wish(page, 'Everything lower').click()
    expect(await page.locator(':root[data-low]').count()).toBe(0)
  })

  test('larger text and strong contrast fit, and pass WCAG', async ({ booth }) => {
    test.setTimeout(120_000)
    const { page } = booth
    for (const [at, go] of way) {
      await go(page)
      await page.locator(`[data-at="${at}"]`).waitFor()
      await make(page, 'Larger text')
      await make(page, 'Strong contrast')
      for (const [name, size] of sizes) {
        await resize(page, size)
        expect(await overflowing(page), `${at}, ${name}`).toEqual([])
        // What is told before the photo ends with a code for phones, of which half leads nowhere.
        if (at === 'expect') expect(await scrolling(page), `${at}, ${name}`).toEqual([])
      }
      await settled(page)
      expect(await violations(page, ['wcag2aa', 'wcag2aaa']), at).toEqual([])
    }
  })
})

test('what somebody set is said to a screen reader and gone with the visit', async ({ booth }) => {
  const { page } = booth
  await page.getByRole('button', { name: 'Take our photo' }).click()
  await page.getByRole('group', { name: 'Easier to use' }).waitFor()
  for (const name of ['Everything lower', 'Strong contrast', 'Larger text']) await make(page, name)
  const size = () =>
    page
      .locator('li')
      .first()
      .evaluate(one => Number.parseFloat(getComputedStyle(one).fontSize))
  const large = await size()
  await page.getByRole('button', { name: 'Not now' }).click()
  for (const name of ['Everything lower', 'Strong contrast', 'Larger text'])
    await expect(wish(page, name)).toHaveAttribute('aria-pressed', 'false')
  await page.getByRole('button', { name: 'Take our photo' }).click()
  expect(large / (await size())).toBeGreaterThanOrEqual(1.2)
})

test('a touch on them begins no visit', async ({ booth }) => {
  await wish(booth.page, 'Larger text').click()
  await booth.page.waitForTimeout(300)
  await expect(booth.page.locator('[data-at="attract"]')).toBeVisible()
})
