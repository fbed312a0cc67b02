/** A photo's published page, served as files by a web server that knows nothing of a kiosk. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import type { Photo } from '../../electron/capture/photos.ts'
import { eventSchema } from '../../electron/event/settings.ts'
import { postToken } from '../../electron/share/links.ts'
import { openStaticPages, type Published, publicFile } from '../../electron/share/static-page.ts'
import { photo1080p } from '../support/photo.ts'
import { photosInFolder } from '../support/photos.ts'
import { missingWebServer, startWebServer, type WebServer } from '../support/web-server.ts'
import { violations } from './accessible.ts'
import { test as base, expect, phoneLooks, phoneSize } from './booth.ts'

base.skip(missingWebServer !== null, missingWebServer ?? '')

const event = eventSchema.parse({
  ...{ name: 'Harbour Lights', hashtag: '#lights', brand: 'Lumen' },
  share: {
    networks: ['whatsapp', 'facebook', 'mastodon', 'bluesky'],
    link: { address: 'https://brand.example/' },
  },
  consent: { privacy: 'privacy@lumen.example' },
})
const token = 'a'.repeat(22)
const allowed: Published['allowed'] = [{ purpose: 'social', until: '2999-11-22T12:00:00.000Z' }]
const there: Published = { pictures: ['photo', 'card', 'story'], allowed }
const onItsWay: Published = { pictures: [], allowed: [] }

interface Site {
  readonly server: WebServer
  /** Publishes the photo's page as it would be now, with its pictures before it; gives its address. */
  publish(published: Published, changes?: Partial<Photo>): Promise<string>
  open(address: string, options?: object): Promise<Page>
}

const test = base.extend<{ site: Site }>({
  site: async ({ browser }, use) => {
    await using server = await startWebServer()
    await using at = await photosInFolder()
    at.reserve('a')
    const photo = { ...at.photos.find('a')!, stage: 'framed', code: 'ABC234' } as const
    const { pageOf, postPageOf } = openStaticPages({ event, address: server.address })
    const folder = join(server.folder, 's')
    await mkdir(folder)
    await using undo = new AsyncDisposableStack()
    await use({
      server,
      async publish(published, changes) {
        for (const name of published.pictures)
          await writeFile(join(folder, publicFile(token, name)), photo1080p)
        await writeFile(join(folder, token), pageOf({ ...photo, ...changes }, published))
        await writeFile(join(folder, postToken(token)), postPageOf({ ...photo, ...changes }, published))
        return `${server.address}/s/${token}`
      },
      async open(address, options) {
        const context = undo.use(
          await browser.newContext({ viewport: phoneSize, hasTouch: true, ...options }),
        )
        const page = await context.newPage()
        await page.goto(address)
        return page
      },
    })
  },
})

for (const javaScriptEnabled of [false, true])
  test(`a picture on its way comes by itself, JavaScript ${javaScriptEnabled ? 'on' : 'off'}`, async ({
    site,
  }) => {
    const phone = await site.open(await site.publish(onItsWay, { stage: 'kept' }), { javaScriptEnabled })
    await expect(phone.getByText('Your photo is on its way')).toBeVisible()
    await expect(phone.locator('figcaption noscript')).toBeVisible({ visible: !javaScriptEnabled })
    await expect(phone.getByText('It takes longer than usual')).toBeHidden()
    await site.publish(there)
    await expect(phone.getByRole('img', { name: 'Photo in the frame of Harbour Lights' })).toBeVisible()
    await expect(phone.getByRole('link', { name: 'Save the picture' })).toBeVisible()
  })

test('a page that waits stays as it is until there is something new', async ({ site }) => {
  const address = await site.publish(onItsWay, { stage: 'kept' })
  const phone = await site.open(address)
  await phone.evaluate(() => Object.assign(window, { isSame: true }))
  for (let i = 0; i < 2; i++) await phone.waitForResponse(address)
  expect(await phone.evaluate(() => 'isSame' in window)).toBe(true)
  await site.publish(there)
  await phone.waitForFunction(() => !('isSame' in window))
})

test('is one request and its picture, from nobody but its own server, and breaks no rule of its own', async ({
  site,
}) => {
  const phone = await site.open('about:blank')
  const [asked, complaints]: [string[], string[]] = [[], []]
  phone.on('request', request => asked.push(request.url()))
  phone.on('console', message => {
    if (!message.location().url.endsWith('/favicon.ico')) complaints.push(message.text())
  })
  phone.on('pageerror', error => complaints.push(error.message))
  const address = await site.publish(there)
  await phone.goto(address, { waitUntil: 'networkidle' })
  await phone.getByRole('button', { name: 'Copy the words' }).click()
  await phone.getByRole('textbox', { name: 'Words for your post' }).fill('Hi')
  await phone.waitForLoadState('networkidle')
  expect(asked.filter(url => !url.endsWith('/favicon.ico'))).toEqual([address, `${postOf(address)}.jpg`])
  expect(complaints).toEqual([])
})

