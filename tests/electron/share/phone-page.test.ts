import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Photo } from '../../../electron/capture/photos.ts'
import { consentAsk } from '../../../electron/consent/wording.ts'
import { purposes } from '../../../electron/contract/consent.ts'
import { type EventSettings, eventSchema } from '../../../electron/event/settings.ts'
import type { AnswerForm } from '../../../electron/share/answer-form.ts'
import type { PurposeStands, Stands, Unwritten } from '../../../electron/share/manage-part.ts'
import { inHtml } from '../../../electron/share/markup.ts'
import { openPhonePages, type PhonePages, type PhotoView } from '../../../electron/share/phone-page.ts'
import { photosInFolder } from '../../support/photos.ts'
import { temporaryFolder } from '../../support/station.ts'

const event = eventSchema.parse({
  name: 'Tom & <Jerry>',
  brand: '"Brand"\u202e',
  consent: { channels: '<i>@brand', privacy: "x' onclick='x", children: { allowed: 'guardian' } },
})

async function pages(settings: EventSettings = event): Promise<PhonePages> {
  await using folder = await temporaryFolder()
  writeFileSync(join(folder.path, 'phone.css'), 'p{color:red}')
  writeFileSync(join(folder.path, 'phone.js'), 'start()')
  return openPhonePages(settings, folder.path)
}

async function photo(changes: Partial<Photo> = {}): Promise<Photo> {
  await using at = await photosInFolder()
  at.reserve('a')
  return { ...(at.photos.find('a') as Photo), ...changes }
}

const never = { allowed: false, agreed: 0, people: 1, until: null }
const always = { allowed: true, agreed: 2, people: 2, until: '2027-11-22T12:00:00.000Z' }
const partly = { allowed: false, agreed: 1, people: 2, until: null }

/** How a photo stands for everything that can be asked, `standing` in the order of the purposes. */
function stands(...standing: PurposeStands['standing'][]): Stands {
  const ask = consentAsk(event, 'en', purposes)
  const all = ask.choices.map((choice, i) => ({ ...choice, isAsked: true, standing: standing[i] ?? never }))
  return { ask, purposes: all, seen: 7, form: 'f'.repeat(22) }
}

const nothingAsked: Stands = { ask: null, purposes: [], seen: 0, form: 'f'.repeat(22) }

async function page(changes: Partial<Photo> = {}, how = stands(), unwritten?: Unwritten) {
  return (await pages()).photo(viewOf(await photo(changes), { stands: how, unwritten }))
}

/** The framed photo's page of an event that shares in its own way. */
async function posting(share: object, view: Partial<PhotoView> = {}, changes: Partial<Photo> = {}) {
  const { photo: render } = await pages(eventSchema.parse({ name: 'Tom & <Jerry>', hashtag: '#fun', share }))
  return render(viewOf(await photo({ stage: 'framed', ...changes }), { stands: nothingAsked, ...view }))
}

function viewOf(photo: Photo, view: Partial<PhotoView> = {}): PhotoView {
  return { photo, language: 'en', stands: stands(), pictures: [], published: null, ...view }
}

test('a photo on its way says so, and looks again without JavaScript too', async () => {
  const html = await page()
  expect(html).toContain('data-state="on-its-way"')
  expect(html).toContain('Your photo is on its way')
  expect(html).toContain('<noscript><meta http-equiv="refresh"')
  expect(html).toMatch(/<template id="coming" data-page="\/s\/a{22}"><img[^>]*><\/template>/)
})

test('a boomerang lies over its photo, stands still until a script plays it, and is what is saved first', async () => {
  const html = await posting({}, { pictures: ['story', 'boomerang', 'animation'] })
  expect(html).toMatch(/<img id="picture"[^>]*>\s*<video id="film" src="\/s\/a{22}\/boomerang\.mp4"/)
  const [film] = /<video [^>]*>/.exec(html)!
  for (const attribute of ['muted', 'loop', 'playsinline', 'controls', 'poster="/s/', 'aria-label="'])
    expect(film).toContain(` ${attribute}`)
  expect(film).not.toContain('autoplay')
  expect(html).toMatch(
    /<a class="save" href="\/s\/a{22}\/boomerang\.mp4\?save" download="tom-jerry-boomerang\.mp4">Save the clip/,
  )
  const [, more] = html.split('id="more"')
  expect(more!.match(/[a-z]+\.(?:jpg|webp|mp4)\?save/g)).toEqual([
    ...['photo.jpg?save', 'animation.webp?save', 'story.jpg?save', 'original.jpg?save'],
  ])
})

