import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { Photo } from '../../../electron/capture/photos.ts'
import { networks } from '../../../electron/contract/share.ts'
import { eventSchema } from '../../../electron/event/settings.ts'
import { postToken } from '../../../electron/share/links.ts'
import { openStaticPages, type Published } from '../../../electron/share/static-page.ts'
import { photosInFolder } from '../../support/photos.ts'

const address = 'https://photos.example.org'
const token = 'a'.repeat(22)
const post = postToken(token)
const hostile = '<img src=x onerror=y>"&\'</title>\u202e\r\nSet-Cookie: a=b'

async function photo(changes: Partial<Photo> = {}): Promise<Photo> {
  await using at = await photosInFolder()
  at.reserve('a')
  return { ...(at.photos.find('a') as Photo), stage: 'framed', code: 'ABC234', ...changes }
}

async function page(settings: object = {}, published: Partial<Published> = {}, changes: Partial<Photo> = {}) {
  const event = eventSchema.parse({ name: 'Harbour Lights', brand: 'Lumen', ...settings })
  const { pageOf } = openStaticPages({ event, address })
  return pageOf(await photo(changes), { pictures: ['photo', 'card'], allowed: [], ...published })
}

/** The page without its style and script, which are the same for all. */
const shownIn = (html: string) => html.replace(/<(style|script)>.*?<\/\1>/gs, '')

const metaOf = (html: string, name: string) =>
  new RegExp(`<meta (?:property|name)="${name}" content="([^"]*)">`).exec(html)?.[1]

test('the same photo gives the same bytes', async () => {
  const event = eventSchema.parse({})
  const one = await photo()
  const published: Published = { pictures: ['photo', 'card', 'story'], allowed: [] }
  const [first, second] = [1, 2].map(() => openStaticPages({ event, address }).pageOf(one, published))
  expect(first).toBe(second)
})

