import { describe, expect, it } from 'vitest'
import { keysOf, latinBeside, layoutOf, marksOf } from '../../../../renderer/parts/keyboard/layouts.ts'
import { languageCodes } from '../../../../text/languages.ts'

/** What each language is written with (CLDR's main exemplar characters), and its digits and marks. */
const alphabets: Readonly<Record<string, string>> = {
  en: 'abcdefghijklmnopqrstuvwxyz',
  de: 'abcdefghijklmnopqrstuvwxyzäöüß',
  fr: 'abcdefghijklmnopqrstuvwxyzàâæçèéêëîïôœùûüÿ',
  es: 'abcdefghijklmnopqrstuvwxyzáéíñóúü¿¡',
  pt: 'abcdefghijklmnopqrstuvwxyzàáâãçéêíóôõú',
  it: 'abcdefghijklmnopqrstuvwxyzàèéìòóù',
  nl: 'abcdefghijklmnopqrstuvwxyzáäéëíïóöúü',
  pl: 'abcdefghijklmnopqrstuvwxyząćęłńóśźż',
  tr: 'abcçdefgğhıijklmnoöprsştuüvyz',
  ar: 'ءأؤإئآابتثجحخدذرزسشصضطظعغفقكلمنهوىية؟،',
  he: 'אבגדהוזחטיכךלמםנןסעפףצץקרשת',
  hi: 'अआइईउऊऋएऐओऔकखगघङचछजझञटठडढणतथदधनपफबभमयरलवशषसहािीुूृेैोौ्ंःँ़।ऑॉ',
  zh: 'abcdefghijklmnopqrstuvwxyz？！，。',
  ja: 'あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわをん゛゜小ー、。？！',
  ko: 'ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎㅏㅐㅑㅒㅓㅔㅕㅖㅗㅛㅜㅠㅡㅣ',
}

describe.each(Object.entries(alphabets))('the keyboard of %s', (language, alphabet) => {
  const layout = layoutOf(language as 'en')
  const shown = (['letters', 'shifted', 'figures'] as const).map(layer => keysOf(layout, layer, language))
  const all = [...shown.flat(2), ...marksOf(layout)]

  it('has every letter of its alphabet', () => {
    expect([...alphabet].filter(letter => !all.includes(letter))).toEqual([])
  })

  it.runIf(layout.shifted === undefined)('has the capitals of every letter', () => {
    const capitals = [...alphabet.replace('ß', 'ẞ')]
      .filter(one => /\p{Ll}/u.test(one))
      .map(one => one.toLocaleUpperCase(language))
    expect(capitals.filter(letter => !all.includes(letter))).toEqual([])
  })

  it('has digits, and keys that no row has twice', () => {
    expect([...'0123456789'].filter(digit => !all.includes(digit))).toEqual([])
    for (const rows of shown) expect(rows.flat()).toHaveLength(new Set(rows.flat()).size)
  })

  it('is no broader than keys of 64 px are on an upright screen of 1080', () => {
    for (const row of shown.flat()) expect(row.length).toBeLessThanOrEqual(13)
  })
})

it('every language of the kiosk has a keyboard of its own', () => {
  expect(languageCodes.filter(one => !(one in alphabets))).toEqual([])
  expect(layoutOf('en-XA')).toBe(layoutOf('en'))
})

it('who writes in other letters has Latin ones beside them, for names', () => {
  expect(latinBeside(layoutOf('ar'))).toBe(layoutOf('en'))
  expect(latinBeside(layoutOf('de'))).toBeNull()
})
