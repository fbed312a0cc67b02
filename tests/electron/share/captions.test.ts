import { describe, expect, test } from 'vitest'
import { eventSchema } from '../../../electron/event/settings.ts'
import { altText, captionFor, postFor } from '../../../electron/share/captions.ts'

const event = (caption = '', name = 'Harbour Lights') =>
  eventSchema.parse({ name, hashtag: '#lights', share: { caption } })

describe('the caption', () => {
  test('is in the attendee’s language where the event has none of its own', () => {
    expect(captionFor(event(), 'en', null)).toBe('Our moment at Harbour Lights #lights')
    expect(captionFor(event(), 'de', null)).toBe('Unser Moment bei Harbour Lights #lights')
  })

  test.each([
    ['We were there', 'We were there #lights'],
    ['#Lights all night', '#Lights all night'],
    ['The #lightshow', 'The #lightshow #lights'],
    ['two lines\n(#lights)', 'two lines\n(#lights)'],
  ])('%j has the hashtag once', (own, expected) => {
    expect(captionFor(event(own), 'en', null)).toBe(expected)
  })

  test('has no letters that hide others or turn them around', () => {
    expect(captionFor(event('a\u202eb\u0000c\u2067d\r\ne\u2028f'), 'en', null)).toBe('abcd\ne\nf #lights')
    expect(captionFor(event('', 'A\u202eB'), 'en', null)).toBe('Our moment at AB #lights')
  })

  test('keeps markup as the letters it is made of', () => {
    expect(captionFor(event('<b>"Hi" & \'bye\'</b>'), 'en', null)).toBe('<b>"Hi" & \'bye\'</b> #lights')
  })
})

describe('what the photo’s people said', () => {
  const said = (story: string, caption = '') => captionFor(event(caption), 'en', story)

  test('comes first, on a line of its own', () => {
    expect(said('We danced')).toBe('We danced\nOur moment at Harbour Lights #lights')
    expect(said('رقصنا', 'Hello')).toBe('رقصنا\nHello #lights')
    expect(said('', 'Hello')).toBe('Hello #lights')
  })

  test('may have the hashtag already', () => {
    expect(said('We danced #Lights')).toBe('We danced #Lights\nOur moment at Harbour Lights')
  })

  test('brings nothing in that hides, turns around or ends a line of its own', () => {
    expect(said('a\u202eb\u0000c\u2028d\r\nSet-Cookie: e')).toBe(
      'abc\nd\nSet-Cookie: e\nOur moment at Harbour Lights #lights',
    )
    expect(said('"><script>alert(1)</script>')).toMatch(/^"><script>alert\(1\)<\/script>\n/)
  })
})

test('the picture is described without a word about the people in it', () => {
  expect(altText(event(), 'en')).toBe('Photo in the frame of Harbour Lights')
  expect(altText(event('', 'A\u202e"B'), 'fr')).toBe('Photo avec le cadre A"B')
})

test('what is posted points to the published page and its picture, and without one to nothing', () => {
  const link = 'https://photos.example.org/s/aaaaaaaaaaaaaaaaaaaaaa'
  const post = { text: 'Hi', title: 'A photo from Harbour Lights' }
  expect(postFor(event(), 'en', { text: 'Hi', link })).toEqual({ ...post, link, picture: `${link}.jpg` })
  expect(postFor(event(), 'en', { text: 'Hi', link: null })).toEqual({ ...post, link: null, picture: null })
})
