import { expect, test } from 'vitest'
import { eventSchema } from '../../../electron/event/settings.ts'
import { htmlPage, inHtml, plain, readLook, wordsIn } from '../../../electron/share/markup.ts'

test('text keeps its lines and loses what nobody sees', () => {
  expect(plain('a\r\nb\rc\u2028d\u0000\u009f\u202ee\u2069\ud800')).toBe('a\nb\nc\nde')
  expect(plain('שלום \u200f👩‍👩‍👧 ص')).toBe('שלום \u200f👩‍👩‍👧 ص')
})

test('typed text is text in HTML, in a word’s gap too', () => {
  expect(inHtml('<a href="x">\u202e&\'')).toBe('&lt;a href=&quot;x&quot;&gt;&amp;&#39;')
  expect(wordsIn('en', { brand: '<i>\u2066B' })('phone.may')).toBe('What &lt;i&gt;B may do')
})

test('a document is written in its language and direction, and nothing of its title is markup', () => {
  const look = readLook(eventSchema.parse({ accent: '#ffee00' }))
  const html = htmlPage({
    ...{ language: 'ar', title: '</title><script>', look, body: '<main></main>' },
    data: { state: '"><script>' },
  })
  expect(html).toContain('<html lang="ar" dir="rtl" data-state="&quot;&gt;&lt;script&gt;">')
  expect(html).toContain('<title>&lt;/title&gt;&lt;script&gt;</title>')
  expect(html).toContain('--accent:#ffee00;--on-accent:#000000')
})
