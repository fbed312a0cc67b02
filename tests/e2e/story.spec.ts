/** What people say with their photo: typed on the screen or on keys, in their own letters, and seen by staff first. */
import type { Page } from '@playwright/test'
import { say } from '../../text/index.ts'
import { violations } from './accessible.ts'
import { choosePin, expect, landscape, leave, openOperator, portrait, tablet, test } from './booth.ts'
import { overflowing, resize, settled } from './fitting.ts'

/** From the start to the question, by the main button of each screen. */
async function toStory(page: Page, language: 'en' | 'ar'): Promise<void> {
  for (const key of ['attract.start', 'expect.agree', 'live.shoot', 'review.keep'] as const)
    await page.getByRole('button', { name: say(language, key) }).click()
  await page.locator('[data-at="story"]').waitFor()
  await settled(page)
}

const field = (page: Page) => page.getByRole('textbox')
const key = (page: Page, name: string) => page.locator('.keyboard').getByRole('button', { name, exact: true })

test.describe('words', () => {
  test.use({
    event: { story: { question: 'What made you smile today?', filter: ['idiot'], seeFirst: true } },
  })

  test('are typed by touch and by keys, lie in the picture, and go out when staff have seen them', async ({
    booth,
  }) => {
    const { page } = booth
    await toStory(page, 'en')
    await expect(field(page)).toBeFocused()
    await expect(field(page)).toHaveAccessibleName('What made you smile today?')
    expect(await violations(page)).toEqual([])

    for (const letter of ['Y', 'o', 'u', 'x']) await key(page, letter).click()
    await key(page, 'Delete').click()
    await expect(field(page)).toBeFocused()
    await page.keyboard.type(' 1d10ts')
    await page.keyboard.press('Backspace')
    await page.keyboard.press('Enter')
    await expect(page.getByText('One of these words does not fit here.')).toBeVisible()
    await expect(field(page)).toHaveValue('You 1d10t')

    await field(page).fill('We danced until the last tram')
    await expect(page.getByText('One of these words')).toHaveCount(0)
    await expect(page.locator('img.story')).toHaveAttribute('src', /words=We\+danced\+until/)
    await page.getByRole('button', { name: 'Done' }).click()
    await page.locator('[data-at="takeaway"]').waitFor()

    const link = await page.locator('.link').innerText()
    const phone = await booth.phone(link)
    await expect(phone.locator('#caption')).toHaveValue(/^We danced until the last tram\n/)

    await leave(page)
    await openOperator(page)
    await choosePin(page)
    await expect(
      page.getByText('1 photo is not published until somebody has read its words.').first(),
    ).toBeVisible()
    await page.getByRole('button', { name: 'Words to see' }).click()
    await expect(page.getByText('We danced until the last tram')).toBeVisible()
    expect(await violations(page)).toEqual([])
    await page.getByRole('button', { name: 'Not these words' }).click()
    await expect(page.getByText('Goes on without its words.')).toBeVisible()
    await phone.reload()
    await expect(phone.getByText('The staff left your words out of this picture.')).toBeVisible()
    await expect(phone.locator('#caption')).not.toHaveValue(/danced/)
    await page.getByRole('button', { name: 'Undo' }).click()
    await expect(page.getByRole('button', { name: 'Fine' })).toBeVisible()
  })
})

test.describe('in Arabic', () => {
  test.use({
    event: { language: 'ar', story: { question: 'ما الذي جعلكم تبتسمون اليوم؟' } },
    screenSize: tablet,
  })

  test('the keys are Arabic, large on every screen and within reach of the arrow keys', async ({ booth }) => {
    const { page } = booth
    await toStory(page, 'ar')
    await page.keyboard.press('Tab')
    for (const press of ['ArrowDown', 'ArrowRight', 'Enter', 'ArrowLeft', 'Space'])
      await page.keyboard.press(press)
    await expect(field(page)).toHaveValue(/^\p{Script=Arabic}{2}$/u)
    expect(await field(page).evaluate(one => getComputedStyle(one).direction)).toBe('rtl')
    for (const size of [tablet, landscape, portrait]) {
      await resize(page, size)
      expect(await overflowing(page), JSON.stringify(size)).toEqual([])
      const sizes = await page
        .locator('.keyboard button')
        .evaluateAll(all =>
          all.map(one => one.getBoundingClientRect()).map(({ width, height }) => Math.min(width, height)),
        )
      expect(Math.min(...sizes), JSON.stringify(size)).toBeGreaterThanOrEqual(64)
    }
    await page.getByRole('button', { name: say('ar', 'story.skip') }).click()
    await page.locator('[data-at="takeaway"]').waitFor()
    await expect(page.locator('img.story')).toHaveCount(0)
  })
})
