import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { readFace } from '../../../../electron/frame/text/shape.ts'
import { box, bundledFont, inked, set, shape } from './words.ts'

/** The commands of the paths, without their places. */
const letters = (path: string) => path.replace(/^.* d="|"\/>.*$/g, '').replaceAll(/[^MLQCZ]/g, '')

/** The x of each place a path goes to. */
const places = (path: string) =>
  Array.from(path.matchAll(/[ MLQC](-?[\d.]+) -?[\d.]+/g), ([, x]) => Number(x))

describe('every script is drawn', () => {
  it.each([
    ['Latin', 'Žižka Ørsted Nguyễn'],
    ['Greek', 'Καλημέρα'],
    ['Cyrillic', 'Съешь ещё'],
    ['Arabic', 'مرحبا بالعالم'],
    ['Hebrew', 'שָׁלוֹם'],
    ['Devanagari', 'नमस्ते'],
    ['Thai', 'สวัสดีที่นี่'],
    ['Chinese', '你好世界'],
    ['Japanese', 'こんにちは世界カメラ'],
    ['Korean', '안녕하세요'],
    ['emoji', '🎉👍🏽🇩🇪'],
  ])('%s', (_, words) => {
    const { svg, missing, ink } = set(words)
    expect(missing).toEqual([])
    expect(svg).not.toContain('<text')
    const pixels = inked(svg)
    expect(pixels.length).toBeGreaterThan(500)
    // The ink is where it is said to be.
    expect(Math.min(...pixels.map(({ x }) => x))).toBeCloseTo(ink.x, -1)
    expect(Math.max(...pixels.map(({ x }) => x))).toBeCloseTo(ink.x + ink.width, -1)
    expect(Math.min(...pixels.map(({ y }) => y))).toBeCloseTo(ink.y, -1)
    expect(Math.max(...pixels.map(({ y }) => y))).toBeCloseTo(ink.y + ink.height, -1)
  })
})

describe('letters are shaped', () => {
  const advance = (words: string) => set(words).ink.width

  it('Arabic letters join: two of them are narrower than each by itself', () => {
    expect(advance('بب')).toBeLessThan(advance('ب') * 1.7)
    // A zero-width non-joiner keeps them apart.
    expect(shape(set('ب\u200cب'))).not.toBe(shape(set('بب')))
  })

  it('a letter joins one that another font or line draws', async () => {
    const font = readFace(await readFile(bundledFont('NotoSansArabic'))).at(700)
    const how = { rightToLeft: true, language: 'ar', ligatures: true }
    const first = (text: string) => font.shape(text, 0, 1, how).map(({ id }) => id)
    expect(first('بب')).not.toEqual(first('ب'))
    expect(first('ب ب')).toEqual(first('ب'))
  })

  it('a Devanagari conjunct is one form, not its letters side by side', () => {
    expect(advance('क्ष')).toBeLessThan(advance('कष') * 0.8)
  })

  it('Devanagari’s short i stands before the letter it is spoken after', () => {
    const [letter, short, long] = ['क', 'कि', 'की'].map(words => letters(set(words).svg))
    expect(short!.endsWith(letter!)).toBe(true)
    expect(long!.startsWith(letter!)).toBe(true)
  })

  it('a Thai vowel sign and a tone stack above their letter without making it wider', () => {
    expect(advance('กี่')).toBeLessThan(advance('ก') * 1.3)
    expect(set('กี่').ink.height).toBeGreaterThan(set('ก').ink.height * 1.2)
  })

  it('an accent drawn from two characters looks as from one', () => {
    expect(set('e\u0301').svg).toBe(set('\u00e9').svg)
  })

  it('Hangul letters make syllables', () => {
    expect(set('\u1112\u1161\u11ab').missing).toEqual([])
    expect(set('\u1112\u1161\u11ab').svg).toBe(set('한').svg)
  })
})

