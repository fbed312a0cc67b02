/**
 * npm run screens: renders every screen of a visit, upright and broad, in a Latin, a right-to-left and a Chinese script and
 * in the pseudo language, into the folder screens/, with a sheet of all of them each. Nobody checks them but eyes.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, Page } from '@playwright/test'
import sharp from 'sharp'
import { landscape, launch, phoneSize, portrait, scan } from '../tests/e2e/booth.ts'
import { settled } from '../tests/e2e/fitting.ts'
import { writeCameraFeed } from '../tests/support/camera-feed.ts'
import { projectRoot, startStation, temporaryFolder } from '../tests/support/station.ts'
import { type Language, say, type TextKey } from '../text/index.ts'
import { pseudoLanguage } from '../text/languages.ts'

const screens = { portrait, landscape }
const languages: readonly Language[] = ['en', 'ar', 'zh', pseudoLanguage]
const event = {
  ...{ name: 'Harbour Lights', hashtag: '#harbourlights', brand: 'Harbour Lights' },
  ...{ modes: ['photo', 'strip', 'boomerang'], frames: ['noir', 'vow'], looks: ['mono', 'warm', 'film'] },
  consent: { ask: ['screens', 'social', 'site'] },
  story: { question: 'What made you smile today?' },
}
/** Of a screen on a sheet, its longer side in pixels. */
const longSide = 560

const out = join(projectRoot, 'screens')
await rm(out, { recursive: true, force: true })
await using folder = await temporaryFolder()
const feed = join(folder.path, 'camera.y4m')
await writeCameraFeed(feed)
const browser = await launch(feed)
for (const [name, viewport] of Object.entries(screens))
  for (const language of languages) await render(browser, `${name}-${language}`, viewport, language)
await browser.close()
process.stdout.write(`Every screen is in ${out}, with a sheet for each language and orientation.\n`)

async function render(
  browser: Browser,
  name: string,
  viewport: { width: number; height: number },
  language: Language,
): Promise<void> {
  await mkdir(join(out, name), { recursive: true })
  const data = join(folder.path, name)
  await mkdir(data)
  const isPseudo = language === pseudoLanguage
  await writeFile(join(data, 'event.json'), JSON.stringify(isPseudo ? event : { ...event, language }))
  const station = await startStation({ data, flags: isPseudo ? ['--words', 'pseudo'] : [] })
  await using context = await browser.newContext({ viewport })
  const page = await context.newPage()
  const shots: string[] = []

  async function show(what: string, of: Page = page): Promise<void> {
    await of.evaluate(() => document.fonts.ready)
    await settled(of)
    await of.waitForTimeout(500) // pictures come, the bloom fades
    const file = join(out, name, `${String(shots.length + 1).padStart(2, '0')}-${what}.png`)
    await of.screenshot({ path: file })
    shots.push(file)
  }
  const button = (key: TextKey) => page.getByRole('button', { name: say(language, key), exact: true })
  const press = (key: TextKey) => button(key).click()
  const pick = (key: TextKey) => page.getByRole('radio', { name: say(language, key) }).press('Space')
  const at = (screen: string) => page.locator(`[data-at="${screen}"]`).waitFor()
  /** By this button to this screen, and shows it. */
  async function go(key: TextKey, screen: string): Promise<void> {
    await press(key)
    await at(screen)
    await show(screen)
  }

  await page.goto(station.ready.kiosk)
  await button('attract.start').waitFor()
  await show('attract')
  if (await page.locator('.more').count()) {
    await page.locator('.more').click()
    await show('languages')
    await page.keyboard.press('Escape')
  }
  await page.getByRole('button', { name: say(language, 'code.open') }).click()
  await at('code')
  await show('code')
  await page.keyboard.type('ZZZZZZ')
  await page.waitForTimeout(300)
  await show('code-unknown')
  await press('code.leave')
  await go('attract.start', 'expect')
  await press('expect.agree')
  await button('live.shoot').waitFor()
  await page.waitForFunction(() => (document.querySelector('video')?.currentTime ?? 0) > 0.5)
  await show('live')
  await pick('live.strip')
  await show('live-strip')
  await pick('live.photo')
  await go('live.shoot', 'count')
  await button('review.keep').waitFor()
  await show('review')
  await go('review.keep', 'story')
  await press('story.skip')
  await at('takeaway')
  await page.getByRole('img', { name: say(language, 'takeaway.picture') }).waitFor()
  await page.waitForTimeout(500)
  await show('takeaway')
  const link = await scan(page)
  await go('consent.choose', 'choose')
  await press('consent.more')
  await page.getByRole('checkbox').first().check()
  await show('choose-two')
  await press('consent.back')
  await at('takeaway')
  await press('consent.no')
  await page.waitForTimeout(300)
  await show('takeaway-answered')
  await go('takeaway.done', 'thanks')
  await press('takeaway.done')
  await at('attract')
  await press('attract.start')
  await page.locator('dialog').waitFor({ timeout: 60_000 })
  await show('still-there')
  await page.locator('dialog button').click()
  await page.getByRole('button', { name: say(language, 'expect.back') }).click()

  await using phone = await browser.newContext({ viewport: phoneSize, locale: isPseudo ? 'en' : language })
  const phonePage = await phone.newPage()
  await phonePage.goto(link)
  await phonePage.locator('img').first().waitFor()
  await show('phone', phonePage)

  await station.kill()
  await page.getByText(say(language, 'kiosk.oneMoment')).waitFor()
  await show('one-moment')
  const scale = longSide / Math.max(viewport.width, viewport.height)
  await writeSheet(join(out, `${name}.png`), shots, {
    width: Math.round(viewport.width * scale),
    height: Math.round(viewport.height * scale),
  })
}

/** All of them beside and below each other, each in a cell of this size. */
async function writeSheet(
  file: string,
  shots: readonly string[],
  cell: { width: number; height: number },
): Promise<void> {
  const background = '#808080'
  const pictures = await Promise.all(
    shots.map(shot =>
      sharp(shot)
        .resize({ ...cell, fit: 'contain', background })
        .png()
        .toBuffer(),
    ),
  )
  // About as broad as it is high.
  const columns = Math.ceil(Math.sqrt((pictures.length * cell.height) / cell.width))
  const width = columns * cell.width
  const height = Math.ceil(pictures.length / columns) * cell.height
  await sharp({ create: { width, height, channels: 3, background } })
    .composite(
      pictures.map((input, i) => ({
        ...{ input, left: (i % columns) * cell.width, top: Math.floor(i / columns) * cell.height },
      })),
    )
    .png()
    .toFile(file)
}
