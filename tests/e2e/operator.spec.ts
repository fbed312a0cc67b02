/** One glance for the staff, and what they do from there. */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { say } from '../../text/index.ts'
import { follow, openBrand } from '../support/brand.ts'
import { violations } from './accessible.ts'
import {
  type Booth,
  choose,
  choosePin,
  expect,
  landscape,
  leave,
  openOperator,
  pin,
  portrait,
  scan,
  tablet,
  takePhoto,
  test,
} from './booth.ts'
import { resize } from './fitting.ts'

/** The kiosk's first button, in the languages of these tests. */
const start = new RegExp([say('en', 'attract.start'), say('ar', 'attract.start')].join('|'))

/** Gives the kiosk a folder beside its data as the brand's storage; its path. */
async function giveStorage({ data }: Booth): Promise<string> {
  const path = join(data, '../storage')
  await mkdir(path)
  await writeFile(join(data, 'sync.json'), JSON.stringify({ target: { kind: 'folder', path } }))
  return path
}

/** From the kiosk's start, which the page may still be on its way to. */
async function open(page: Page): Promise<void> {
  await page.getByRole('button', { name: start }).waitFor()
  await openOperator(page)
}

async function type(page: Page, digits: string): Promise<void> {
  await page.keyboard.type(digits)
  await page.keyboard.press('Enter')
}

const heading = (page: Page, name: string) => expect(page.getByRole('heading', { level: 1 })).toHaveText(name)
const row = (page: Page, name: string) => page.getByRole('region', { name })

test('says that all is well, notices a storage that is pulled out and back again, pauses and goes on', async ({
  booth,
}) => {
  const { page } = booth
  const storage = await giveStorage(booth)
  await open(page)
  await choosePin(page)
  // The sync gives way to all else, so on a busy machine it is long in coming up.
  await expect(row(page, 'Sync')).toContainText('everything that may be there is at', { timeout: 30_000 })
  await heading(page, 'All is well')

  await rename(storage, `${storage}-away`)
  await heading(page, 'Look here')
  await expect(page.getByRole('status').filter({ hasText: 'Look here' })).toContainText('does not answer')
  await expect(row(page, 'Sync: Look here')).toBeVisible()
  await rename(`${storage}-away`, storage)
  await heading(page, 'All is well')

  await page.getByRole('button', { name: 'Pause the sync' }).click()
  await heading(page, 'Look here')
  await expect(row(page, 'Sync')).toContainText('Paused')
  await page.getByRole('button', { name: 'Go on with the sync' }).click()
  await heading(page, 'All is well')
})

test('shows photo by photo whether the kiosk may be wiped, and drops originals only when asked', async ({
  booth,
}) => {
  test.setTimeout(120_000)
  const { page } = booth
  await giveStorage(booth)
  await takePhoto(page)
  const code = (await page.getByText(/^Lost the link/).innerText()).replace(/\s/g, '').slice(-6)
  await leave(page)
  await takePhoto(page)
  await choose(page)
  await page.getByRole('checkbox').first().check()
  await page.getByRole('button', { name: 'Yes to what we ticked' }).click()
  await page.getByRole('img', { name: 'Your framed photo' }).waitFor()
  await leave(page)

  await open(page)
  await choosePin(page)
  await expect(row(page, 'Photos')).toContainText('2')
  await page.getByRole('button', { name: 'May this kiosk be wiped?' }).click()
  await expect(page.getByText('Do not wipe this kiosk yet.')).toBeVisible({ timeout: 30_000 })
  await expect(row(page, 'Only here')).toContainText(code)
  await expect(row(page, 'Only here').getByRole('listitem')).toHaveCount(1)
  await expect(row(page, 'Safe at the storage').getByRole('listitem')).toHaveCount(1)

  const drop = page.getByRole('button', { name: 'Make room: drop 1 originals' })
  await drop.click()
  expect(await violations(page)).toEqual([])
  await page.getByRole('button', { name: 'Keep them' }).click()
  await drop.click()
  await page.getByRole('button', { name: 'Drop them' }).click()
  await expect(page.getByText('Room made:')).toBeVisible({ timeout: 30_000 })
  await expect(drop).toHaveCount(0)
})