test('leads to the networks by itself, with words that follow and the address for posts', async ({
  site,
}) => {
  const own = await site.publish(there)
  const address = postOf(own)
  const phone = await site.open(own)
  const hrefOf = (name: string) => phone.getByRole('link', { name }).getAttribute('href')
  await phone.getByRole('textbox', { name: 'Words for your post' }).fill(`${'😀'.repeat(240)}end & more`)
  const read = async (name: string) => Object.fromEntries(new URL((await hrefOf(name))!).searchParams)
  expect(await read('WhatsApp')).toEqual({ text: `${'😀'.repeat(240)}end & more\n${address}` })
  expect(await read('Facebook')).toEqual({ u: address })
})

test('gives Bluesky no more than it takes, and the whole link', async ({ site }) => {
  const own = await site.publish(there)
  const address = postOf(own)
  const phone = await site.open(own)
  await phone.getByRole('textbox', { name: 'Words for your post' }).fill('x'.repeat(400))
  const to = new URL((await phone.getByRole('link', { name: 'Bluesky' }).getAttribute('href'))!)
  expect(to.searchParams.get('text')).toBe(`${'x'.repeat(300 - address.length - 2)}…\n${address}`)
})

test('opens the share sheet with the picture that lies beside it', async ({ site }) => {
  const phone = await site.open('about:blank')
  await phone.addInitScript(() => {
    const share = async ({ text, files = [] }: ShareData) =>
      void Object.assign(window, { shared: [text, files[0]?.name, files[0]?.size] })
    Object.assign(navigator, { canShare: () => true, share })
  })
  await phone.goto(await site.publish(there))
  await phone.getByRole('button', { name: 'Share the photo' }).click()
  const shared = await phone.waitForFunction(() => (window as unknown as { shared?: unknown[] }).shared)
  expect(await shared.jsonValue()).toEqual([
    'Our moment at Harbour Lights #lights',
    'harbour-lights.jpg',
    photo1080p.length,
  ])
})

test('says what the brand may do and how to take it back', async ({ site }) => {
  const phone = await site.open(await site.publish(there), { javaScriptEnabled: false })
  await expect(phone.getByText("Post it on Lumen's own social media.")).toBeVisible()
  await expect(phone.getByText('Allowed until Nov 22, 2999')).toBeVisible()
  await expect(phone.getByText('ABC 234')).toBeVisible()
  const mail = phone.getByRole('link', { name: 'privacy@lumen.example' })
  await expect(mail).toHaveAttribute('href', 'mailto:privacy@lumen.example?subject=ABC234')
})

test('says that its link has ended, even to somebody who is looking at it', async ({ site }) => {
  const soon = new Date(Date.now() + 12_000).toISOString()
  const phone = await site.open(await site.publish(there, { expires_at: soon }))
  await expect(phone.getByRole('img')).toBeVisible()
  await expect(phone.getByRole('heading', { name: 'This link has ended' })).toBeVisible()
  await expect(phone.getByRole('img')).toBeHidden()
  await expect(phone.getByRole('link')).toHaveCount(0)
  await phone.reload()
  await expect(phone.getByRole('heading', { name: 'This link has ended' })).toBeVisible()
})

for (const colorScheme of ['light', 'dark'] as const)
  test(`passes WCAG 2.2 AA in the ${colorScheme} look`, async ({ site }) => {
    test.setTimeout(120_000) // axe takes seconds for each of many pages
    for (const language of phoneLooks[colorScheme]) {
      const openNow = async (published: Published, changes: Partial<Photo> = {}) =>
        site.open(await site.publish(published, { language, ...changes }), { colorScheme })
      await check(await openNow(onItsWay, { stage: 'failed' }))
      const phone = await openNow(there)
      await expect(phone.getByRole('img')).toBeVisible()
      await phone.locator('#mastodon summary').click()
      await check(phone)
      const late = await openNow(there, { expires_at: '2026-01-01T00:00:00.000Z' })
      await late.locator('.ended').waitFor()
      await check(late)
      await site.publish(there, { language })
      await check(await site.open(`${site.server.address}/s/${postToken(token)}`, { colorScheme }))
    }
  })

/** Where posts lead. */
const postOf = (address: string) => address.replace(token, postToken(token))

async function check(phone: Page): Promise<void> {
  expect(await violations(phone)).toEqual([])
}
