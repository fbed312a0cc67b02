/** The visit in the attendees' own language, chosen on the first screen. */
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { openStoreToRead } from '../../electron/store/open.ts'
import { say } from '../../text/index.ts'
import { runCli } from '../support/cli.ts'
import { expect, landscape, openLanguages, portrait, scan, takePhoto, test } from './booth.ts'

const event = { brand: 'Harbour Lights', consent: { ask: ['social'] } }

test.use({ event, isShared: true })

for (const [name, screenSize] of Object.entries({ portrait, landscape })) {
  test.describe(`on a ${name} screen`, () => {
    test.use({ screenSize })

    test('a visit in Arabic runs from right to left, from the first screen to the answer, and ends with it', async ({
      booth,
    }) => {
      const { page } = booth
      const words = (key: Parameters<typeof say>[1]) => say('ar', key, { brand: 'Harbour Lights' })
      const button = (key: Parameters<typeof say>[1]) => page.getByRole('button', { name: words(key) })
      const start = page.getByRole('button', { name: 'Take our photo' })
      const before = await start.boundingBox()
      await openLanguages(page)
      await page.getByRole('button', { name: 'العربية' }).click()
      await expect(page.getByRole('button', { name: 'العربية', pressed: true })).toBeVisible()
      await expect(page.locator('html')).toHaveAttribute('dir', 'rtl')
      await expect(page.locator('html')).toHaveAttribute('lang', 'ar')
      await expect(page.getByRole('heading')).toHaveText(words('attract.headline'))
      const after = await button('attract.start').boundingBox()
      expect([after?.y, after?.width]).toEqual([before?.y, before?.width])
      if (name === 'landscape')
        expect(Math.round(after!.x)).toBe(1920 - Math.round(before!.x + before!.width))

      await button('attract.start').click()
      await expect(page.locator('section li').first()).toHaveText(/Groundswell/)
      await expect(page.locator('section ul')).toHaveAttribute('lang', 'ar')
      await button('expect.agree').click()
      await button('live.shoot').click()
      await button('review.keep').click()
      await expect(page.getByRole('heading', { name: words('consent.headline') })).toBeVisible()
      await button('consent.choose').click()
      await page.getByRole('checkbox', { name: words('consent.social').slice(0, 12) }).check()
      await button('consent.confirm').click()
      await expect(page.getByText(words('consent.answeredYes'))).toBeVisible()

      const photo = JSON.parse((await runCli('photos', '--data', booth.data)).stdout).at(-1)
      expect(photo.allowed).toEqual(['social'])
      const store = openStoreToRead(join(booth.data, 'groundswell.sqlite'))
      expect(store.prepare('SELECT language FROM photos WHERE id = ?').get(photo.id)).toEqual({
        language: 'ar',
      })
      expect(store.prepare("SELECT text FROM wordings WHERE language = 'ar'").all()).toEqual([
        { text: expect.stringContaining(words('consent.headline')) },
      ])
      store.close()
      for (let i = 0; i < 2; i++) await button('takeaway.done').click()
      await expect(start).toBeVisible()
      await expect(page.locator('html')).toHaveAttribute('dir', 'ltr')
    })
  })
}

test('the code of a photo can be typed in the language that was chosen', async ({ booth }) => {
  await booth.page.getByRole('button', { name: 'Français' }).click()
  await booth.page.getByRole('button', { name: say('fr', 'code.open') }).click()
  await expect(booth.page.getByRole('heading')).toHaveText(say('fr', 'code.headline'))
})

test('who chooses nothing takes no touch more, and loads the words of one language alone', async ({
  booth,
}) => {
  const { page } = booth
  const words: string[] = []
  page.on('request', request => {
    const file = /assets\/(\w\w)-[^/]*\.js$/.exec(request.url())
    if (file?.[1]) words.push(file[1])
  })
  await page.reload()
  await takePhoto(page)
  await scan(page)
  expect(words).toEqual(['en'])
})