test('finds a photo by its code, and takes back or deletes only when asked twice', async ({ booth }) => {
  const { page } = booth
  await takePhoto(page)
  const code = (await page.getByText(/^Lost the link/).innerText()).replace(/\s/g, '').slice(-6)
  const link = await scan(page)
  await choose(page)
  await page.getByRole('checkbox').first().check()
  await page.getByRole('button', { name: 'Yes to what we ticked' }).click()
  await page.getByRole('img', { name: 'Your framed photo' }).waitFor()

  await openOperator(page)
  await choosePin(page)
  await page.getByRole('button', { name: 'Find a photo by its code' }).click()
  await page.keyboard.type('abc234')
  await expect(page.getByText(/No photo here has the code/)).toBeVisible()
  for (const letter of code) await page.getByRole('button', { name: letter, exact: true }).click()
  const picture = page.getByRole('img', { name: 'The framed photo' })
  await expect.poll(() => picture.evaluate((one: HTMLImageElement) => one.naturalWidth)).toBeGreaterThan(0)
  await expect(row(page, 'What the brand may do').getByRole('listitem')).toHaveText(
    /Screens and gallery\s+1 of 1 agreed ·\s+until/,
  )
  expect(await violations(page)).toEqual([])

  const takeBack = page.getByRole('button', { name: 'Take back what was allowed' })
  await takeBack.click()
  await expect(page.getByRole('dialog')).toContainText('The brand may not use the photo any more')
  expect(await violations(page)).toEqual([])
  await page.keyboard.press('Escape')
  await expect(row(page, 'What the brand may do').getByRole('listitem')).toHaveCount(1)
  await takeBack.click()
  await page.getByRole('button', { name: 'Take it back' }).click()
  await expect(page.getByRole('status').getByText('Taken back.')).toBeVisible()
  await expect(row(page, 'What the brand may do')).toContainText('It belongs to its people alone')
  await expect(takeBack).toBeDisabled()

  await page.getByRole('button', { name: 'Delete it everywhere' }).click()
  await page.getByRole('button', { name: 'Keep it' }).click()
  expect((await fetch(link)).status).toBe(200)
  await page.getByRole('button', { name: 'Delete it everywhere' }).click()
  await page.getByRole('button', { name: 'Delete it', exact: true }).click()
  await expect(page.getByRole('status').getByText('is deleted')).toBeVisible()
  expect((await fetch(link)).status).toBe(404)
  await page.keyboard.type(code)
  await expect(page.getByText(/No photo here has the code/)).toBeVisible()

  await page.getByRole('button', { name: 'Back to the glance' }).click()
  await page.getByRole('button', { name: 'Back to the kiosk' }).click()
  await page.getByRole('button', { name: start }).waitFor() // and not the photo that is gone
})

