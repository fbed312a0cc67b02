import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openAnswers } from '../../../electron/consent/answers.ts'
import { openErasure } from '../../../electron/consent/erasure.ts'
import { openGate } from '../../../electron/consent/gate.ts'
import { openLedger } from '../../../electron/consent/ledger.ts'
import { makeKeys, openSealed } from '../../../electron/consent/seal.ts'
import type { Purpose } from '../../../electron/contract/consent.ts'
import { eventSchema } from '../../../electron/event/settings.ts'
import { openPictures } from '../../../electron/frame/pictures.ts'
import { openManage } from '../../../electron/share/manage.ts'
import { openPhonePages } from '../../../electron/share/phone-page.ts'
import { openLog } from '../../../electron/system/log.ts'
import { moment } from '../../../electron/system/time.ts'
import { photosInFolder } from '../../support/photos.ts'

const token = 'a'.repeat(22)

/** The photo `a` and a phone that holds its link, with the real store behind it. */
async function phoneIn(consent: object = {}) {
  const at = await photosInFolder()
  for (const name of ['phone.css', 'phone.js']) writeFileSync(join(at.data, name), '')
  at.reserve('a')
  const open = async (changed: object) => {
    const event = eventSchema.parse({ brand: 'Lumen', consent: changed })
    const ledger = openLedger(at.store, '1.0.0')
    const gate = openGate(at.store, ledger, true)
    const answers = await openAnswers({ ...at, ledger, gate, event, broken: null })
    const erasure = openErasure({ ...at, dataFolder: at.data, ledger })
    const log = openLog(join(at.data, 'logs'))
    const pages = openPhonePages(event, at.data)
    const pictures = openPictures(at.store)
    const publishedAt = (token: string) => ({
      page: `https://photos.example.org/s/${token}`,
      post: 'https://photos.example.org/s/post',
    })
    const erase = async (id: string) => void (await erasure.erase(id, 'asked'))
    const manage = openManage({
      ...{ ...at, answers, gate, ledger, pages, pictures, publishedAt, event, log, erase },
    })
    return { manage, ledger, gate, answers }
  }
  const opened = await open(consent)
  return {
    ...at,
    ...opened,
    /** The station again, with other settings. */
    open,
    page: (language: 'en' | 'de' = 'en') => opened.manage.page(token, language) ?? '',
    allowed: (purpose: Purpose) => opened.gate.allowed('a', purpose, Date.now()),
    send: (page: string, typed: Typed) => opened.manage.answer(token, filled(page, typed), 'en'),
    takeBack: (purpose: string) => opened.manage.takeBack(token, new URLSearchParams({ purpose })),
  }
}

type Typed = Readonly<Record<string, string | readonly string[]>>

const yes = (given: Purpose | readonly Purpose[], people = '1'): Typed => ({ say: 'yes', given, people })
const no: Typed = { say: 'no' }

/** What a browser sends that filled in the form on `page`: its hidden fields and what was typed. */
function filled(page: string, typed: Typed): URLSearchParams {
  const form = /<form class="question".*?<\/form>/s.exec(page)?.[0] ?? ''
  const hidden = [...form.matchAll(/type="hidden" name="(\w+)" value="([^"]*)"/g)]
  const fields = new URLSearchParams(hidden.map(([, name = '', value = '']) => [name, value]))
  for (const [name, values] of Object.entries(typed))
    for (const value of [values].flat()) fields.append(name, value)
  return fields
}

/** The rows of what the brand may do, as words. */
const rowsOf = (page: string) =>
  [...page.matchAll(/<p class="state">([^<]*)/g)].map(([, text]) => text?.replace(/\w+ \d+, \d{4}$/, 'DATE'))

const noticeOf = (outcome: unknown) =>
  typeof outcome === 'object' && outcome !== null && 'page' in outcome
    ? /role="alert">([^<]*)/.exec(String(outcome.page))?.[1]
    : undefined