test('a boomerang is on its way until its film is there, and a page with a script then comes anew', async () => {
  const changes = { mode: 'boomerang', framed_at: new Date().toISOString() } as const
  const html = await posting({}, {}, changes)
  expect(html).toContain('data-state="on-its-way"')
  expect(html).toMatch(/<template id="coming" data-page="\/s\/a{22}" data-film>/)
  expect(await posting({}, { pictures: ['boomerang'] }, changes)).toContain('data-state="picture"')
  const late = { ...changes, framed_at: '2026-01-01T00:00:00.000Z' }
  expect(await posting({}, {}, late)).toContain('data-state="picture"')
})

test('a photo that is no boomerang shows no film', async () => {
  expect(await posting({}, { pictures: ['story'] })).not.toMatch(/<video|\.mp4|\.webp/)
})

test('a framed photo is there at once, with one link that saves it', async () => {
  const html = await page({ stage: 'framed' }, nothingAsked)
  expect(html).toContain('data-state="picture"')
  expect(html).toMatch(/<figure>\s*<img[^>]* src="\/s\/a{22}\/photo\.jpg"/)
  expect(html).toMatch(/<a class="save" href="\/s\/a{22}\/photo\.jpg\?save" download="tom-jerry\.jpg">/)
  expect(html).not.toContain('http-equiv="refresh"')
})

test.each([
  ['cannot be framed', { stage: 'failed' as const }],
  ['takes minutes', { reserved_at: new Date(Date.now() - 10 * 60_000).toISOString() }],
])('a photo that %s is told of honestly', async (_, changes) => {
  expect(await page(changes)).toContain('data-state="delayed"')
})

