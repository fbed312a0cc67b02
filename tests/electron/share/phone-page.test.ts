import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Photo } from '../../../electron/capture/photos.ts'
import { eventSchema } from '../../../electron/event/settings.ts'
import { fileName, openPhonePages } from '../../../electron/share/phone-page.ts'
import { photosInFolder } from '../../support/photos.ts'
import { temporaryFolder } from '../../support/station.ts'

const event = eventSchema.parse({ name: 'Tom & <Jerry>', brand: '"Brand"' })

async function pages() {
  await using folder = await temporaryFolder()
  writeFileSync(join(folder.path, 'phone.css'), 'p{color:red}')
  writeFileSync(join(folder.path, 'phone.js'), 'start()')
  return await openPhonePages(event, folder.path)
}

async function photo(changes: Partial<Photo> = {}): Promise<Photo> {
  await using at = await photosInFolder()
  at.reserve('a')
  return { ...(at.photos.find('a') as Photo), ...changes }
}

test('a photo on its way says so, and looks again without JavaScript too', async () => {
  const html = (await pages()).photo(await photo(), false, 'en')
  expect(html).toContain('data-state="on-its-way"')
  expect(html).toContain('Your photo is on its way')
  expect(html).toContain('<noscript><meta http-equiv="refresh"')
  expect(html).not.toMatch(/<img[^>]* src=/)
})

test('a framed photo is there at once, with one link that saves it', async () => {
  const html = (await pages()).photo(await photo({ stage: 'framed' }), false, 'en')
  expect(html).toContain('data-state="picture"')
  expect(html).toMatch(/<img[^>]* src="\/s\/a{22}\/photo\.jpg"/)
  expect(html).toMatch(/<a class="button" href="\/s\/a{22}\/photo\.jpg\?save" download="tom-jerry\.jpg">/)
  expect(html).not.toContain('<script>')
  expect(html).not.toContain('http-equiv="refresh"')
})

test.each([
  ['cannot be framed', { stage: 'failed' as const }],
  ['takes minutes', { reserved_at: new Date(Date.now() - 10 * 60_000).toISOString() }],
])('a photo that %s is told of honestly', async (_, changes) => {
  expect((await pages()).photo(await photo(changes), false, 'en')).toContain('data-state="delayed"')
})

test('names of events and brands are text, never markup', async () => {
  const html = (await pages()).photo(await photo(), true, 'en')
  expect(html).toContain('Tom &amp; &lt;Jerry&gt;')
  expect(html).toContain('&quot;Brand&quot; may show it')
  expect(html).not.toContain('<Jerry>')
})

test('what the brand may do is said only when it may', async () => {
  expect((await pages()).photo(await photo(), false, 'en')).not.toContain('may show it')
})

test('the policy allows the very style and script that are in the page', async () => {
  const { policy, photo: render } = await pages()
  const html = render(await photo(), false, 'de')
  for (const tag of ['style', 'script']) {
    const text = new RegExp(`<${tag}>([^]*?)</${tag}>`).exec(html)?.[1] ?? ''
    const hash = createHash('sha256').update(text).digest('base64')
    expect(policy).toContain(`${tag}-src 'sha256-${hash}'`)
  }
  expect(policy).toContain("default-src 'none'")
  expect(html).toContain('<html lang="de" dir="ltr"')
})

test.each([
  ['Été à Paris', 'ete-a-paris.jpg'],
  ['新年会', 'photo.jpg'],
  ['../../x', 'x.jpg'],
])('the file of the event %s is saved as %s', (name, file) => {
  expect(fileName(name)).toBe(file)
})
