/** What holds for every page that a phone gets, the kiosk's own and the published ones. */
import { gzipSync } from 'node:zlib'
import { HtmlValidate } from 'html-validate'
import { describe, expect, test } from 'vitest'
import type { Photo } from '../../../electron/capture/photos.ts'
import { consentAsk } from '../../../electron/consent/wording.ts'
import { purposes } from '../../../electron/contract/consent.ts'
import { extraPictures } from '../../../electron/contract/share.ts'
import { eventSchema } from '../../../electron/event/settings.ts'
import type { Stands } from '../../../electron/share/manage-part.ts'
import { openPhonePages } from '../../../electron/share/phone-page.ts'
import { openStaticPages, type Published } from '../../../electron/share/static-page.ts'
import { type Language, languages } from '../../../text/index.ts'
import { photosInFolder } from '../../support/photos.ts'

/** Everything that an event can ask and offer, in long words with letters that must be escaped. */
const event = eventSchema.parse({
  name: 'Lights & <Harbours> of the "North"'.padEnd(80, '.'),
  brand: "Lumen's & <Sons>",
  share: {
    caption: 'We & "you" <were> there '.repeat(12),
    pictures: extraPictures,
    link: { address: 'https://lumen.example/?a=1&b=2', words: 'The "whole" programme' },
  },
  consent: { privacy: 'privacy@lumen.example', children: { allowed: 'guardian' } },
})
const address = 'https://photos.example.org'

/** Every page in one language, by what it is. */
async function pagesIn(language: Language): Promise<Record<string, string>> {
  await using at = await photosInFolder()
  at.reserve('a')
  const waiting: Photo = { ...at.photos.find('a')!, code: 'ABC234', language }
  const photo: Photo = { ...waiting, stage: 'framed' }
  const local = openPhonePages(event)
  const { pageOf, postPageOf, received } = openStaticPages({ event, address })
  const ask = consentAsk(event, language, purposes)
  const standing = { allowed: true, agreed: 1, people: 2, until: '2027-11-22T12:00:00.000Z' }
  const asked = ask.choices.map(choice => ({ ...choice, isAsked: true }))
  const question = asked.map(one => ({ ...one, standing: { ...standing, allowed: false } }))
  const answered = asked.map(one => ({ ...one, standing }))
  const stands: Stands = { ask, purposes: question, seen: 7, form: 'f'.repeat(22) }
  const view = {
    photo,
    language,
    stands,
    pictures: extraPictures,
    published: { page: `${address}/s/${photo.token}`, post: `${address}/s/post` },
  }
  const allowed = purposes.map(purpose => ({ purpose, until: standing.until }))
  const full: Published = { pictures: ['photo', 'card', ...extraPictures], allowed }
  const fields = { key: 'v1/requests/a', policy: 'x'.repeat(1_000) }
  const form = { address: 'https://s3.example.org/booth', fields, until: Date.parse(standing.until) }
  const requests = { 'take-back': form, erase: form }
  return {
    'with the question': local.photo(view),
    'with all allowed': local.photo({ ...view, stands: { ...stands, purposes: answered } }),
    'with a notice': local.photo({ ...view, unwritten: { notice: 'needsTick' } }),
    'on its way': local.photo({ ...view, photo: waiting, pictures: [], published: null }),
    'asking before deleting': local.confirmDelete(photo, language),
    'for a link that opens nothing': local.gone(language),
    published: pageOf(photo, full),
    'published, with forms': pageOf(photo, { ...full, requests }),
    'where posts lead': postPageOf(photo, full),
    'where forms lead': received(language),
    'published with nothing allowed': pageOf(photo, { pictures: ['photo'], allowed: [] }),
    'published, on its way': pageOf(waiting, { pictures: [], allowed: [] }),
  }
}

describe.each(Object.keys(languages) as Language[])('every page in %s', language => {
  test('is valid HTML', async () => {
    const validator = new HtmlValidate({ root: true, extends: ['html-validate:standard'] })
    for (const [name, html] of Object.entries(await pagesIn(language))) {
      const { results } = await validator.validateString(html)
      const found = results.flatMap(({ messages }) =>
        messages.map(({ ruleId, message }) => [ruleId, message]),
      )
      expect(found, name).toEqual([])
    }
  })

  test('weighs at most 20 kB on its way, and asks for nothing but its picture', async () => {
    for (const [name, html] of Object.entries(await pagesIn(language))) {
      expect(gzipSync(html).length, name).toBeLessThanOrEqual(20_000)
      const loaded = html.match(
        /<(?:link|script|iframe|source|video|audio|object|embed)\b[^>]*>|url\(|@import|<img/g,
      )
      expect(loaded?.filter(tag => tag !== '<script>' && tag !== '<img') ?? [], name).toEqual([])
      expect(loaded?.filter(tag => tag === '<img').length ?? 0, name).toBeLessThan(2)
    }
  })
})

test('a page that is not valid is found out', async () => {
  const validator = new HtmlValidate({ root: true, extends: ['html-validate:standard'] })
  const { valid } = await validator.validateString(
    '<!doctype html><html lang="en"><p><div id="a" id="a"></p></html>',
  )
  expect(valid).toBe(false)
})
