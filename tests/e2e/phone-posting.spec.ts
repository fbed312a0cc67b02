/** Saving and posting from the kiosk's own page. */
import type { Page } from '@playwright/test'
import { openKiosk } from '../support/kiosk.ts'
import { photo1080p } from '../support/photo.ts'
import { until } from '../support/until.ts'
import { violations } from './accessible.ts'
import { expect, phoneLooks, test, type Venue } from './booth.ts'

const share = {
  networks: ['whatsapp', 'facebook', 'mastodon', 'bluesky'],
  pictures: ['story', 'original'],
  link: { address: 'https://brand.example/more', words: 'The whole programme' },
}
test.use({ event: { name: 'Harbour Lights', hashtag: '#lights', brand: 'Lumen', share }, isShared: true })

/** What the page handed to the phone's share sheet. */
interface Shared {
  readonly text: string
  readonly files: readonly { readonly name: string; readonly type: string; readonly size: number }[]
}

test.describe('a phone with a share sheet', () => {
  test('gets the file and the words in one tap, and the kiosk hears of it', async ({ venue }) => {
    const phone = await phoneWithSheet(venue)
    const picture = await (await fetch(`${phone.url()}/photo.jpg`)).arrayBuffer()
    const told = phone.waitForRequest(/\/count$/)
    await phone.getByRole('button', { name: 'Share the photo' }).click()
    expect(await sharedBy(phone)).toEqual({
      text: 'Our moment at Harbour Lights #lights',
      files: [{ name: 'harbour-lights.jpg', type: 'image/jpeg', size: picture.byteLength }],
    })
    expect((await told).postData()).toBe('what=share')
  })

  test('shares the words as they were changed', async ({ venue }) => {
    const phone = await phoneWithSheet(venue)
    await phone.getByRole('textbox', { name: 'Words for your post' }).fill('Two\nlines 👩‍👩‍👧')
    await phone.getByRole('button', { name: 'Share the photo' }).click()
    expect((await sharedBy(phone)).text).toBe('Two\nlines 👩‍👩‍👧')
  })

  test('has saving as the second action, and the way by hand is not in the way', async ({ venue }) => {
    const phone = await phoneWithSheet(venue)
    const [sheet, save] = [
      await phone.getByRole('button', { name: 'Share the photo' }).boundingBox(),
      await phone.getByRole('link', { name: 'Save the picture' }).boundingBox(),
    ]
    expect(save!.y).toBeGreaterThan(sheet!.y)
    await expect(phone.getByText('Open Instagram, TikTok')).toBeHidden()
  })

  test('that does not open it says so, and tries again', async ({ venue }) => {
    const phone = await phoneWithSheet(venue, 'NotAllowedError')
    await phone.getByRole('button', { name: 'Share the photo' }).click()
    await expect(phone.getByRole('alert')).toContainText('The phone did not open it.')
    await expect(phone.getByRole('button', { name: 'Share the photo' })).toBeVisible()
  })

  test('whose sheet is closed again has had it open', async ({ venue }) => {
    const phone = await phoneWithSheet(venue, 'AbortError')
    const told = phone.waitForRequest(/\/count$/)
    await phone.getByRole('button', { name: 'Share the photo' }).click()
    expect((await told).postData()).toBe('what=share')
    await expect(phone.getByRole('alert')).toBeHidden()
  })
})