test('texts of the event are text, never markup', async () => {
  const typed = { address: '"><script>', guardianName: '<b>', guardianRelation: "'>" } as AnswerForm
  const html = await page({ stage: 'framed', code: '<u>"&\'' }, stands(always, partly), {
    notice: 'late',
    typed,
  })
  expect(html).toContain('Tom &amp; &lt;Jerry&gt;')
  expect(html).toContain('What &quot;Brand&quot; may do')
  expect(html).not.toMatch(/<Jerry>|<i>|<u>|<b>(?!<)|"Brand"|' onclick|<script>(?!start)|\u202e/)
  const confirm = (await pages()).confirmDelete(await photo(), 'en')
  expect(confirm).toContain('&quot;Brand&quot;')
  expect(confirm).not.toContain('"Brand"')
})

describe('posting', () => {
  const published = { page: 'https://photos.example.org/s/own', post: 'https://photos.example.org/s/post' }
  const networksIn = (html: string) =>
    [...html.matchAll(/<a href="([^"]*)" data-to="[^"]*"[^>]*>([^<]*)</g)].map(([, to = '', name]) => [
      name,
      to,
    ])

  test('without a published page offers the networks that take words alone, in the order of the event', async () => {
    const html = await posting({ networks: ['reddit', 'bluesky', 'facebook', 'x', 'mastodon'] })
    expect(networksIn(html).map(([name]) => name)).toEqual(['Bluesky', 'X', 'Open it there'])
    expect(html).toContain('These open with your words.')
    expect(html).not.toMatch(/Keep this link|photos\.example/)
  })

  test('with one offers them all, and says how long its link works', async () => {
    const html = await posting({ networks: ['reddit', 'facebook', 'x'] }, { published })
    expect(networksIn(html).map(([name]) => name)).toEqual(['Reddit', 'Facebook', 'X'])
    expect(html).toContain(`<a href="${published.page}">Keep this link</a>`)
    expect(html).toContain('from anywhere, until January 1, 2999')
  })

  test('goes through the kiosk with the words, which the script may change', async () => {
    const html = await posting({ networks: ['x'], caption: 'We & you' }, { published })
    const words = encodeURIComponent('We & you #fun')
    expect(networksIn(html)).toEqual([['X', `/s/aaaaaaaaaaaaaaaaaaaaaa/to/x?text=${words}`]])
    expect(html).toContain('data-to="/s/aaaaaaaaaaaaaaaaaaaaaa/to/x?text=%7Btext%7D"')
    expect(html).toContain('data-count="/s/aaaaaaaaaaaaaaaaaaaaaa/count"')
  })

  test('to Mastodon goes to the server that people name, and waits for a script that asks', async () => {
    const html = await posting({ networks: ['mastodon'] }, { published })
    expect(html).toMatch(/<li id="mastodon" hidden>/)
    expect(html).toContain('data-to="https://instance.example/share?text=%7Btext%7D%0Ahttps%3A%2F%2Fphotos')
  })

  test('is not spoken of where the event names no network', async () => {
    expect(await posting({ networks: [] })).not.toContain('Straight to a network')
  })

  test('has the words as text, and as a field once there is a script', async () => {
    const html = await posting({ caption: '</textarea><script>"&' })
    const text = '&lt;/textarea&gt;&lt;script&gt;&quot;&amp; #fun'
    expect(html).toContain(`<p class="caption" dir="auto">${text}</p>`)
    expect(html).toMatch(/<div class="edit" hidden>\s*<textarea/)
    expect(html).toContain(`>\n${text}</textarea>`)
  })

  test('offers to save what is there, and shows what is still made once it is', async () => {
    const share = { pictures: ['square', 'story', 'original'] }
    const rows = (html: string) => html.match(/<li[^>]*><a href="[^"]*\?save" download="[^"]*">/g)
    expect(rows(await posting(share, { pictures: ['story', 'original'] }))).toEqual([
      '<li class="coming" hidden><a href="/s/aaaaaaaaaaaaaaaaaaaaaa/square.jpg?save" download="tom-jerry-square.jpg">',
      '<li><a href="/s/aaaaaaaaaaaaaaaaaaaaaa/story.jpg?save" download="tom-jerry-story.jpg">',
      '<li><a href="/s/aaaaaaaaaaaaaaaaaaaaaa/original.jpg?save" download="tom-jerry-original.jpg">',
    ])
    const old = { reserved_at: '2026-01-01T00:00:00.000Z' }
    expect(await posting(share, { pictures: ['original'] }, old)).not.toMatch(/coming|square\.jpg|story\.jpg/)
    expect(await posting({ pictures: [] }, { pictures: ['story'] })).not.toMatch(/story\.jpg|More to save/)
  })

  test('ends with the one link of the event, marked as the brand’s', async () => {
    const link = { address: 'https://example.org/?a=1&b="', words: '<b>More</b>' }
    const html = await posting({ link, pictures: ['story'] }, { pictures: ['story'] })
    expect(html).toMatch(/From Groundswell<\/span>\s*<a href="\/s\/a{22}\/to\/link"[^>]*>&lt;b&gt;More/)
    expect(html.indexOf('/to/link')).toBeGreaterThan(html.indexOf('story.jpg'))
    expect(await posting({})).not.toContain('/to/link')
  })

  test('leads to no network by itself', async () => {
    const html = await posting({ link: { address: 'https://example.org' } }, { published })
    const elsewhere = [...html.matchAll(/(?:href|src|action)="(https?:[^"]*)"/g)].map(([, to]) => to)
    expect(elsewhere).toEqual([expect.stringMatching(/^https:\/\/mastodon\.social\/share/), published.page])
  })
})

test('the code stands below the button, in two halves that can be read out', async () => {
  const html = await page({ stage: 'framed', code: 'ABCDEF' })
  expect(html).toContain('Your code, if you lose this link: <b class="code">ABC DEF</b>')
  expect(html.indexOf('class="code"')).toBeGreaterThan(html.indexOf('class="save"'))
  expect(await page({ stage: 'framed', code: null })).not.toContain('class="code"')
})

