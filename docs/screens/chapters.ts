/** What there is to see, in the order in which it is shown; each chapter but the last ends at the start screen. */
import { execFileSync } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { operatorPath } from '../../electron/contract/operator.ts'
import { phoneSize, pin, scan, untilLinked } from '../../tests/e2e/booth.ts'
import { startStation } from '../../tests/support/station.ts'
import { pseudoLanguage } from '../../text/languages.ts'
import type { Tour } from './tour.ts'

export const chapters: readonly ((tour: Tour) => Promise<void>)[] = [
  start,
  visit,
  easier,
  strip,
  boomerang,
  remote,
  cameraTrouble,
  operator,
  closed,
  elsewhere,
]

async function start({ page, station, button, press, at, show, say }: Tour): Promise<void> {
  await page.goto(station.ready.kiosk)
  await button('attract.start').waitFor()
  await show('attract')
  if (await page.locator('.more').count()) {
    await page.locator('.more').click()
    await show('languages')
    await page.keyboard.press('Escape')
  }
  await page.getByRole('button', { name: say('code.open') }).click()
  await at('code')
  await show('code')
  await page.keyboard.type('ZZZZZZ')
  await page.waitForTimeout(300)
  await show('code-unknown')
  await press('code.leave')
}

/** From the start screen to the camera. */
async function toCamera(tour: Tour): Promise<void> {
  await tour.press('attract.start')
  await tour.at('expect')
  await seeThemselves(tour)
}

/** On from what people are told. */
async function seeThemselves({ page, press, button }: Tour): Promise<void> {
  await press('expect.agree')
  await button('live.shoot').waitFor()
  await page.waitForFunction(() => (document.querySelector('video')?.currentTime ?? 0) > 0.5)
}

/** From the code back to the start screen. */
async function end({ press, at }: Tour): Promise<void> {
  await press('takeaway.done')
  await at('thanks')
  await press('takeaway.done')
  await at('attract')
}

/** A phone in the tour's language; its page at `address`. */
async function openPhone({ withCamera, language }: Tour, address: string): Promise<Page> {
  const locale = language === pseudoLanguage ? 'en' : language
  const page = await withCamera.newPage({ viewport: phoneSize, locale })
  await page.goto(address)
  return page
}

async function framed({ page, at, say }: Tour): Promise<void> {
  await at('takeaway')
  await page.getByRole('img', { name: say('takeaway.picture') }).waitFor()
  await page.waitForTimeout(500)
}

async function visit(tour: Tour): Promise<void> {
  const { page, press, button, at, show, go } = tour
  await go('attract.start', 'expect')
  await seeThemselves(tour)
  await show('live')
  await go('live.shoot', 'count')
  await button('review.keep').waitFor()
  await show('review')
  await go('review.keep', 'story')
  const key = page.locator('.keyboard button:not(.control)')
  for (const i of [2, 5, 7, 11]) await key.nth(i).click()
  await page.waitForTimeout(600)
  await show('story-words')
  await press('story.done')
  await framed(tour)
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

  const phone = await openPhone(tour, link)
  await phone.locator('img').first().waitFor()
  await show('phone', phone)
  await phone.close()
}

async function easier({ page, press, at, show, say }: Tour): Promise<void> {
  await press('attract.start')
  await at('expect')
  for (const wish of ['comfort.low', 'comfort.contrast', 'comfort.large'] as const) {
    await press(wish)
    await show(wish.replace('.', '-'))
    if (wish === 'comfort.low') await press(wish)
  }
  await page.locator('dialog').waitFor({ timeout: 60_000 })
  await show('still-there')
  await page.locator('dialog button').click()
  await page.getByRole('button', { name: say('expect.back') }).click()
  await at('attract')
}

async function strip(tour: Tour): Promise<void> {
  const { page, pick, press, button, show } = tour
  await toCamera(tour)
  await pick('live.strip')
  await show('live-strip')
  await press('live.shoot')
  await page.locator('.shots .next:nth-child(2)').waitFor()
  await show('count-strip')
  await button('review.keep').waitFor({ timeout: 20_000 })
  await show('review-strip')
  await press('review.keep')
  await press('story.skip')
  await framed(tour)
  await show('takeaway-strip')
  await end(tour)
}

