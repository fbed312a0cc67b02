import { afterEach, describe, expect, test } from 'vitest'
import english from '../../text/en.json' with { type: 'json' }
import { say, speakWith } from '../../text/index.ts'
import { withOwnWords, wrongOwnWords } from '../../text/own-words.ts'

afterEach(() => speakWith({}))

describe("an event's own words", () => {
  test('are said in their language alone, with what fills their gaps', () => {
    speakWith({ en: { 'attract.start': 'Smile', 'takeaway.ends': '{seconds} left' } })
    expect(say('en', 'attract.start')).toBe('Smile')
    expect(say('en', 'takeaway.ends', { seconds: 5 })).toBe('5 left')
    expect(say('de', 'attract.start')).not.toBe('Smile')
    expect(say('en', 'attract.headline')).toBe(english.attract.headline)
  })

  test('change nothing of the messages themselves', () => {
    const own = withOwnWords(english, { 'attract.start': 'Smile' })
    expect(own.attract.start).toBe('Smile')
    expect(english.attract.start).not.toBe('Smile')
    expect(withOwnWords(english, {})).toBe(english)
  })
})

test.each([
  ['attract.constructor', 'Smile', { why: 'unknown' }],
  ['attract.start.more', 'Smile', { why: 'unknown' }],
  ['attract.start', 'Smile', null],
  ['takeaway.ends', 'Soon', null],
  ['attract.strat', 'Smile', { why: 'unknown' }],
  ['nothing', 'Smile', { why: 'unknown' }],
  ['attract.start', 'Smile, {name}', { why: 'gap', gap: 'name' }],
  ['consent.headline', 'Just say yes', { why: 'fixed' }],
  ['expect.line1', 'We take nothing', { why: 'fixed' }],
])('%s as "%s": %o', (key, words, wrong) => {
  expect(wrongOwnWords(english, key, words)).toEqual(wrong)
})