describe('what its people said', () => {
  test('is suggested to post with, as text alone', async () => {
    const html = shownIn(await page({}, {}, { story: hostile }))
    expect(html).not.toMatch(/<img src=x|\u202e|\r/)
    expect(metaOf(html, 'og:description')).toMatch(/^&lt;img src=x onerror=y&gt;&quot;&amp;&#39;/)
    const addresses = [...html.matchAll(/(?:href|data-to)="([^"]*)"/g)].map(([, one]) => one!)
    for (const one of addresses) expect(one).not.toMatch(/[\r\n<>]/)
  })

  test('is nowhere when staff left it out, and its people are told', async () => {
    const html = await page({}, {}, { story: 'We danced', story_sight: 'not' })
    expect(html).not.toContain('We danced')
    expect(html).toContain('The staff left your words out of this picture.')
  })

  test('is waited for as long as staff have not seen it', async () => {
    const html = await page({}, { pictures: [] }, { story: 'We danced', story_sight: 'waits' })
    expect(html).toContain('Our staff reads your words first.')
    expect(shownIn(html)).not.toMatch(/We danced|takes longer/)
  })
})

describe('a picture on its way', () => {
  test('is waited for by the page itself, without a script too', async () => {
    const html = await page({}, { pictures: [] }, { stage: 'kept' })
    expect(html).toContain('<meta http-equiv="refresh" content="4">')
    expect(html).toContain('data-state="on-its-way"')
    expect(html).toContain('This page looks again every few seconds.')
    expect(shownIn(html)).not.toMatch(/<img|\.jpg|og:/)
  })

  test('that cannot be framed is told of honestly', async () => {
    const html = await page({}, { pictures: [] }, { stage: 'failed' })
    expect(html).toContain('data-state="delayed"')
  })

  test('is there at once when it has come', async () => {
    const html = await page()
    expect(html).toContain('data-state="picture"')
    expect(html).toContain(`<img id="picture" src="${post}.jpg" alt="Photo in the frame of Harbour Lights"`)
    expect(html).not.toContain('http-equiv="refresh"')
  })
})

describe('a boomerang', () => {
  const pictures = ['photo', 'card', 'boomerang', 'animation'] as const

  test('lies over its photo, where its people see it and where their posts lead', async () => {
    const event = eventSchema.parse({})
    const { pageOf, postPageOf } = openStaticPages({ event, address })
    const published: Published = { pictures, allowed: [] }
    const [own, posted] = [pageOf, postPageOf].map(make => async () => make(await photo(), published))
    for (const html of [await own!(), await posted!()])
      expect(html).toContain(`<video id="film" src="${post}-boomerang.mp4" poster="${post}.jpg"`)
    expect(await own!()).toContain(`href="${token}-animation.webp"`)
    expect(await posted!()).not.toContain(token)
  })

  test('is named to who shows a film beside a link, and the card stays the picture', async () => {
    const html = await page({}, { pictures })
    expect(metaOf(html, 'og:image')).toBe(`${address}/s/${post}-card.jpg`)
    expect(metaOf(html, 'og:video')).toBe(`${address}/s/${post}-boomerang.mp4`)
    expect(metaOf(html, 'og:video:type')).toBe('video/mp4')
    expect(metaOf(await page(), 'og:video')).toBeUndefined()
  })

  test('may be played from the page itself and from nowhere else', async () => {
    expect(await page({}, { pictures })).toContain("media-src 'self'")
  })
})

describe('posting', () => {
  test('leads to every network by itself, in the order of the event, with the address of the page for posts', async () => {
    const html = await page({ hashtag: '#fun', share: { networks: ['x', 'pinterest', 'facebook'] } })
    const links = [...html.matchAll(/<a href="([^"]*)" data-to="/g)].map(
      ([, to = '']) => new URL(to.replaceAll('&amp;', '&')),
    )
    expect(links.map(({ hostname }) => hostname)).toEqual(['x.com', 'www.pinterest.com', 'www.facebook.com'])
    const [x, pinterest] = links.map(({ searchParams }) => Object.fromEntries(searchParams))
    expect(x).toEqual({ text: 'Our moment at Harbour Lights #fun', url: `${address}/s/${post}` })
    expect(pinterest?.media).toBe(`${address}/s/${post}.jpg`)
  })

  test('offers what lies beside the page and nothing else', async () => {
    const share = { pictures: ['story', 'square', 'original'] }
    const html = await page({ share }, { pictures: ['photo', 'card', 'story'] })
    expect([...html.matchAll(/<a [^>]*href="([^"]*)" download="([^"]*)"/g)].map(([, ...one]) => one)).toEqual(
      [
        [`${post}.jpg`, 'harbour-lights.jpg'],
        [`${token}-story.jpg`, 'harbour-lights-story.jpg'],
      ],
    )
  })

  test('knows no kiosk: nothing is counted, sent or kept there', async () => {
    const html = await page({ share: { networks } })
    expect(shownIn(html)).not.toMatch(/data-count|\?save|\/to\/|<form|Keep this link/)
  })

  test('ends with the brand’s link as it is', async () => {
    const html = await page({ share: { link: { address: 'https://example.org/?a=1&b=2' } } })
    expect(html).toMatch(/From Lumen<\/span>\s*<a href="https:\/\/example\.org\/\?a=1&amp;b=2"/)
  })
})

describe('the preview beside a link', () => {
  test('has whole addresses, a title, words and the card', async () => {
    const html = await page({ hashtag: '#fun' })
    expect(metaOf(html, 'og:title')).toBe('A photo from Harbour Lights')
    expect(metaOf(html, 'og:description')).toBe('Our moment at Harbour Lights #fun')
    expect(metaOf(html, 'og:url')).toBe(`${address}/s/${post}`)
    expect(metaOf(html, 'og:image')).toBe(`${address}/s/${post}-card.jpg`)
    expect([metaOf(html, 'og:image:width'), metaOf(html, 'og:image:height')]).toEqual(['1200', '630'])
    expect(metaOf(html, 'og:image:alt')).toBe('Photo in the frame of Harbour Lights')
    expect(metaOf(html, 'twitter:card')).toBe('summary_large_image')
    expect(metaOf(html, 'robots')).toBe('noindex')
  })

  test('shows no picture that is not there', async () => {
    const html = await page({}, { pictures: ['photo'] })
    expect(html).not.toContain('og:image')
    expect(metaOf(html, 'twitter:card')).toBe('summary')
  })
})

