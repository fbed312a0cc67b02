/** The brand's look on the start screen, and the photos that people allowed to be seen there. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import sharp from 'sharp'
import { contrast, quietInk } from '../../electron/event/colour.ts'
import { projectRoot } from '../support/station.ts'
import { violations } from './accessible.ts'
import {
  choose,
  choosePin,
  expect,
  landscape,
  leave,
  openOperator,
  portrait,
  scan,
  tablet,
  takePhoto,
  test,
} from './booth.ts'
import { overflowing, resize, settled } from './fitting.ts'

const fixture = (name: string) => join(projectRoot, 'tests/fixtures', name)

const drifting = (page: Page) => page.locator('[data-at="attract"] .photos img')

test.describe('a start screen in the look of the brand', () => {
  test.use({
    event: {
      ...{ name: 'Harbour Lights', brand: 'Letin', accent: '#6fd3ff' },
      theme: {
        ground: '#0b1220',
        logo: 'dark.svg',
        background: 'portrait-1080p.jpg',
        font: 'CourierPrime-Bold.ttf',
      },
    },
    brandFiles: [
      fixture('brand/dark.svg'),
      fixture('photos/portrait-1080p.jpg'),
      join(projectRoot, 'templates/booth/fonts/CourierPrime-Bold.ttf'),
    ],
  })

  test('can be read on every screen, and shows a photo from the yes of its people until they take it back', async ({
    booth,
  }) => {
    const { page } = booth
    const size = page.viewportSize()!
    for (const screen of [portrait, landscape, tablet]) {
      await resize(page, screen)
      await expect(page.getByRole('img', { name: 'Letin' })).toBeVisible()
      await settled(page)
      expect(await overflowing(page)).toEqual([])
      expect(contrast(await brightestBehindWords(page), quietInk)).toBeGreaterThanOrEqual(4.5)
    }
    await resize(page, size)
    expect(await page.evaluate(() => document.fonts.check('800 40px "Groundswell brand"'))).toBe(true)

    await takePhoto(page)
    const link = await scan(page)
    await choose(page)
    await page.getByRole('checkbox', { name: 'Show it on the screens' }).check()
    await page.getByRole('button', { name: 'Yes to what we ticked' }).click()
    await expect(page.getByRole('img', { name: 'Your framed photo' })).toBeVisible()
    await leave(page)
    await expect(drifting(page)).toBeVisible()
    expect(await violations(page)).toEqual([])

    const phone = await booth.phone(link)
    await phone.getByRole('button', { name: 'Take it back' }).click()
    await expect(drifting(page)).toHaveCount(0)
    await takePhoto(page) // the screen begins a visit all the same
  })
})

test('staff bring a logo on the operator page, are told what is wrong with another, and it is on the kiosk once it is saved', async ({
  booth,
}) => {
  const { page } = booth
  await openOperator(page)
  await choosePin(page)
  await page.getByRole('button', { name: 'Event settings' }).click()
  const logo = page.getByRole('group', { name: 'Logo' })
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    logo.getByRole('button', { name: 'Choose a file' }).click(),
  ])
  await chooser.setFiles({ name: 'mark.png', mimeType: 'image/png', buffer: Buffer.from('GIF89a') })
  await expect(logo.getByRole('status')).toHaveText(/mark\.png: expected an SVG, PNG or WebP, but a GIF came/)
  await logo.locator('input').setInputFiles(fixture('brand/dark.svg'))
  await expect(logo.getByRole('img', { name: 'Logo' })).toBeVisible()
  await expect(logo).toContainText('the kiosk puts it on a light card')
  expect(await violations(page)).toEqual([])

  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText(/^Saved\./)).toBeVisible()
  const written = JSON.parse(await readFile(join(booth.data, 'event.json'), 'utf8'))
  expect(written).toEqual({
    count: 1, // as before
    theme: { logo: expect.stringMatching(/^logo-[0-9a-f]{16}\.svg$/) },
  })
  await page.locator('[data-at="attract"]').waitFor()
  await expect(page.getByRole('img', { name: 'Groundswell' })).toBeVisible()
})

/** The brightest colour on the screen behind the names and the line below the button, as #rrggbb. */
async function brightestBehindWords(page: Page): Promise<string> {
  const words = [page.locator('.event'), page.locator('.foot'), page.locator('.comfort')]
  const setOpacity = (opacity: string) =>
    page.evaluate(value => {
      for (const one of document.querySelectorAll<HTMLElement>(':is(.event, .foot, .comfort) > *'))
        one.style.opacity = value
    }, opacity)
  await setOpacity('0')
  let brightest = [0, 0, 0]
  for (const one of words) {
    const { data } = await sharp(await one.screenshot())
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true })
    for (let i = 0; i < data.length; i += 3) {
      const pixel = [data[i]!, data[i + 1]!, data[i + 2]!]
      if (light(pixel) > light(brightest)) brightest = pixel
    }
  }
  await setOpacity('')
  return `#${brightest.map(one => one.toString(16).padStart(2, '0')).join('')}`
}

const light = ([r = 0, g = 0, b = 0]: readonly number[]) => 0.2126 * r + 0.7152 * g + 0.0722 * b
