import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { PhotoView, VisitView } from '../../../electron/contract/visit.ts'
import { eventSchema } from '../../../electron/event/settings.ts'
import { patience } from '../../../electron/session/visit.ts'
import { openRemotePages, type RemoteScreen } from '../../../electron/share/remote-page.ts'
import { languageCodes } from '../../../text/languages.ts'
import { temporaryFolder } from '../../support/station.ts'

const event = eventSchema.parse({
  name: 'Tom & <Jerry>',
  looks: ['mono'],
  story: { question: 'What <b> made you smile?' },
})
const photo: PhotoView = {
  ...{ id: 'p1', link: 'http://x/s/t', way: 'local', qr: { size: 1, path: '' } },
  ...{ code: 'ABC234', stage: 'reserved', look: 'mono' },
}
const frames = [
  { name: 'swell', title: 'Swell' },
  { name: 'noir', title: '<Noir>' },
]

async function pages() {
  await using folder = await temporaryFolder()
  writeFileSync(join(folder.path, 'phone.css'), 'p{color:red}')
  writeFileSync(join(folder.path, 'phone.js'), 'start()')
  return openRemotePages(event, folder.path)
}

const shown = (visit: VisitView, more: Partial<RemoteScreen> = {}): RemoteScreen => ({
  ...{ key: 'k', number: 7, visit, frames, isPublic: false, language: 'en', photoPage: '/s/t' },
  ...{ modes: ['photo', 'strip'], isInFrame: false, unwanted: null },
  picked: visit.picked ?? { mode: 'photo', frame: 'swell' },
  ...more,
})

/** What a phone can say on a screen. */
const said = (html: string) =>
  [...html.matchAll(/<button name="(\w+)" value="([\w-]+)"/g)].map(([, name, value]) => `${name} ${value}`)

const until = Date.now() + 30_000
const asked = 'open'

describe('a screen of the phone that leads', () => {
  test.each([
    ['expect', { at: 'expect', until }, ['do agree', 'do done', 'do stay']],
    [
      'live',
      { at: 'live', until },
      ['do count', 'do done', 'mode photo', 'mode strip', 'frame swell', 'frame noir', 'do stay'],
    ],
    ['count', { at: 'count', seconds: 3, shot: 1, of: 1, until }, ['do cancel']],
    [
      'review',
      { at: 'review', photo, asked, until },
      ['do keep', 'do retake', 'look natural', 'look mono', 'do stay'],
    ],
    ['takeaway', { at: 'takeaway', photo, asked, until }, ['do again', 'do done', 'do stay']],
    ['thanks', { at: 'thanks', until }, ['do again', 'do done']],
    ['choose, which is for each in the picture', { at: 'choose', photo, until }, ['do stay']],
  ] as const)('says what it can at %s, and nothing else', async (_, visit, words) => {
    expect(said((await pages()).part(shown(visit)))).toEqual(words)
  })

  test('tells in full what happens with the photo, also that it gets a page on the internet', async () => {
    const { part } = await pages()
    const visit: VisitView = { at: 'expect', until }
    expect(part(shown(visit)).match(/<li>/g)).toHaveLength(3)
    expect(part(shown(visit))).toContain('in the frame of Tom &amp; &lt;Jerry&gt;.')
    expect(part(shown(visit))).not.toContain('internet')
    expect(part(shown(visit, { isPublic: true }))).toContain('on a page of the internet')
  })

  test('says what is picked, what is chosen, and where it is in the count', async () => {
    const { part } = await pages()
    const picked = { mode: 'photo', frame: 'noir' } as const
    expect(part(shown({ at: 'live', until, picked }))).toContain(
      'value="noir" aria-pressed="true">&lt;Noir&gt;<',
    )
    expect(part(shown({ at: 'review', photo, asked, until }))).toContain('value="mono" aria-pressed="true"')
    const begun = {
      at: 'count',
      seconds: 5,
      shot: 2,
      of: 3,
      until: Date.now() + patience.count - 2000,
    } as const
    expect(part(shown(begun))).toMatch(/data-seconds="5" data-since="20\d\d".*Photo 2 of 3/s)
  })

  test('asks what its people would like to say, and keeps the words that do not fit to be changed', async () => {
    const { part } = await pages()
    const visit: VisitView = { at: 'story', photo, asked, until }
    expect(part(shown(visit, { isInFrame: true }))).toContain('Your words appear in the picture.')
    expect(part(shown(visit))).toMatch(
      /<h1[^>]*id="question" lang="en" dir="ltr">What &lt;b&gt; made you smile\?<.*name="story"/s,
    )
    const unfit = part(shown(visit, { unwanted: '"><b>' }))
    expect(unfit).toContain('value="&quot;&gt;&lt;b&gt;"')
    expect(unfit).toContain('does not fit here')
  })

  test('leads to the page of its photo', async () => {
    const { part } = await pages()
    expect(part(shown({ at: 'takeaway', photo, asked, until }))).toContain('id="photo" href="/s/t"')
    expect(part(shown({ at: 'takeaway', photo, asked, until }, { photoPage: null }))).not.toContain('href')
  })

  test('is there in every language, which each is called by its own name', async () => {
    const { page } = await pages()
    for (const language of languageCodes) {
      const html = page(shown({ at: 'expect', until }, { language }))
      expect(html).toContain(`<html lang="${language}"`)
      expect(said(html).filter(word => word.startsWith('language '))).toHaveLength(languageCodes.length)
      expect(html).toContain(`value="${language}" lang="${language}" aria-current="true"`)
    }
  })

  test('loads itself anew without JavaScript, soon while the kiosk counts', async () => {
    const { page } = await pages()
    const refresh = (visit: VisitView) =>
      /<noscript><meta http-equiv="refresh" content="(\d+);url=(.*?)">/.exec(page(shown(visit)))?.slice(1)
    expect(refresh({ at: 'live', until })).toEqual(['20', '/r/k'])
    expect(refresh({ at: 'count', seconds: 3, shot: 1, of: 1, until })).toEqual(['2', '/r/k'])
  })
})

test('a phone is asked before it leads, and hears when the visit is over', async () => {
  const { ask, over, overPart } = await pages()
  expect(ask('token', 'en')).toContain('<form id="take" method="post" action="/r/token">')
  expect(over('en')).toContain(overPart('en'))
  expect(said(over('en'))).toEqual([])
  expect(overPart('en')).not.toMatch(/<(form|a)\b/)
})