test('who wants none of all languages comes back to the start as it was, and begins', async ({ booth }) => {
  const { page } = booth
  await openLanguages(page)
  await page.keyboard.press('Escape')
  await expect(page.getByRole('button', { name: 'English', pressed: true })).toBeVisible()
  await takePhoto(page)
})

test('every script is drawn by a face that the kiosk brings, and only by its files for the letters there', async ({
  booth,
}) => {
  const { page } = booth
  let bytes = 0
  page.on('response', response => {
    if (response.url().endsWith('.woff2')) bytes += Number(response.headers()['content-length'])
  })
  await page.reload()
  for (const [before, name, language, way] of [
    ['en', '日本語', 'ja', 'ltr'],
    ['ja', 'עברית', 'he', 'rtl'],
  ] as const) {
    await page.getByRole('button', { name: say(before, 'attract.moreLanguages') }).click()
    expect(await facesOfTheSystem(page), 'all languages').toEqual([])
    // All there are have 14 MB.
    expect(bytes).toBeGreaterThan(100_000)
    expect(bytes).toBeLessThan(1_500_000)
    await page.getByRole('button', { name }).click()
    await expect(page.getByRole('heading')).toHaveText(say(language, 'attract.headline'))
    await expect(page.locator('html')).toHaveAttribute('dir', way)
    expect(await facesOfTheSystem(page), language).toEqual([])
  }
})

test('a language chosen by one person is not kept for the next', async ({ booth }) => {
  const { page } = booth
  await page.getByRole('button', { name: 'Deutsch' }).click()
  await expect(page.getByRole('button', { name: 'Deutsch', pressed: true })).toBeVisible()
  await page.getByRole('button', { name: say('de', 'attract.start') }).click()
  await page.getByRole('button', { name: say('de', 'expect.back') }).click()
  await expect(page.getByRole('button', { name: 'English', pressed: true })).toBeVisible()
})

test.describe('where the event offers its own language alone', () => {
  test.use({ event: { languages: [] } })
  test('there is nothing to choose', async ({ booth }) => {
    await expect(booth.page.getByRole('button', { name: 'Take our photo' })).toBeVisible()
    await expect(booth.page.getByRole('group', { name: 'Language' })).toHaveCount(0)
  })
})

test.describe('with a station of its own', () => {
  test.use({ isShared: false })

  test('a restart of the station keeps the language of a photo whose code is on the screen', async ({
    booth,
  }) => {
    const { page } = booth
    await page.getByRole('button', { name: 'Español' }).click()
    for (const key of ['attract.start', 'expect.agree', 'live.shoot', 'review.keep'] as const)
      await page.getByRole('button', { name: say('es', key) }).click()
    await expect(page.getByRole('heading', { name: say('es', 'takeaway.headline') })).toBeVisible()
    const link = await scan(page)
    await booth.restartStation()
    await expect(page.getByText(say('es', 'kiosk.oneMoment'))).toBeHidden()
    expect(await scan(page)).toBe(link)
    await expect(page.locator('html')).toHaveAttribute('lang', 'es')
  })
})

/** What is drawn by fonts that another machine may not have: the elements, and by which. */
async function facesOfTheSystem(page: Page): Promise<string[]> {
  await page.evaluate(() => document.fonts.ready)
  const devTools = await page.context().newCDPSession(page)
  await devTools.send('DOM.enable')
  await devTools.send('CSS.enable')
  const { root } = await devTools.send('DOM.getDocument')
  const { nodeIds } = await devTools.send('DOM.querySelectorAll', {
    nodeId: root.nodeId,
    selector: 'body :is(h1, p, span, button)',
  })
  expect(nodeIds.length).toBeGreaterThan(10)
  const found = nodeIds.map(async nodeId => {
    const { fonts } = await devTools.send('CSS.getPlatformFontsForNode', { nodeId })
    const theirs = fonts.filter(({ isCustomFont }) => !isCustomFont)
    if (theirs.length === 0) return []
    const { outerHTML } = await devTools.send('DOM.getOuterHTML', { nodeId })
    return theirs.map(({ familyName }) => `${familyName}: ${outerHTML.slice(0, 100)}`)
  })
  return (await Promise.all(found)).flat()
}
