import { describe, expect, test } from 'vitest'
import { eventSchema } from '../../../electron/event/settings.ts'
import { altText, captionFor, postFor } from '../../../electron/share/captions.ts'

const event = (caption = '', name = 'Harbour Lights') =>
  eventSchema.parse({ name, hashtag: '#lights', share: { caption } })

describe('the caption', () => {
  test('is in the attendee’s language where the event has none of its own', () => {
    expect(captionFor(event(), 'en')).toBe('Our moment at Harbour Lights #lights')
    expect(captionFor(event(), 'de')).toBe('Unser Moment bei Harbour Lights #lights')
  })

  test.each([
    ['We were there', 'We were there #lights'],
    ['#Lights all night', '#Lights all night'],
    ['The #lightshow', 'The #lightshow #lights'],
    ['two lines\n(#lights)', 'two lines\n(#lights)'],
  ])('%j has the hashtag once', (own, expected) => {
    expect(captionFor(event(own), 'en')).toBe(expected)
  })

  test('has no letters that hide others or turn them around', () => {
    expect(captionFor(event('a\u202eb\u0000c\u2067d\r\ne\u2028f'), 'en')).toBe('abcd\ne\nf #lights')
    expect(captionFor(event('', 'A\u202eB'), 'en')).toBe('Our moment at AB #lights')
  })

  test('keeps markup as the letters it is made of', () => {
    expect(captionFor(event('<b>"Hi" & \'bye\'</b>'), 'en')).toBe('<b>"Hi" & \'bye\'</b> #lights')
  })
})

test('the picture is described without a word about the people in it', () => {
  expect(altText(event(), 'en')).toBe('Photo in the frame of Harbour Lights')
  expect(altText(event('', 'A\u202e"B'), 'fr')).toBe('Photo dans le cadre de A"B')
})

test('what is posted points to the published page and its picture, and without one to nothing', () => {
  const link = 'https://photos.example.org/s/aaaaaaaaaaaaaaaaaaaaaa'
  const post = { text: 'Hi', title: 'A photo from Harbour Lights' }
  expect(postFor(event(), 'en', { text: 'Hi', link })).toEqual({ ...post, link, picture: `${link}.jpg` })
  expect(postFor(event(), 'en', { text: 'Hi', link: null })).toEqual({ ...post, link: null, picture: null })
})