describe('one person', () => {
  test('says yes to what is ticked, in the words on the page, and nothing else is allowed', async () => {
    await using phone = await phoneIn()
    expect(rowsOf(phone.page())).toEqual(['Not allowed', 'Not allowed'])
    expect(await phone.send(phone.page('de'), yes('social'))).toBe('page')
    expect([phone.allowed('social'), phone.allowed('screens')]).toEqual([true, false])
    expect(rowsOf(phone.page())).toEqual(['Not allowed', 'Allowed until DATE'])
    const [first, second] = phone.ledger.entriesOf('a').map(({ said }) => said)
    expect(first).toMatchObject({ purpose: 'screens', given: false, way: 'phone', language: 'de' })
    expect(second).toMatchObject({ purpose: 'social', given: true, people: 1, person: 1 })
    const text = phone.ledger.wording((second as { wordingSha256: string }).wordingSha256)?.text
    expect(text).toContain('Social-Media-Kanälen von Lumen')
  })

  test('takes one purpose back, and the other stays', async () => {
    await using phone = await phoneIn()
    await phone.send(phone.page(), yes(['screens', 'social']))
    expect(await phone.takeBack('social')).toBe('page')
    expect([phone.allowed('social'), phone.allowed('screens')]).toEqual([false, true])
    expect(phone.ledger.entriesOf('a').at(-1)).toMatchObject({ kind: 'withdrawal', said: { way: 'phone' } })
  })

  test('says no, and everything that was asked is refused', async () => {
    await using phone = await phoneIn()
    expect(await phone.send(phone.page(), no)).toBe('page')
    expect(phone.ledger.entriesOf('a').map(({ said }) => 'given' in said && said.given)).toEqual([
      false,
      false,
    ])
  })

  test('is asked only for what is not allowed yet, and a no to that leaves the rest', async () => {
    await using phone = await phoneIn()
    await phone.send(phone.page(), yes('social'))
    expect(filled(phone.page(), {}).getAll('asked')).toEqual(['screens'])
    expect(phone.page()).toContain('No, nothing more')
    await phone.send(phone.page(), no)
    expect(phone.allowed('social')).toBe(true)
  })

  test('is asked nothing when all is allowed', async () => {
    await using phone = await phoneIn()
    await phone.send(phone.page(), yes(['screens', 'social']))
    expect(phone.page()).not.toContain('id="asked"')
  })

  test('leaves an address that only the brand can open', async () => {
    const { publicKey, privateKey } = await makeKeys()
    await using phone = await phoneIn({ ask: ['contact'], contact: { key: publicKey } })
    await phone.send(phone.page(), { ...yes('contact'), address: 'kim@example.org' })
    const [contact] = phone.ledger.contactsOf('a')
    expect(await openSealed(privateKey, contact!.sealed)).toBe('kim@example.org')
  })

  test('takes back what the brand asks for no more', async () => {
    await using phone = await phoneIn({ ask: ['ads'] })
    await phone.send(phone.page(), yes('ads'))
    const later = await phone.open({ ask: [] })
    expect(rowsOf(later.manage.page(token, 'en') ?? '')).toEqual(['Allowed until DATE'])
    expect(later.manage.page(token, 'en')).not.toContain('id="asked"')
    await later.manage.takeBack(token, new URLSearchParams({ purpose: 'ads' }))
    expect(rowsOf(later.manage.page(token, 'en') ?? '')).toEqual([])
  })

  test('in a hurry taps twice, and counts once', async () => {
    await using phone = await phoneIn()
    const page = phone.page()
    const taps = [phone.send(page, yes('social', '2')), phone.send(page, yes('social', '2'))]
    expect(await Promise.all(taps)).toEqual(['page', 'page'])
    expect(await phone.send(page, yes('social', '2'))).toBe('page')
    expect(rowsOf(phone.page())).toEqual(['Not allowed', '1 of 2 people have said yes'])
  })

  test('may say no on a page that said yes before', async () => {
    await using phone = await phoneIn()
    const page = phone.page()
    await phone.send(page, yes('social'))
    await phone.send(page, no)
    expect(phone.allowed('social')).toBe(false)
  })
})

