/** Every screen of the kiosk with its words in disguise: what is not translated stays plain, what is too long overflows. */
import type { Page } from '@playwright/test'
import { say, type TextKey } from '../../text/index.ts'
import { pseudoLanguage } from '../../text/languages.ts'
import { expect, landscape, portrait, tablet, test, untilLinked } from './booth.ts'
import { overflowing, resize, scrolling } from './fitting.ts'

const event = {
  count: 5,
  name: '2026',
  hashtag: '#2026',
  brand: '7',
  consent: { ask: ['screens', 'social'] },
}

const words = (key: TextKey) => say(pseudoLanguage, key, { brand: '7' })
const press = (key: TextKey) => (page: Page) => page.getByRole('button', { name: words(key) }).click()

/** Each screen by the touch that leads to it. */
const way = [
  ['attract', async () => {}],
  ['code', press('code.open')],
  ['code', (page: Page) => page.keyboard.type('ZZZZZZ')],
  ['attract', press('code.leave')],
  ['expect', press('attract.start')],
  ['live', press('expect.agree')],
  ['count', press('live.shoot')],
  ['review', (page: Page) => page.getByRole('button', { name: words('review.keep') }).waitFor()],
  [
    'takeaway',
    async (page: Page) => {
      await press('review.keep')(page)
      await page.getByRole('button', { name: words('consent.choose') }).waitFor()
    },
  ],
  ['choose', press('consent.choose')],
  ['choose', press('consent.more')],
  ['takeaway', press('consent.back')],
  ['takeaway', press('consent.no')],
  ['thanks', press('takeaway.done')],
] as const

test.use({ event, flags: ['--words', 'pseudo'] })

test('every text comes from the message files, and fits every screen though it is longer', async ({
  booth,
}) => {
  test.setTimeout(120_000)
  const { page } = booth
  await untilLinked(page) // before that there are plain words
  for (const [at, go] of way) {
    await go(page)
    await page.locator(`[data-at="${at}"]`).waitFor()
    expect(await plain(page), at).toEqual([])
    await fits(at)
  }
  await booth.station.kill()
  await page.getByText(words('kiosk.oneMoment')).waitFor()
  expect(await plain(page), 'one moment').toEqual([])
  await fits('one moment')

  async function fits(at: string): Promise<void> {
    for (const [name, size] of Object.entries({ portrait, landscape, tablet })) {
      await resize(page, size)
      expect(await overflowing(page), `${at}, ${name}`).toEqual([])
      if (at !== 'one moment') expect(await scrolling(page), `${at}, ${name}`).toEqual([])
    }
  }
})

/** Words on the page, or read aloud, that are not in disguise: two plain letters in a row that no code or link explains. */
function plain(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const texts = [document.title]
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const isData = node.parentElement?.closest('.link, bdi, script, style')
      if (!isData) texts.push(node.textContent ?? '')
    }
    for (const one of document.querySelectorAll('[aria-label], [alt], [title], [placeholder]'))
      for (const name of ['aria-label', 'alt', 'title', 'placeholder'])
        texts.push(one.getAttribute(name) ?? '')
    return texts.filter(text => /[A-Za-z]{2}/.test(text))
  })
}