describe('what the brand may do', () => {
  test('is told in words, with the day it ends', async () => {
    const html = await page(
      {},
      { allowed: [{ purpose: 'social', until: '2027-11-22T12:00:00.000Z' }] },
      { language: 'de' },
    )
    expect(html).toContain('Was Lumen darf')
    expect(html).toContain('Auf den eigenen Social-Media-Kanälen von Lumen posten.')
    expect(html).toContain('Erlaubt bis 22.11.2027')
    expect(html).not.toContain('Nur wer diesen Link hat')
  })

  test('is nothing where nobody allowed anything, and the page says that it is private', async () => {
    const html = await page()
    expect(html).toContain('Nothing. The picture is yours alone.')
    expect(html).toContain('Only people with this link can see the picture.')
  })

  test('is taken back with the code, at the kiosk or by a mail that holds it', async () => {
    const html = await page({ consent: { privacy: 'privacy@lumen.example' } })
    expect(html).toContain('As long as the event lasts')
    expect(html).toContain('<a href="mailto:privacy@lumen.example?subject=ABC234">privacy@lumen.example</a>')
    expect(html).toContain('<b class="code">ABC 234</b>')
  })

  test.each([
    '+49 30 123456',
    'Pier 7, Hamburg',
    'a@b.example?bcc=c@d.example',
    'javascript:alert(1)@b.example/',
  ])('is taken back by writing to %j, which is no link', async privacy => {
    const html = await page({ consent: { privacy } })
    expect(html).toContain(`write to ${privacy} and give your code`)
    expect(html).not.toContain('mailto:')
  })

  test('is taken back at the kiosk alone where the brand names no address', async () => {
    expect(await page()).not.toMatch(/write to|\{privacy\}/)
  })
})

test('the link’s end is known to the page, and what it says then', async () => {
  const html = await page({}, {}, { expires_at: '2026-12-01T12:00:00.000Z' })
  expect(html).toContain('data-ends="2026-12-01T12:00:00.000Z"')
  expect(html).toContain('<h1>This link has ended</h1>')
})

test('the page is in the language of its photo', async () => {
  expect(await page({}, {}, { language: 'ar' })).toContain('<html lang="ar" dir="rtl"')
  expect(await page({ language: 'fr' }, {}, { language: 'xx' })).toContain('<html lang="fr" dir="ltr"')
})

test('its policy comes before everything, and allows its own style and script alone', async () => {
  const html = await page()
  const policy = /<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="([^"]*)">/.exec(
    html,
  )
  for (const tag of ['style', 'script']) {
    const text = new RegExp(`<${tag}>([^]*?)</${tag}>`).exec(html)?.[1] ?? ''
    const hash = createHash('sha256').update(text).digest('base64')
    expect(policy?.[1]).toContain(`${tag}-src 'sha256-${hash}'`)
  }
  expect(policy?.[1]).toMatch(/default-src 'none'.*form-action 'none'/)
})