describe('a group', () => {
  test('is asked one by one, and the last yes counts for all', async () => {
    await using phone = await phoneIn({ ask: ['social'] })
    await phone.send(phone.page(), yes('social', '3'))
    expect(rowsOf(phone.page())).toEqual(['1 of 3 people have said yes'])
    expect(phone.page()).toContain('min="3" max="20" value="3"')
    await phone.send(phone.page(), yes('social', '3'))
    expect([rowsOf(phone.page()), phone.allowed('social')]).toEqual([['2 of 3 people have said yes'], false])
    await phone.send(phone.page(), yes('social', '3'))
    expect([rowsOf(phone.page()), phone.allowed('social')]).toEqual([['Allowed until DATE'], true])
  })

  test('may answer from pages that were opened at the same time', async () => {
    await using phone = await phoneIn({ ask: ['social'] })
    const pages = [phone.page(), phone.page()]
    for (const page of pages) await phone.send(page, yes('social', '2'))
    expect(phone.allowed('social')).toBe(true)
  })

  test("ends with one person's no, or with one who takes it back", async () => {
    await using phone = await phoneIn({ ask: ['social'] })
    const all = async () => {
      for (const _ of [1, 2]) await phone.send(phone.page(), yes('social', '2'))
    }
    const early = phone.page()
    await all()
    await phone.send(early, no)
    expect(phone.allowed('social')).toBe(false)
    await all()
    expect(phone.allowed('social')).toBe(true)
    await phone.takeBack('social')
    expect(phone.allowed('social')).toBe(false)
  })
})

describe('an answer is not written down', () => {
  test.each<[string, Typed, string]>([
    ['with nothing ticked', yes([]), 'Nothing was ticked'],
    ['without the number of people', yes('social', ''), 'A number from 1 to 20'],
    ['with a child in the picture', { ...yes('social'), children: 'yes' }, 'younger than 16'],
  ])('%s, and the page says so', async (_, typed, words) => {
    await using phone = await phoneIn()
    const outcome = await phone.send(phone.page(), typed)
    expect(outcome).toMatchObject({ status: 422 })
    expect(noticeOf(outcome)).toContain(words)
    expect(phone.ledger.entriesOf('a')).toEqual([])
  })

  test('after somebody took it back, or said no, on another phone', async () => {
    for (const end of ['take back', 'no']) {
      await using phone = await phoneIn({ ask: ['social'] })
      await phone.send(phone.page(), yes('social', '2'))
      const old = phone.page()
      if (end === 'no') await phone.send(phone.page(), no)
      else await phone.takeBack('social')
      const before = phone.ledger.head()
      const outcome = await phone.send(old, yes('social', '2'))
      expect(outcome).toMatchObject({ status: 409 })
      expect(noticeOf(outcome)).toContain('said no in the meantime')
      expect(phone.ledger.head()).toEqual(before)
      expect(await phone.send((outcome as { page: string }).page, yes('social', '2'))).toBe('page')
    }
  })

  test('to a question that has changed since', async () => {
    await using phone = await phoneIn({ ask: ['social'] })
    const page = phone.page()
    for (const changed of [{ ask: ['social', 'ads'] }, { ask: ['social'], days: 3 }, { ask: [] }]) {
      const { manage, ledger } = await phone.open(changed)
      const outcome = await manage.answer(token, filled(page, yes('social')), 'en')
      expect(outcome).toMatchObject({ status: 409 })
      expect(noticeOf(outcome)).toContain('The question has changed')
      expect(ledger.entriesOf('a')).toEqual([])
    }
  })

  test('and what was typed is still there, but no tick', async () => {
    await using phone = await phoneIn({ children: { allowed: 'guardian' } })
    const guardian = { children: 'yes', 'guardian-name': '"><b>Ida', 'guardian-relation': 'mother' }
    const outcome = await phone.send(phone.page(), { ...yes('social', '4'), ...guardian })
    const { page } = outcome as { page: string }
    expect(noticeOf(outcome)).toContain('a parent or guardian gives a name and signs')
    expect(page).toContain('<details open>')
    expect(page).toContain('value="&quot;&gt;&lt;b&gt;Ida"')
    expect(page).toContain('value="4"')
    expect(page).not.toContain(' checked')
    expect(page).not.toContain('<b>Ida')
  })
})