test('changes the settings of the event, says at a field what is wrong, and breaks off no visit', async ({
  booth,
}) => {
  const { page, data } = booth
  await writeFile(join(data, 'event.json'), '{ "consent": { "territory": "Europe" } }')
  await takePhoto(page)
  const beside = await page.context().newPage()
  await beside.goto(new URL('/operator/', booth.station.ready.kiosk).href)
  await choosePin(beside)
  await beside.getByRole('button', { name: 'Event settings' }).click()
  const save = beside.getByRole('button', { name: 'Save' })
  await expect(save).toBeDisabled()
  const hashtag = beside.getByRole('textbox', { name: 'Hashtag' })
  await beside.getByRole('textbox', { name: 'Name of the event' }).fill('Harbour Lights')
  await hashtag.fill('harbour lights')
  await beside.getByRole('textbox', { name: 'Colour' }).fill('#3a1010')
  await beside.getByRole('button', { name: /^Take .#\w{6}. instead$/ }).click()
  await expect(beside.getByText(/Stands out well/)).toBeVisible()
  await save.click()
  await expect(hashtag).toBeFocused()
  await expect(hashtag).toHaveAccessibleDescription(/This is not as it is asked for above/)
  expect(await violations(beside)).toEqual([])
  await hashtag.fill('#harbourlights')
  await save.click()
  await expect(beside.getByText(/^Saved\./)).toBeVisible()
  const written = JSON.parse(await readFile(join(data, 'event.json'), 'utf8'))
  expect(written).toMatchObject({ name: 'Harbour Lights', consent: { territory: 'Europe' } })

  await beside.waitForTimeout(3_000) // the station has looked
  await expect(page.getByRole('img', { name: 'Your framed photo' })).toBeVisible()
  await leave(page)
  await expect(page.getByText('Harbour Lights').first()).toBeVisible()
  await expect(page.getByText('#harbourlights').first()).toBeVisible()
  await heading(beside, 'Type the PIN')
  await takePhoto(page)
})

test('where the brand decides, the settings can only be read', async ({ booth }) => {
  const { page, data } = booth
  await follow(data, openBrand())
  await open(page)
  await choosePin(page)
  await page.getByRole('button', { name: 'Event settings' }).click()
  await expect(page.getByText('The brand decides these settings from afar')).toBeVisible()
  await expect(page.getByRole('textbox', { name: 'Name of the event' })).toBeDisabled()
  await expect(page.getByRole('button', { name: 'Save' })).toHaveCount(0)
  await check(page, 'settings that are followed')
})

test('gives the kiosk a break, which outlives the station, and ends it', async ({ booth }) => {
  const { page } = booth
  await takePhoto(page)
  const beside = await page.context().newPage()
  await beside.goto(new URL('/operator/', booth.station.ready.kiosk).href)
  await choosePin(beside)
  await beside.getByRole('button', { name: 'Give the kiosk a break' }).click()
  await expect(beside.getByText('The kiosk is taking a break: nobody can begin.')).toBeVisible()
  await check(beside, 'break')
  // Whoever is there comes to the end first.
  await leave(page)
  await heading(page, 'The kiosk is taking a break')
  await expect(page.getByRole('button', { name: start })).toHaveCount(0)
  expect(await violations(page)).toEqual([])

  await booth.restartStation()
  await expect(page.getByRole('heading', { name: 'One moment' })).toHaveCount(0)
  await heading(page, 'The kiosk is taking a break')
  await heading(beside, 'Type the PIN')
  await type(beside, pin)
  await beside.getByRole('button', { name: 'End the break' }).click()
  await takePhoto(page)
})

test('says in a browser how the kiosk is left', async ({ booth }) => {
  const { page } = booth
  await open(page)
  await choosePin(page)
  await page.getByRole('button', { name: 'Leave the kiosk' }).click()
  await expect(page.getByText('Alt+F4 closes the window')).toBeVisible()
  await check(page, 'leave')
})

test("leaves the kiosk through the shell's verbs, once somebody has said yes", async ({ booth }) => {
  const { page } = booth
  // What the shell's preload gives the page; preload and shell have tests of their own.
  const asked: string[] = []
  await page.exposeFunction('ask', (verb: string) => void asked.push(verb))
  await page.addInitScript(() => {
    const { ask } = window as unknown as { ask: (verb: string) => Promise<void> }
    Object.assign(window, { shell: { quit: () => ask('quit'), relaunch: () => ask('relaunch') } })
  })
  await open(page)
  await choosePin(page)
  await page.getByRole('button', { name: 'Leave the kiosk' }).click()
  await page.getByRole('button', { name: 'Close Groundswell' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Stay here' }).click()
  expect(asked).toEqual([])
  await check(page, 'leave the shell')
  await page.getByRole('button', { name: 'Start it anew' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Start it anew' }).click()
  await page.getByRole('button', { name: 'Close Groundswell' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Close Groundswell' }).click()
  await expect.poll(() => asked).toEqual(['relaunch', 'quit'])
})

test("shows when somebody floods the phones' door, what it was, and that there is nothing to do", async ({
  booth,
}) => {
  const { page } = booth
  await open(page)
  await choosePin(page)
  await expect(row(page, 'Turned away: All is well')).toContainText('The last hour was quiet')
  const { share } = booth.station.ready
  for (let i = 0; i < 20; i++) await fetch(`${share}/s/${'A'.repeat(21)}${'abcdefghijklmnopqrst'[i]}`)
  await expect(row(page, 'Turned away: All is well')).toContainText(/Links that open nothing\s*20/)
  for (let wave = 0; wave < 10; wave++)
    await Promise.all(Array.from({ length: 30 }, () => fetch(`${share}/photos`, { method: 'DELETE' })))
  await heading(page, 'Look here')
  await expect(row(page, 'Turned away: Look here')).toContainText('It holds, and nothing gets in.')
  await expect(row(page, 'Turned away: Look here')).toContainText(/Not from our pages\s*300/)
  expect(await violations(page)).toEqual([])
})

test("says what is to be mended about the certificate of the phones' address", async ({ booth }) => {
  const { page } = booth
  await booth.restartStation(async () => {
    await mkdir(join(booth.data, 'https'))
    await writeFile(join(booth.data, 'https/certificate.pem'), 'nonsense')
  })
  await open(page)
  await choosePin(page)
  await heading(page, 'Look here')
  await expect(row(page, 'Phones: Look here')).toContainText('holds no certificate that can be read')
})

test('is used by keyboard alone', async ({ booth }) => {
  const { page } = booth
  await giveStorage(booth)
  await open(page)
  await choosePin(page)
  await heading(page, 'All is well')
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused()
  await press(page, 'Pause the sync')
  await heading(page, 'Look here')
  await press(page, 'Go on with the sync')
  await heading(page, 'All is well')
  await press(page, 'May this kiosk be wiped?')
  await expect(page.getByText('This kiosk may be wiped.')).toBeVisible({ timeout: 30_000 })
  await press(page, 'Back to the glance')
  await press(page, 'Back to the kiosk')
  await open(page)
  await heading(page, 'Type the PIN')
  await type(page, '0000')
  await expect(page.getByText('That is not the PIN.')).toBeVisible()
  await type(page, pin)
  await heading(page, 'All is well')

  /** Goes on with the Tab key to the button of that name, and presses it. */
  async function press(page: Page, name: string): Promise<void> {
    const button = page.getByRole('button', { name })
    await button.waitFor()
    for (let i = 0; i < 20; i++) {
      if (await button.evaluate(one => one === document.activeElement)) break
      await page.keyboard.press('Tab')
    }
    await expect(button).toBeFocused()
    await page.keyboard.press('Enter')
  }
})

test.describe('in Arabic', () => {
  test.use({ event: { language: 'ar' }, screenSize: landscape })

  test('runs from right to left', async ({ booth }) => {
    const { page } = booth
    await giveStorage(booth)
    await open(page)
    await page.getByRole('heading', { level: 1 }).waitFor()
    await type(page, pin)
    await type(page, pin)
    await expect(page.locator('html')).toHaveAttribute('dir', 'rtl')
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(say('ar', 'operator.well'))
    const verdict = await page.getByRole('heading', { level: 1 }).boundingBox()
    expect(verdict?.x).toBeGreaterThan(landscape.width / 2)
    expect(await violations(page)).toEqual([])
  })
})

test('passes WCAG 2.2 AA on every screen, fits, and can be touched', async ({ booth }) => {
  test.setTimeout(120_000)
  const { page } = booth
  const storage = await giveStorage(booth)
  await open(page)
  await heading(page, 'Choose a PIN for this kiosk')
  await checkAll('PIN')
  await choosePin(page)
  await heading(page, 'All is well')
  await checkAll('well', async () => {
    const below = () => page.evaluate(() => document.documentElement.scrollHeight - innerHeight)
    expect(await below()).toBeLessThanOrEqual(0)
  })
  await rename(storage, `${storage}-away`)
  await heading(page, 'Look here')
  await checkAll('look')
  await rename(`${storage}-away`, storage)
  await page.getByRole('button', { name: 'May this kiosk be wiped?' }).click()
  await page.getByRole('button', { name: 'Check again' }).waitFor({ timeout: 30_000 })
  await checkAll('wipe')

  async function checkAll(at: string, also = async () => {}): Promise<void> {
    for (const [name, size] of Object.entries({ portrait, landscape, tablet })) {
      await resize(page, size)
      await check(page, `${at}, ${name}`)
      await also()
    }
  }
})

async function check(page: Page, at: string): Promise<void> {
  expect(await tooSmall(page), at).toEqual([])
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), at).toBe(0)
  expect(await violations(page), at).toEqual([])
}

/** Controls smaller than 44 px. */
function tooSmall(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('button, a, input, select')]
      .filter(one => {
        const { width, height } = one.getBoundingClientRect()
        return width > 0 && (width < 44 || height < 44)
      })
      .map(one => one.outerHTML.slice(0, 100)),
  )
}
