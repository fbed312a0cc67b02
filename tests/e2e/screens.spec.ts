import type { Page } from '@playwright/test'
import { violations } from './accessible.ts'
import { choose, expect, landscape, openLanguages, portrait, tablet, takePhoto, test } from './booth.ts'
import { overflowing, resize, scrolling, settled } from './fitting.ts'

/** As much as may be asked at a kiosk. */
const event = { count: 5, brand: 'Harbour Lights', consent: { ask: ['screens', 'social', 'site', 'ads'] } }

/** Each screen by the touch that leads to it. */
const way = [
  ['attract', openLanguages],
  ['attract', (page: Page) => page.getByRole('button', { name: 'Back to the start' }).click()],
  ['expect', (page: Page) => page.getByRole('button', { name: 'Take our photo' }).click()],
  ['live', (page: Page) => page.getByRole('button', { name: 'To the camera' }).click()],
  ['count', (page: Page) => page.getByRole('button', { name: 'Ready' }).click()],
  ['review', (page: Page) => page.getByRole('button', { name: 'Love it' }).waitFor()],
  [
    'takeaway',
    async (page: Page) => {
      await page.getByRole('button', { name: 'Love it' }).click()
      await page.getByRole('button', { name: 'Yes, choose what' }).waitFor()
    },
  ],
  ['choose', choose],
  ['choose', people],
  ['choose', (page: Page) => page.getByRole('checkbox', { name: 'younger' }).check()],
  ['takeaway', (page: Page) => page.getByRole('button', { name: 'No, just our photo' }).click()],
  ['thanks', (page: Page) => page.getByRole('button', { name: 'Done' }).click()],
] as const

/** Four of them, one of whom has said yes. */
async function people(page: Page): Promise<void> {
  for (let i = 1; i < 4; i++) await page.getByRole('button', { name: 'One more' }).click()
  await page.getByRole('checkbox').first().check()
  await page.getByRole('button', { name: 'Person 2' }).click()
}

for (const [name, screenSize] of Object.entries({ portrait, landscape, tablet })) {
  test.describe(`on a ${name} screen`, () => {
    test.use({ screenSize, event, isShared: true })

    test('every screen passes WCAG 2.2 AA, fits, and can be touched', async ({ booth }) => {
      test.setTimeout(120_000)
      const { page } = booth
      for (const [at, go] of way) {
        await go(page)
        await page.locator(`[data-at="${at}"]`).waitFor()
        await settled(page)
        // Axe comes last: it may take longer than a count.
        expect(await overflowing(page), at).toEqual([])
        expect(await scrolling(page), at).toEqual([])
        expect(await tooSmall(page), at).toEqual([])
        expect(await heard(page), at).toEqual({ headlines: 1, isFocused: true })
        expect(await violations(page), at).toEqual([])
      }
    })
  })
}

test('on every screen the main action is always at the same place, at least 96 px high', async ({
  booth,
}) => {
  const { page } = booth
  const places = new Map<string, Set<string>>()
  for (const name of ['Take our photo', 'To the camera', 'Ready']) {
    const button = page.getByRole('button', { name })
    await button.waitFor()
    for (const [screen, size] of Object.entries({ portrait, landscape, tablet })) {
      await resize(page, size)
      const { x, y, width, height } = (await button.boundingBox())!
      expect(height, screen).toBeGreaterThanOrEqual(96)
      places.set(screen, (places.get(screen) ?? new Set()).add(String([x, y, width].map(Math.round))))
    }
    await button.click()
  }
  for (const [screen, found] of places) expect([...found], screen).toHaveLength(1)
})

test.describe('with everything that moves', () => {
  test.use({ reducedMotion: 'no-preference', isShared: true })

  test('a photo is taken and asked about all the same', async ({ booth }) => {
    await takePhoto(booth.page)
    await expect(booth.page.getByRole('img', { name: 'Your framed photo' })).toBeVisible()
    await choose(booth.page)
  })
})

/** What a screen reader meets on a screen: one headline that says where it is, and the focus on what comes first. */
function heard(page: Page): Promise<{ headlines: number; isFocused: boolean }> {
  return page.evaluate(() => ({
    headlines: document.querySelectorAll('h1').length,
    isFocused: document.activeElement !== null && document.activeElement !== document.body,
  }))
}

/** Controls smaller than 64 px, the label of a checkbox counting with it. */
function tooSmall(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('button, a, input')]
      .map(one => one.closest('label') ?? one)
      .filter(one => {
        const { width, height } = one.getBoundingClientRect()
        return width > 0 && (width < 64 || height < 64)
      })
      .map(one => one.outerHTML.slice(0, 100)),
  )
}
