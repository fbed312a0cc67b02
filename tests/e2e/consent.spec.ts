/** What the brand asks at the kiosk: after the code, never in its way, and answered by each for themself. */
import { join } from 'node:path'
import type { Locator, Page } from '@playwright/test'
import { openStoreToRead } from '../../electron/store/open.ts'
import { runCli } from '../support/cli.ts'
import { choose, expect, landscape, leave, portrait, scan, tablet, takePhoto, test } from './booth.ts'
import { resize } from './fitting.ts'

const button = (page: Page, name: string) => page.getByRole('button', { name })
const confirm = (page: Page) => button(page, 'Yes to what we ticked')
const refuse = (page: Page) => button(page, 'No, just our photo')
const social = (page: Page) => page.getByRole('checkbox', { name: 'social media' })

test.use({ isShared: true })

test('the question comes when the code is painted, moves nothing, and keeps nobody from leaving', async ({
  booth,
}) => {
  const { page } = booth
  await page.evaluate(() => {
    const seen = { painted: -1, place: '' }
    Object.assign(window, { seen })
    new MutationObserver(() => {
      const { x, y, width } =
        document.querySelector('.takeaway [aria-label^="QR"]')?.getBoundingClientRect() ?? {}
      seen.place ||= x === undefined ? '' : String([x, y, width])
      if (seen.painted < 0 && document.querySelector('#asked'))
        seen.painted = performance.getEntriesByName('qr-painted').length
    }).observe(document.body, { subtree: true, childList: true })
  })
  await takePhoto(page)
  await expect(page.getByRole('heading', { name: 'use your picture too?' })).toBeVisible()
  const link = await scan(page)
  await refuse(page).click()
  await expect(page.getByText('It stays yours alone.')).toBeVisible()
  expect(await scan(page)).toBe(link)
  const { x, y, width } = (await page.getByRole('img', { name: 'QR code' }).boundingBox())!
  const place = String([x, y, width])
  expect(await page.evaluate(() => (window as unknown as { seen: object }).seen)).toEqual({
    painted: 1,
    place,
  })
  await leave(page)
})

test('a no is written down for everything that was asked, and allows nothing', async ({ booth }) => {
  await takePhoto(booth.page)
  await refuse(booth.page).click()
  await expect(booth.page.getByText('It stays yours alone.')).toBeVisible()
  expect(await allowed(booth.data)).toEqual([])
  expect(said(booth.data)).toMatchObject([
    { purpose: 'screens', given: false, way: 'kiosk' },
    { purpose: 'social', given: false, way: 'kiosk' },
  ])
})

test('one person allows exactly what they ticked', async ({ booth }) => {
  const { page } = booth
  await takePhoto(page)
  await choose(page)
  await expect(page.getByRole('checkbox', { checked: true })).toHaveCount(0)
  await expect(confirm(page)).toBeDisabled()
  await social(page).check()
  await confirm(page).click()
  await expect(page.getByText('Thank you. It is written down.')).toBeVisible()
  await expect(button(page, 'Yes, choose what')).toHaveCount(0)
  expect(await allowed(booth.data)).toEqual(['social'])
  expect(said(booth.data)).toMatchObject([
    { purpose: 'screens', given: false },
    { purpose: 'social', given: true, person: 1, people: 1, children: false },
  ])
})

test('of three people two say yes, so it does not count yet', async ({ booth }) => {
  const { page } = booth
  await takePhoto(page)
  await choose(page)
  await button(page, 'One more').click()
  await button(page, 'One more').click()
  await social(page).check()
  await expect(confirm(page)).toBeDisabled()
  await button(page, 'Person 1').click()
  await button(page, 'Person 3').click()
  await expect(button(page, 'Person 3')).toHaveAttribute('aria-pressed', 'true')
  await expect(button(page, 'Person 2')).toHaveAttribute('aria-pressed', 'false')
  await confirm(page).click()
  await expect(page.getByText('Thank you. It is written down.')).toBeVisible()
  expect(await allowed(booth.data)).toEqual([])
  const yes = said(booth.data).filter(({ given }) => given)
  expect(yes).toMatchObject([
    { purpose: 'social', person: 1, people: 3 },
    { purpose: 'social', person: 2, people: 3 },
  ])
})

