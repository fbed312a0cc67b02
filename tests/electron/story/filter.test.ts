import { describe, expect, it } from 'vitest'
import { openWordFilter } from '../../../electron/story/filter.ts'
import { costOf } from '../../support/cost.ts'

const filter = openWordFilter([
  'idiot',
  'ass',
  'tit',
  'anal',
  'cunt',
  'sausage party',
  'stink*',
  '*brand',
  'Blöd',
])

describe("the event's own list of words", () => {
  it.each([
    ['You idiot', 'as it stands'],
    ['IDIOT!', 'in capitals'],
    ['ídiöt', 'with accents'],
    ['ıdıot', 'with the letters of a language'],
    ['1d10t', 'with digits'],
    ['!d!0t', 'with signs'],
    ['idiooooot', 'with letters repeated'],
    ['i.d-i*o_t', 'with dots between'],
    ['i d i o t', 'with spaces between'],
    ['id\u200biot', 'with what nobody sees'],
    ['іdіоt', 'with Cyrillic letters'],
    ['ｉｄｉｏｔ', 'with wide letters'],
    ['idiot2026', 'with a number after it'],
    ['a55', 'short, with digits'],
    ['Sausage   Party!', 'of two words'],
    ['sausageparty', 'of two words in one'],
    ['it stinks', 'with another ending'],
    ['Superbrand', 'with another beginning'],
    ['blod', 'without its accents'],
  ])('finds a word in %j: %s', words => {
    expect(filter(words)).toBe(true)
  })

  it.each([
    'Scunthorpe, Penistone and Essex',
    'We passed the class with brass',
    'An analyst and a titan at the Titanic',
    'as sweet as can be',
    'it is as silly as that',
    'an alphabet',
    'Party! Sausage!',
    'branded',
    'In 1010 and 455',
    'the title of a petition',
    '',
  ])('leaves %j alone', words => {
    expect(filter(words)).toBe(false)
  })

  it('finds words of scripts that write no spaces, and Korean ones with their endings', () => {
    const found = openWordFilter(['馬鹿', 'ばか', '笨蛋', '바보', 'غبي', 'מטומטם', 'बेवकूफ़'])
    for (const words of [
      'お前は馬鹿だ',
      'ばかだな',
      '你是笨蛋吗',
      '너는 바보야',
      'أنت غَبيّ!',
      'הוא מְטומטם',
      'वह बेवकूफ़ है',
    ])
      expect(found(words), words).toBe(true)
    for (const words of ['はかだな', 'एक बेवक़ूफ़ी', 'غبيةٌ']) expect(found(words), words).toBe(false)
  })

  it('has no list of its own', () => {
    expect(openWordFilter([])('idiot')).toBe(false)
    expect(openWordFilter(['', '***', ' . '])('anything ***')).toBe(false)
  })

  it('answers at once, whatever is typed in the room there is', async () => {
    const many = openWordFilter(Array.from({ length: 500 }, (_, i) => `aaaaaaaaaa${i} bbbb`))
    // Words that a pattern goes back over again and again take minutes.
    expect(await costOf(() => many('a'.repeat(60) + '.a'.repeat(30)))).toBeLessThan(5_000)
  })

  it.each([
    ['cialis', '(!|@'],
    ['titties', '+!'],
    ['Lillis', '|'],
    ['Lillis', 'l1|.'],
  ])('answers at once where it does not want %j and all signs could be its letters', async (word, signs) => {
    const one = openWordFilter([word])
    const cost = await costOf(() => expect(one(signs.repeat(120 / signs.length))).toBe(false))
    expect(cost).toBeLessThan(2_000)
  })

  it.each(['c!@l!$', 'c.i.a.l.!.$', 'c!i!a!l!i!s'])('still finds %j', words => {
    expect(openWordFilter(['cialis'])(words)).toBe(true)
  })
})