describe('deleting', () => {
  test('erases the photo and closes its link for everything', async () => {
    await using phone = await phoneIn()
    await phone.send(phone.page(), yes('social'))
    const page = phone.page()
    expect(phone.manage.deletePage(token, 'en')).toContain('Delete this photo everywhere?')
    expect(await phone.manage.delete(token)).toBe('deleted')
    expect(phone.photos.find('a')).toBeUndefined()
    expect(phone.ledger.entriesOf('a')).toEqual([])
    expect([phone.manage.opens(token), phone.manage.page(token, 'en')]).toEqual([false, null])
    expect(phone.manage.deletePage(token, 'en')).toBeNull()
    expect(await phone.send(page, yes('social'))).toBeNull()
    expect(await phone.takeBack('social')).toBeNull()
    expect(await phone.manage.delete(token)).toBeNull()
  })

  test('while an answer is being sealed leaves nothing of the answer', async () => {
    const { publicKey } = await makeKeys()
    await using phone = await phoneIn({ ask: ['contact'], contact: { key: publicKey } })
    const answer = phone.send(phone.page(), { ...yes('contact'), address: 'kim@example.org' })
    await phone.manage.delete(token)
    expect(await answer).toBeNull()
    expect([phone.ledger.entriesOf('a'), phone.ledger.contactsOf('a')]).toEqual([[], []])
  })
})

test('a token that opens nothing is null, whatever is sent', async () => {
  await using phone = await phoneIn()
  const fields = filled(phone.page(), yes('social'))
  phone.photos.setExpiry('a', moment(Date.now() - 1).at)
  for (const one of [token, 'b'.repeat(22), '__proto__', '']) {
    expect(await phone.manage.answer(one, fields, 'en')).toBeNull()
    expect(await phone.manage.takeBack(one, fields)).toBeNull()
    expect(await phone.manage.delete(one)).toBeNull()
  }
  expect(phone.photos.find('a')).toBeDefined()
})

test('what no page of ours sends is refused', async () => {
  await using phone = await phoneIn()
  await expect(phone.send('', yes('social'))).rejects.toThrow('CALL_INPUT')
  await expect(phone.takeBack('everything')).rejects.toThrow('CALL_INPUT')
})

test('the page knows which pictures are there, and where everybody finds it', async () => {
  await using phone = await phoneIn()
  const stored = { file: 'a.jpg', sha256: 'b'.repeat(64), bytes: 1 }
  phone.photos.kept('a', stored, moment())
  phone.photos.framed('a', stored, moment())
  const shown = () =>
    [...phone.page().matchAll(/<li><a href="[^"]*\/(\w+)\.jpg\?save"/g)].map(([, name]) => name)
  expect(shown()).toEqual(['original'])
  openPictures(phone.store).add('a', { name: 'story', ...stored })
  expect(shown()).toEqual(['story', 'original'])
  phone.photos.originalDropped('a', moment())
  expect(shown()).toEqual(['story'])
  expect(phone.page()).toContain(`<a href="https://photos.example.org/s/${token}">Keep this link</a>`)
})

describe('the receipt', () => {
  test('is offered once something was answered, and says what', async () => {
    await using at = await phoneIn()
    expect(at.page()).not.toContain('/receipt.')
    await at.send(at.page(), yes('social'))
    expect(at.page()).toContain(`href="/s/${token}/receipt.txt"`)
    const words = at.manage.receipt(token, 'receipt.txt', 'en')
    expect(words?.type).toBe('text/plain; charset=utf-8')
    expect(words?.body).toContain("Post it on Lumen's own social media.")
    const data = at.manage.receipt(token, 'receipt.json', 'en')
    expect(data?.type).toBe('application/ld+json')
    expect(JSON.stringify(JSON.parse(data?.body ?? ''))).toContain(at.ledger.subject('a'))
  })
  test('is of nobody without the link', async () => {
    await using at = await phoneIn()
    expect(at.manage.receipt('b'.repeat(22), 'receipt.txt', 'en')).toBeNull()
  })
})