test('with a child in the picture there is only a no, which says so', async ({ booth }) => {
  const { page } = booth
  await takePhoto(page)
  await choose(page)
  await social(page).check()
  await page.getByRole('checkbox', { name: 'younger than 16' }).check()
  await expect(page.getByText('Then the picture stays yours alone')).toBeVisible()
  await expect(social(page)).toBeDisabled()
  await expect(confirm(page)).toBeDisabled()
  await refuse(page).click()
  await expect(page.getByText('It stays yours alone.')).toBeVisible()
  expect(await allowed(booth.data)).toEqual([])
  expect(said(booth.data).map(({ given, children }) => [given, children])).toEqual([
    [false, true],
    [false, true],
  ])
})

test('who goes back to the photo has answered nothing, and finds nothing ticked', async ({ booth }) => {
  const { page } = booth
  await takePhoto(page)
  const link = await scan(page)
  await choose(page)
  await social(page).check()
  await button(page, 'Back to our photo').click()
  await button(page, 'Yes, choose what').waitFor()
  expect(await scan(page)).toBe(link)
  expect(said(booth.data)).toEqual([])
  await choose(page)
  await expect(page.getByRole('checkbox', { checked: true })).toHaveCount(0)
})

test('it can be answered with the keyboard alone', async ({ booth }) => {
  const { page } = booth
  const go = async (to: Locator, key: string) => {
    await to.waitFor()
    for (let i = 0; i < 8 && !(await to.evaluate(one => one === document.activeElement)); i++)
      await page.keyboard.press('Tab')
    await expect(to).toBeFocused()
    await page.keyboard.press(key)
  }
  await takePhoto(page)
  await go(button(page, 'Yes, choose what'), 'Enter')
  await expect(page.getByRole('heading', { name: 'use your picture too?' })).toBeFocused()
  await go(social(page), 'Space')
  await go(button(page, 'One more'), 'Enter')
  await go(button(page, 'Person 1'), 'Space')
  await go(button(page, 'Person 2'), 'Space')
  await go(confirm(page), 'Enter')
  await expect(page.getByRole('heading', { name: 'Scan it' })).toBeFocused()
  expect(await allowed(booth.data)).toEqual(['social'])
})

test('on every screen a no weighs as much as a yes', async ({ booth }) => {
  const { page } = booth
  await takePhoto(page)
  for (const size of [portrait, landscape, tablet]) {
    await resize(page, size)
    await expectAlike(button(page, 'Yes, choose what'), refuse(page))
  }
  await choose(page)
  await social(page).check()
  for (const size of [portrait, landscape, tablet]) {
    await resize(page, size)
    await expectAlike(confirm(page), refuse(page))
  }
})

test.describe('of a brand that asks for nothing', () => {
  test.use({ event: { consent: { ask: [] } } })

  test('there is no question', async ({ booth }) => {
    await takePhoto(booth.page)
    await expect(booth.page.getByRole('img', { name: 'Your framed photo' })).toBeVisible()
    await expect(booth.page.locator('.takeaway').getByRole('button')).toHaveText(['Done', 'One more photo'])
  })
})

/** Of one size within a pixel, and in the same letters and colours. */
async function expectAlike(yes: Locator, no: Locator): Promise<void> {
  /** How much larger one is than the other, once both have come to rest. */
  const apart = async () => {
    const [one, other] = [(await yes.boundingBox())!, (await no.boundingBox())!]
    return Math.max(Math.abs(one.width - other.width), Math.abs(one.height - other.height))
  }
  await expect.poll(apart).toBeLessThanOrEqual(1)
  const style = (one: Locator) =>
    one.evaluate(element => {
      const { font, color, backgroundColor, border, opacity } = getComputedStyle(element)
      return { font, color, backgroundColor, border, opacity }
    })
  await expect.poll(() => style(yes)).toEqual(await style(no))
}

/** What the newest photo may be used for. */
async function allowed(data: string): Promise<string[]> {
  return JSON.parse((await runCli('photos', '--data', data)).stdout).at(-1).allowed
}

/** All that is in the ledger of the newest photo. */
function said(data: string): Record<string, unknown>[] {
  const store = openStoreToRead(join(data, 'groundswell.sqlite'))
  try {
    return store
      .prepare<[], string>(
        'SELECT body FROM statements WHERE photo = (SELECT id FROM photos ORDER BY reserved_at DESC LIMIT 1) ORDER BY seq',
      )
      .pluck()
      .all()
      .map(body => JSON.parse(body))
  } finally {
    store.close()
  }
}