test.describe('a phone without one', () => {
  test('saves the picture, and is told the two steps to post it', async ({ venue }) => {
    const phone = await venue.phone(await takePhoto(venue))
    await expect(phone.getByRole('button', { name: 'Share the photo' })).toBeHidden()
    await expect(phone.getByText('Open Instagram, TikTok or wherever you post')).toBeVisible()
    const [saved] = await Promise.all([
      phone.waitForEvent('download'),
      phone.getByRole('link', { name: 'Save the picture' }).click(),
    ])
    expect(saved.suggestedFilename()).toBe('harbour-lights.jpg')
  })

  test('without JavaScript has everything but what only a script can do', async ({ venue }) => {
    const link = await takePhoto(venue)
    const phone = await venue.phone(link, { javaScriptEnabled: false })
    await expect(phone.locator('.caption')).toHaveText('Our moment at Harbour Lights #lights')
    await expect(phone.locator('.caption')).toBeVisible()
    await expect(phone.getByRole('link', { name: 'Tall, for stories' })).toBeVisible()
    await expect(phone.getByRole('link', { name: 'The whole programme' })).toBeVisible()
    for (const hidden of ['Share the photo', 'Copy the words', 'Mastodon', 'This link has ended'])
      await expect(phone.getByText(hidden, { exact: true })).toBeHidden()
    const to = await phone.getByRole('link', { name: 'WhatsApp' }).getAttribute('href')
    const answer = await fetch(new URL(to!, link), { redirect: 'manual' })
    expect(answer.headers.get('location')).toBe(
      `https://wa.me/?text=${encodeURIComponent('Our moment at Harbour Lights #lights')}`,
    )
  })
})

test('words that are changed are in every link', async ({ venue }) => {
  const phone = await venue.phone(await takePhoto(venue))
  const words = `a & b?#"<i>\u0007\t${'👩‍👩‍👧'.repeat(40)}\nhttps://x.example`
  await phone.getByRole('textbox', { name: 'Words for your post' }).fill(words)
  const textIn = async (name: string) =>
    new URL((await linkTo(phone, name))!, phone.url()).searchParams.get('text')
  const asLines = words.replace('\u0007', ' ').replace('\t', ' ')
  expect(await textIn('WhatsApp')).toBe(asLines)
  await phone.getByText('Mastodon', { exact: true }).click()
  expect(await textIn('Open it there')).toBe(asLines)
  // The longest words in the script that takes the most room in an address: the kiosk takes them.
  await phone.getByRole('textbox', { name: 'Words for your post' }).fill('漢'.repeat(600))
  const answer = await fetch(new URL((await linkTo(phone, 'WhatsApp'))!, phone.url()), { redirect: 'manual' })
  expect(answer.headers.get('location')).toContain(encodeURIComponent('漢'.repeat(500)))
})

test('networks that take links alone are not offered by a kiosk that publishes nothing', async ({
  venue,
}) => {
  const phone = await venue.phone(await takePhoto(venue))
  await expect(phone.getByRole('link', { name: 'WhatsApp' })).toBeVisible()
  await expect(phone.getByRole('link', { name: 'Facebook' })).toHaveCount(0)
})

test('Mastodon is posted to wherever people have their account', async ({ venue }) => {
  const phone = await venue.phone(await takePhoto(venue))
  await phone.getByText('Mastodon', { exact: true }).click()
  const server = phone.getByRole('textbox', { name: 'Your Mastodon server' })
  const hostAfter = async (typed: string) => {
    await server.fill(typed)
    const to = await linkTo(phone, 'Open it there')
    return to && new URL(to).host
  }
  expect(await hostAfter('chaos.social')).toBe('chaos.social')
  expect(await hostAfter(' https://chaos.social/home ')).toBe('chaos.social')
  expect(await hostAfter('@ida@chaos.social')).toBe('chaos.social')
  expect(await hostAfter('münchen.social')).toBe('xn--mnchen-3ya.social')
  for (const none of ['', 'localhost', '127.0.0.1', '[::1]', 'javascript:alert(1)', 'a b'])
    expect(await hostAfter(none), none).toBeNull()
})

test('the words are copied with one tap, which the kiosk hears of', async ({ venue }) => {
  const phone = await venue.phone(await takePhoto(venue))
  const told = phone.waitForRequest(/\/count$/)
  await phone.getByRole('button', { name: 'Copy the words' }).click()
  await expect(phone.getByRole('status').getByText('Copied')).toBeVisible()
  expect((await told).postData()).toBe('what=copy')
  await phone.getByText('Mastodon', { exact: true }).click()
  const field = phone.getByRole('textbox', { name: 'Your Mastodon server' })
  await field.fill('')
  await field.press('Control+V')
  await expect(field).toHaveValue('Our moment at Harbour Lights #lights')
})

