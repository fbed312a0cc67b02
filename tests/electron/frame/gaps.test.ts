import { describe, expect, it } from 'vitest'
import { fillGaps, fillWords } from '../../../electron/frame/gaps.ts'
import { options } from './frames.ts'
import { set } from './text/words.ts'

const values = { ...options.values, place: '', date: '٢٢ نوفمبر', 'event.hashtag': '#groundswell' }

/** The outlines of a line from left to right, wherever it stands and whatever invisible characters it holds. */
const outlines = (words: string) =>
  [...set(words, { size: 30 }).svg.matchAll(/ d="([^"]*)"/g)].map(([, d]) => d!)
const shapeOf = (outline: string) => outline.replace(/-?\d+(\.\d+)?/g, '')

describe('a hashtag in an Arabic line', () => {
  it('keeps its mark before it', () => {
    const [left] = outlines(fillWords('{date}   {event.hashtag}', values))
    expect(shapeOf(left!)).toBe(shapeOf(outlines('#groundswell')[0]!))
  })
  it('would lose it to the other side without being kept apart', () => {
    const [left] = outlines(fillGaps('{date}   {event.hashtag}', values))
    expect(shapeOf(left!)).not.toBe(shapeOf(outlines('#groundswell')[0]!))
  })
})

it('a line runs the way that its first value runs, or the words before it', () => {
  const first = (text: string) => shapeOf(outlines(fillWords(text, values))[0]!)
  const hashtag = shapeOf(outlines('#groundswell')[0]!)
  expect(first('{date} {event.hashtag}')).toBe(hashtag)
  expect(first('{event.hashtag} {date}')).toBe(hashtag)
  expect(first('في {event.hashtag}')).toBe(hashtag)
  expect(first('{place} {date} {event.hashtag}')).toBe(first(`{date} {event.hashtag}`))
})

it('a value alone stays as it is, and an empty one leaves nothing behind', () => {
  expect(fillWords('{date}', values)).toBe(values.date)
  expect(fillWords('{date} {story}', { ...values, story: '' })).toBe(`${values.date} `)
})