describe('directions', () => {
  it('a mixed line of left-to-right words has the Arabic at its right', () => {
    const mixed = set('Groundswell 2026 مرحبا', { size: 30 })
    const latin = set('Groundswell 2026', { size: 30 })
    const arabic = set('مرحبا', { size: 30, align: 'right' })
    expect(mixed.size).toBe(30)
    expect(mixed.ink.x).toBeCloseTo(latin.ink.x, 1)
    // The Latin letters are at the very same places, and the Arabic ones all behind them.
    const paths = [...mixed.svg.matchAll(/ d="([^"]*)"/g)].map(([, d]) => d!)
    expect(paths).toHaveLength(2)
    expect(` d="${paths[0]}"`).toBe(latin.svg.match(/ d="[^"]*"/)![0])
    expect(mixed.ink.width).toBeGreaterThan(latin.ink.width + arabic.ink.width)
  })

  it('an Arabic line reads from the right, with its Latin words and numbers kept whole', () => {
    const mixed = set('مرحبا Groundswell 2026', { size: 30 })
    const latin = set('Groundswell 2026', { size: 30 })
    const [first, last] = [...mixed.svg.matchAll(/ d="([^"]*)"/g)].map(([, d]) => d!)
    // The Latin letters come first from the left, in their own order; the Arabic word stands at the right.
    expect(letters(first!)).toBe(letters(latin.svg.match(/ d="([^"]*)"/)![1]!))
    expect(places(last!)[0]).toBeGreaterThan(Math.max(...places(first!)))
  })

  it('a bracket in a right-to-left line opens the other way', () => {
    expect(shape(set('\u200f('))).toBe(shape(set(')')))
    expect(shape(set('('))).not.toBe(shape(set(')')))
  })

  it("left and right are the box's own, whichever way the words run", () => {
    for (const words of ['مرحبا', 'שלום', 'Anna']) {
      expect(set(words).ink.x).toBeLessThan(box.x + 10)
      expect(set(words, { align: 'right' }).ink.x).toBeGreaterThan(box.x + 200)
    }
  })
})

describe('which form a character takes', () => {
  it('a Han character is drawn as the language writes it', () => {
    const [chinese, japanese, german] = ['zh', 'ja', 'de'].map(language => set('直骨', {}, language))
    expect(shape(chinese!)).not.toBe(shape(japanese!))
    expect(shape(german!)).toBe(shape(chinese!))
  })

  it('beside kana, a Han character is Japanese in every language', () => {
    const paths = (language: string) => set('直し', {}, language).svg
    expect(paths('de')).toBe(paths('ja'))
    expect(paths('zh')).not.toBe(paths('ja'))
  })

  it('capitals are those of the language', () => {
    expect(set('i', { uppercase: true }, 'tr').lines).toEqual(['İ'])
    expect(set('straße', { uppercase: true }, 'de').lines).toEqual(['STRASSE'])
  })

  it('space between letters sets Latin apart and never tears Arabic, Hebrew or Devanagari', () => {
    const wider = (words: string) =>
      set(words, { tracking: 0.2, size: 30 }).ink.width / set(words, { size: 30 }).ink.width
    expect(wider('Anna')).toBeGreaterThan(1.1)
    for (const words of ['مرحبا', 'שלום', 'नमस्ते']) expect(wider(words)).toBeCloseTo(1, 5)
  })
})

describe('emoji', () => {
  it.each(['👨‍👩‍👧‍👦', '🇩🇪', '🏴󠁧󠁢󠁳󠁣󠁴󠁿', '👍🏽', '1️⃣', '❤️', '👁️‍🗨️', '🏳️‍🌈', '©️', '🛜'])('%s is one drawing', emoji => {
    const { svg, ink, missing } = set(emoji)
    expect(missing).toEqual([])
    expect(svg.match(/<svg /g)).toHaveLength(1)
    expect(ink.width).toBeCloseTo(60, 1)
    expect(new Set(inked(svg).map(({ red, green, blue }) => `${red} ${green} ${blue}`)).size).toBeGreaterThan(
      3,
    )
  })

  it('digits and © stay letters', () => {
    expect(set('© 2026 #1').svg).not.toContain('<svg')
  })

  it('U+FE0E asks for a letter', () => {
    expect(set('♥\ufe0e').svg).not.toContain('<svg')
    expect(set('♥\ufe0f').svg).toContain('<svg')
  })

  it('a family newer than the drawings is drawn as its people', () => {
    const { svg, missing } = set('🙂‍↔️')
    expect(missing).toEqual([])
    expect(svg.match(/<svg /g)).toHaveLength(2)
  })

  it('two emoji never share a name for different things', () => {
    const { svg } = set('🛜🪇🫨')
    const ids = [...svg.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id)
    expect(ids.length).toBeGreaterThan(3)
    expect(new Set(ids).size).toBe(ids.length)
    for (const [, used] of svg.matchAll(/url\(#([^)]*)\)/g)) expect(ids).toContain(used)
  })
})

describe('a character that no font draws', () => {
  it('is named and left out', () => {
    const { svg, lines, missing } = set('An\u{10fffd}na 𓀀')
    expect(missing).toEqual(['\u{10fffd}', '𓀀'])
    expect(lines).toEqual(['Anna'])
    expect(svg).toBe(set('Anna').svg)
  })

  it('leaves nothing when there is nothing else', () => {
    expect(set('𓀀')).toMatchObject({ svg: '', lines: [], missing: ['𓀀'], cut: false })
  })

  it('is not a space, a joiner, a variation selector, or what turns directions', () => {
    const { missing, svg } = set(
      'A\u00a0n\u200d\u200c\u2066n\u2069\u200e\u202ea\u00ad\u2060\ufe0f\u3000\u2003',
    )
    expect(missing).toEqual([])
    expect(svg).not.toBe('')
  })

  it('below an accent that is none leaves its letter', () => {
    const { lines, missing } = set('A\u{1e8d0}')
    expect(missing).toEqual(['\u{1e8d0}'])
    expect(lines).toEqual(['A'])
  })
})