async function boomerang(tour: Tour): Promise<void> {
  const { pick, press, button, show } = tour
  await toCamera(tour)
  await pick('live.boomerang')
  await press('live.shoot')
  await button('review.keep').waitFor()
  await show('review-boomerang')
  await press('review.keep')
  await press('story.skip')
  await framed(tour)
  await end(tour)
}

async function remote(tour: Tour): Promise<void> {
  const { page, press, at, show } = tour
  await press('attract.start')
  await at('expect')
  await page.locator('.code svg').waitFor()
  const lead = await openPhone(tour, await scan(page))
  const step = (name: string) => lead.locator(`button[value="${name}"]`)
  await step('agree').waitFor()
  await show('phone-expect', lead)
  await show('led')
  await step('agree').click()
  await step('count').waitFor()
  await show('phone-live', lead)
  await step('count').click()
  await step('keep').waitFor()
  await show('phone-review', lead)
  await step('keep').click()
  await lead.locator('input[name="story"]').waitFor()
  await show('phone-story', lead)
  await press('remote.end')
  await lead.waitForTimeout(1_000)
  await show('phone-over', lead)
  await lead.close()
  await press('story.skip')
  await at('takeaway')
  await end(tour)
}

async function cameraTrouble({ page, withoutCamera, viewport, station, say, show, press }: Tour) {
  await using context = await withoutCamera.newContext({ viewport })
  const other = await context.newPage()
  await other.goto(station.ready.kiosk)
  await press('attract.start', other)
  await press('expect.agree', other)
  await other.getByText(say('trouble.noCamera')).waitFor()
  await show('live-no-camera', other)
  await show('taken-over')
  await other.close()
  await press('kiosk.takeBack')
  await untilLinked(page)
  await press('expect.back')
}

/** In a window beside the kiosk's. */
async function operator({ page, station, say, press, button, show }: Tour): Promise<void> {
  const beside = await page.context().newPage()
  await beside.goto(new URL(operatorPath, station.ready.kiosk).href)
  await beside.getByRole('heading', { level: 1 }).waitFor()
  await show('operator-pin', beside)
  for (const name of ['operator.pinChoose', 'operator.pinAgain'] as const) {
    await beside.getByRole('heading', { level: 1, name: say(name), exact: true }).waitFor()
    await beside.keyboard.type(pin)
    await beside.keyboard.press('Enter')
  }
  await button('operator.find', beside).waitFor()
  await show('operator-glance', beside)
  for (const room of ['find', 'settings', 'wipe', 'leave'] as const) {
    await press(`operator.${room}`, beside)
    if (room === 'wipe') await button('operator.wipeAgain', beside).waitFor({ timeout: 60_000 })
    await show(`operator-${room}`, beside)
    await press('operator.wipeBack', beside)
  }
  await press('operator.stories', beside)
  await show('operator-stories', beside)
  await press('operator.wipeBack', beside)
  await press('operator.breakBegin', beside)
  await page.getByRole('heading', { name: say('kiosk.onBreak') }).waitFor()
  await show('break')
  await press('operator.breakEnd', beside)
  await button('attract.start').waitFor()
  await beside.close()
}

/** No room for photos, on a disk that is small; only root may mount one. */
async function closed({ data, viewport, withCamera, say, show, language }: Tour): Promise<void> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return
  const disk = `${data}-disk`
  await mkdir(disk)
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=250m', 'none', disk])
  await using undo = new AsyncDisposableStack()
  undo.defer(() => void execFileSync('umount', ['--lazy', disk]))
  const isPseudo = language === pseudoLanguage
  await writeFile(join(disk, 'event.json'), JSON.stringify(isPseudo ? {} : { language }))
  const station = await startStation({ data: disk, flags: isPseudo ? ['--words', 'pseudo'] : [] })
  undo.defer(async () => void (await station.stop()))
  const page = await undo.use(await withCamera.newContext({ viewport })).newPage()
  await page.goto(station.ready.kiosk)
  await page.getByRole('heading', { name: say('trouble.noRoom') }).waitFor()
  await show('no-room', page)
}

async function elsewhere({ page, station, say, show }: Tour): Promise<void> {
  await station.kill()
  await page.getByText(say('kiosk.oneMoment')).waitFor()
  await show('one-moment')
}