test('a page that was open before its picture shows further pictures once they are made', async ({
  venue,
}) => {
  const kiosk = await openKiosk(venue.station.ready)
  const { id, link } = await kiosk.shutter()
  const phone = await venue.phone(link)
  await kiosk.send(id, photo1080p)
  await expect(phone.getByRole('img', { name: 'Your photo' })).toBeVisible()
  await expect(phone.getByRole('link', { name: 'Tall, for stories' })).toBeVisible({ timeout: 15_000 })
  await expect(phone.getByRole('link', { name: 'As the camera took it' })).toBeVisible()
})

test.describe('on a bad network', () => {
  test('a phone that is offline says so, and keeps what it has', async ({ venue }) => {
    const phone = await venue.phone(await takePhoto(venue))
    const notice = phone.getByText('You are offline.')
    await expect(notice).toBeHidden()
    await phone.context().setOffline(true)
    await expect(notice).toBeVisible()
    await expect(phone.getByRole('img', { name: 'Your photo' })).toBeVisible()
    await phone.context().setOffline(false)
    await expect(notice).toBeHidden()
  })

  test('a picture that is lost on its way is told of, and comes by itself', async ({ venue }) => {
    const link = await takePhoto(venue)
    const phone = await venue.phone('about:blank')
    let cuts = 0
    await phone.route('**/photo.jpg', route => (cuts++ < 1 ? route.abort() : route.continue()))
    await phone.goto(link)
    await expect(phone.getByText('The picture has not arrived')).toBeVisible()
    await expect(phone.getByRole('link', { name: 'Save the picture' })).toBeVisible()
    await expect(phone.getByRole('img', { name: 'Your photo' })).toBeVisible()
    await expect(phone.getByText('The picture has not arrived')).toBeHidden()
  })

  test('slow 4G brings the words and the button before the picture, and then the picture', async ({
    venue,
  }) => {
    const link = await takePhoto(venue)
    const phone = await venue.phone('about:blank')
    const session = await phone.context().newCDPSession(phone)
    const rate = (1.6 * 1024 * 1024 * 0.9) / 8
    await session.send('Network.enable')
    await session.send('Network.emulateNetworkConditions', {
      ...{ offline: false, latency: 150, downloadThroughput: rate, uploadThroughput: rate / 2 },
    })
    await phone.goto(link, { waitUntil: 'commit' })
    await phone.getByRole('link', { name: 'Save the picture' }).waitFor()
    const isWhole = () => phone.locator('#picture').evaluate(img => (img as HTMLImageElement).complete)
    expect(await isWhole()).toBe(false)
    await expect.poll(isWhole).toBe(true)
  })
})

test('all of it is reached by keyboard, from the top to the brand’s link', async ({ venue }) => {
  const phone = await phoneWithSheet(venue)
  const names: string[] = []
  for (let i = 0; i < 12; i++) {
    await phone.keyboard.press('Tab')
    names.push(
      await phone.evaluate(() => {
        const { activeElement: at } = document
        return at?.getAttribute('aria-labelledby') ?? at?.textContent?.trim() ?? ''
      }),
    )
    const ring = await phone.evaluate(() => getComputedStyle(document.activeElement!).outlineStyle)
    expect(ring, names.at(-1)).toBe('solid')
    if (names.at(-1) === 'Mastodon') await phone.keyboard.press('Enter')
    if (names.at(-1) === 'The whole programme') break
  }
  expect(names).toEqual([
    ...['Share the photo', 'Save the picture', 'words', 'Copy the words', 'WhatsApp', 'Mastodon'],
    ...['', 'Open it there', 'Bluesky', 'Tall, for stories', 'As the camera took it, without the frame'],
    'The whole programme',
  ])
})

test('in the field for the server, Enter goes there', async ({ venue }) => {
  const phone = await venue.phone(await takePhoto(venue))
  await phone.context().route('https://chaos.social/**', route => route.fulfill({ body: 'there' }))
  await phone.getByText('Mastodon', { exact: true }).click()
  const field = phone.getByRole('textbox', { name: 'Your Mastodon server' })
  await field.fill('chaos.social')
  const [there] = await Promise.all([phone.waitForEvent('popup'), field.press('Enter')])
  expect(there.url()).toContain('https://chaos.social/share?text=Our%20moment')
})