test('texts of the event are text, never markup, in the head too', async () => {
  const html = await page({
    ...{ name: hostile, brand: hostile.slice(0, 60) },
    share: {
      caption: hostile,
      link: { address: 'https://e.example/?"><script>', words: hostile.slice(0, 60) },
    },
    consent: { privacy: hostile, channels: hostile },
  })
  const shown = shownIn(html)
  expect(shown).not.toMatch(/<img src=x|<script|"&'|<\/title>&|\u202e|\r/)
  expect(shown.match(/<\/title>/g)).toHaveLength(1)
  expect(shown).toContain('&lt;img src=x onerror=y&gt;&quot;&amp;&#39;')
  for (const meta of shown.match(/<meta [^>]*>/g) ?? []) expect(meta).toMatch(/^<meta(?: [a-z-]+="[^"]*")+>$/)
})

describe('where the storage takes forms', () => {
  const form = (key: string) => ({
    ...{ address: 'https://s3.example.org/booth', until: Date.parse('2026-12-24T12:00:00Z') },
    fields: { key, policy: 'eyJ9' },
  })
  const requests = { 'take-back': form('v1/requests/a.take-back'), erase: form('v1/requests/a.erase') }
  const allowed = [{ purpose: 'social', until: '2026-12-31T00:00:00.000Z' }] as const

  test('what was allowed can be taken back and the photo deleted, after one question', async () => {
    const html = shownIn(await page({}, { allowed, requests }))
    const forms = [...html.matchAll(/<form.*?<\/form>/gs)].map(([one]) => one)
    expect(forms).toHaveLength(2)
    for (const one of forms) {
      expect(one).toContain(
        'method="post" action="https://s3.example.org/booth" enctype="multipart/form-data"',
      )
      expect(one).toMatch(/name="file" value="1">\n<button>/) // S3 reads what comes before `file` alone
    }
    expect(forms[0]).toContain('value="v1/requests/a.take-back"')
    expect(html).toMatch(/<details>\n<summary>Delete this photo everywhere<\/summary>.*a\.erase/s)
    expect(html).toContain('Until December 24, 2026')
  })

  test('there is nothing to take back where nobody said yes', async () => {
    expect(shownIn(await page({}, { requests }))).not.toContain('take-back')
  })

  test('a yes that others in the picture have not joined can be taken back too', async () => {
    const html = shownIn(await page({}, { requests, isAnythingGiven: true }))
    expect(html).toContain('value="v1/requests/a.take-back"')
  })

  test('the page may send there, and nowhere else', async () => {
    const html = await page({}, { requests })
    expect(html).toContain('form-action https://s3.example.org https://photos.example.org"')
    expect(await page()).toContain("form-action 'none'\"")
  })

  test('the page that says that a request has arrived names the brand’s address', () => {
    const event = eventSchema.parse({ consent: { privacy: 'daten@muster.example' } })
    const html = openStaticPages({ event, address }).received('de')
    expect(html).toContain('Der Wunsch ist angekommen')
    expect(html).toContain('daten@muster.example')
  })
})

describe('the page that posts lead to', () => {
  const published: Published = {
    pictures: ['photo', 'card', 'story', 'original'],
    allowed: [{ purpose: 'social', until: '2026-12-31T00:00:00.000Z' }],
    requests: {
      'take-back': { address: 'https://s3.example.org/booth', fields: { key: 'take-back' }, until: 1 },
      erase: { address: 'https://s3.example.org/booth', fields: { key: 'erase' }, until: 1 },
    },
  }
  const settings = {
    consent: { privacy: 'privacy@lumen.example' },
    share: { link: { address: 'https://example.org/' } },
  }

  async function postPage(): Promise<string> {
    const event = eventSchema.parse({ name: 'Harbour Lights', brand: 'Lumen', ...settings })
    return openStaticPages({ event, address }).postPageOf(await photo(), published)
  }

  test('shows the picture, previews it, and ends with the brand’s link', async () => {
    const html = await postPage()
    expect(html).toContain(`<img id="picture" src="${post}.jpg"`)
    expect(metaOf(html, 'og:url')).toBe(`${address}/s/${post}`)
    expect(metaOf(html, 'robots')).toBe('noindex')
    expect(html).toContain('href="https://example.org/"')
  })

  test('gives nobody who follows a post the code, the photo’s own page, or a way to change anything', async () => {
    const html = shownIn(await postPage())
    expect(html).not.toMatch(/ABC234|ABC 234|<form|take-back|erase|download=|-story|-original/)
    expect(html).not.toContain(token)
  })

  test('tells who finds themselves in it how to have it taken down', async () => {
    expect(shownIn(await postPage())).toMatch(/Are you in this picture.*mailto:privacy@lumen\.example"/s)
  })
})