describe('what the brand may do', () => {
  test('is told purpose by purpose, and can be taken back where anybody said yes', async () => {
    const html = await page({ stage: 'framed' }, stands(always, partly))
    const rows = html.match(/<li class="(?:allowed|partly|not)".*?<\/li>/gs) ?? []
    expect(rows).toHaveLength(purposes.length)
    expect(rows[0]).toContain('Allowed until Nov 22, 2027')
    expect(rows[1]).toContain('1 of 2 people have said yes')
    expect(rows[2]).toContain('Not allowed')
    expect(rows.map(row => row.includes('Take it back'))).toEqual([true, true, false, false, false])
    expect(rows[0]).toContain('action="/s/aaaaaaaaaaaaaaaaaaaaaa/take-back#manage"')
  })

  test('is not there when the brand asks for nothing; the way out is', async () => {
    const html = await page({ stage: 'framed' }, nothingAsked)
    expect(html).not.toMatch(/id="asked"|class="purposes"|<form/)
    expect(html).toContain('href="/s/aaaaaaaaaaaaaaaaaaaaaa/delete"')
  })

  test('ends the promise that only people with the link can see the picture', async () => {
    expect(await page({}, stands(partly))).toContain('Only people with this link can see')
    expect(await page({}, stands(always))).not.toContain('Only people with this link can see')
  })
})

describe('the question', () => {
  const typed = { people: 4, children: true, given: purposes, guardianName: 'Ida' } as unknown as AnswerForm
  const cases: Record<string, () => Promise<string>> = {
    'a fresh page': () => page({ stage: 'framed' }),
    'a page on its way': () => page(),
    "a group's page": () => page({ stage: 'framed' }, stands(partly, always)),
    'a page that says why nothing was written': () =>
      page({ stage: 'framed' }, stands(partly), { notice: 'needsTick', typed }),
  }

  test.each(Object.entries(cases))('has nothing ticked on %s', async (_, make) => {
    const html = await make()
    const boxes = html.match(/<input type="checkbox"[^>]*>/g) ?? []
    expect(boxes.length).toBeGreaterThan(0)
    for (const box of boxes) expect(box).not.toMatch(/checked/)
    expect(html).not.toMatch(/type="radio"|<option|\bselected\b/)
    expect(html).toMatch(/<form class="question"[^>]* autocomplete="off"/)
  })

  test('stays closed until somebody opens it', async () => {
    expect(await page({ stage: 'framed' })).toMatch(/<details>\s*<summary><span id="asked">/)
  })

  test('has a yes and a no that differ in their words alone', async () => {
    const [yes = '', no = '', ...more] =
      (await page({ stage: 'framed' })).match(/<button name.*?<\/button>/gs) ?? []
    expect(more).toEqual([])
    expect(yes).toBe('<button name="say" value="yes">Yes to what is ticked</button>')
    expect(no).toBe('<button name="say" value="no" formnovalidate>No, just our photo</button>')
  })

  test('asks how many people there are, and knows only what somebody has said', async () => {
    const fieldOf = async (how: Stands) => /<input[^>]*type="number"[^>]*>/.exec(await page({}, how))?.[0]
    expect(await fieldOf(stands())).toMatch(/min="1" max="20" value="" required/)
    expect(await fieldOf(stands(partly))).toMatch(/min="2" max="20" value="2" required/)
    expect(await fieldOf(stands({ ...never, people: 5 }))).toMatch(/min="5" max="20" value="5" required/)
  })

  test('says all of what the ledger keeps', async () => {
    const html = await page({ stage: 'framed' })
    const { headline, lead, choices, terms } = consentAsk(event, 'en', purposes)
    for (const text of [headline, lead, ...choices.map(({ words }) => words), ...terms])
      expect(html).toContain(inHtml(text))
  })
})

test('deleting is asked once more, with a way back as large as the way on', async () => {
  const html = (await pages()).confirmDelete(await photo(), 'en')
  expect(html).toContain(
    '<form method="post" action="/s/aaaaaaaaaaaaaaaaaaaaaa/delete"><button>Delete it</button>',
  )
  expect(html).toContain('<a href="/s/aaaaaaaaaaaaaaaaaaaaaa">Keep it</a>')
  expect(html).toContain('Copies that other people have saved cannot be reached from here.')
})

test('the policy allows the very style and script that are in the page', async () => {
  const { policy, photo: render } = await pages()
  const html = render(viewOf(await photo(), { language: 'de' }))
  for (const tag of ['style', 'script']) {
    const text = new RegExp(`<${tag}>([^]*?)</${tag}>`).exec(html)?.[1] ?? ''
    const hash = createHash('sha256').update(text).digest('base64')
    expect(policy).toContain(`${tag}-src 'sha256-${hash}'`)
  }
  expect(policy).toContain("default-src 'none'")
  expect(html).toContain('<html lang="de" dir="ltr"')
})