test('with twice the text on the smallest phone, nothing is cut off and everything can be touched', async ({
  venue,
}) => {
  const phone = await venue.phone(await takePhoto(venue), {
    ...{ viewport: { width: 320, height: 568 }, locale: 'de-DE' },
  })
  await phone.getByText('Mastodon', { exact: true }).click()
  for (const size of ['100%', '200%']) {
    await phone.evaluate(to => {
      document.documentElement.style.fontSize = to
    }, size)
    expect(await phone.evaluate(() => document.documentElement.scrollWidth), size).toBe(320)
    expect(await smallTargets(phone), size).toEqual([])
  }
})

for (const [locale, isMirrored] of [
  ['en', false],
  ['ar', true],
] as const)
  test(`the page is laid out ${isMirrored ? 'from right to left' : 'from left to right'} in ${locale}`, async ({
    venue,
  }) => {
    const phone = await venue.phone(await takePhoto(venue), { locale })
    const leftOf = (selector: string) =>
      phone
        .locator(selector)
        .first()
        .evaluate(at => at.getBoundingClientRect().left)
    const [first, second] = [
      await leftOf('.networks li:nth-child(1)'),
      await leftOf('.networks li:nth-child(2)'),
    ]
    expect(first > second).toBe(isMirrored)
  })

for (const colorScheme of ['light', 'dark'] as const)
  test(`passes WCAG 2.2 AA in the ${colorScheme} look`, async ({ venue }) => {
    const link = await takePhoto(venue)
    for (const locale of phoneLooks[colorScheme]) {
      const phone = await phoneWithSheet(venue, undefined, { colorScheme, locale }, link)
      await phone.locator('#mastodon summary').click()
      await phone.locator('#share-failed').evaluate(at => at.removeAttribute('hidden'))
      expect(await violations(phone), locale).toEqual([])
    }
  })

/** Takes a photo without the kiosk's screen; gives the link when all its pictures are there. */
async function takePhoto(venue: Venue): Promise<string> {
  const kiosk = await openKiosk(venue.station.ready)
  const { id, link } = await kiosk.shutter()
  await kiosk.send(id, photo1080p)
  // As one phone asks: many a miss would be taken for a guesser's.
  for (const name of ['photo', 'story', 'original'])
    await until(`the ${name}`, async () => (await fetch(`${link}/${name}.jpg`, { method: 'HEAD' })).ok)
  kiosk.close()
  return link
}

/** A phone whose browser can share files; Chromium on Linux cannot. `error` is the name of what its sheet ends with. */
async function phoneWithSheet(
  venue: Venue,
  error = '',
  options?: Parameters<Venue['phone']>[1],
  to?: string,
): Promise<Page> {
  const link = to ?? (await takePhoto(venue))
  const phone = await venue.phone('about:blank', options)
  await phone.addInitScript(error => {
    const canShare = ({ files }: ShareData) => files?.every(file => file.type === 'image/jpeg') ?? false
    async function share({ text, files = [] }: ShareData) {
      if (!navigator.userActivation.isActive) throw new DOMException('without a tap', 'NotAllowedError')
      const given = files.map(({ name, type, size }) => ({ name, type, size }))
      Object.assign(window, { shared: { text, files: given } })
      if (error) throw new DOMException('so it ended', error)
    }
    Object.assign(navigator, { canShare, share })
  }, error)
  await phone.goto(link)
  return phone
}

async function sharedBy(phone: Page): Promise<Shared> {
  const shared = await phone.waitForFunction(() => (window as unknown as { shared?: Shared }).shared)
  return (await shared.jsonValue()) as Shared
}

const linkTo = (phone: Page, name: string) =>
  phone.locator('a[data-to]').filter({ hasText: name }).getAttribute('href')

/** What can be touched and is less than 44 pixels high or wide; links within a sentence are none of them. */
function smallTargets(phone: Page): Promise<string[]> {
  return phone.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('a, button, summary, textarea, input:not([type=hidden])')]
      .filter(at => at.checkVisibility() && !at.closest('.note'))
      .filter(at => {
        const { width, height } = at.getBoundingClientRect()
        return width < 44 || height < 44
      })
      .map(at => at.outerHTML),
  )
}
