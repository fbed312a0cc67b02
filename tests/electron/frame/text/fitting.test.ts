import { describe, expect, it } from 'vitest'
import { findBreaks } from '../../../../electron/frame/text/fit.ts'
import { costOf } from '../../../support/cost.ts'
import { box, inked, set } from './words.ts'

/** The text with `|` wherever a line may end. */
function broken(text: string, language = 'en'): string {
  const breaks = findBreaks(text, language)
  return [{ next: 0 }, ...breaks]
    .map(({ next }, i) => text.slice(next, breaks[i]?.end ?? text.length))
    .join('|')
}

describe('lines end', () => {
  it.each([
    ['at spaces', 'en', 'Summer of photos', 'Summer|of|photos'],
    [
      'after a hyphen between letters, not in a date',
      'en',
      'Mid-term 2025–2026 -5',
      'Mid-|term|2025–2026|-5',
    ],
    ['not at a space that forbids it', 'fr', 'Fête\u00a0! Été\u202f?', 'Fête\u00a0!|Été\u202f?'],
    ['not before punctuation that closes', 'fr', 'Bonjour ! Ça va ?', 'Bonjour !|Ça|va ?'],
    ['in Thai between words', 'th', 'สวัสดีชาวโลก', 'สวัสดี|ชาว|โลก'],
    ['in Chinese between words', 'zh', '你好世界，欢迎', '你好|世界，|欢迎'],
    ['in Japanese between words, brackets kept', 'ja', '「写真」を見る。', '「写真」|を|見る。'],
    ['in Korean at spaces', 'ko', '안녕하세요 세계', '안녕하세요|세계'],
    ['never inside an emoji', 'en', '👨‍👩‍👧‍👦🇩🇪🇫🇷', '👨‍👩‍👧‍👦|🇩🇪|🇫🇷'],
    ['never between a number and its counter', 'ja', '2026年夏', '2026年|夏'],
  ])('%s', (_, language, text, expected) => {
    expect(broken(text, language)).toBe(expected)
  })
})

describe('words are as large as their box allows', () => {
  it('never above the asked size', () => {
    expect(set('Hi').size).toBe(60)
  })

  it('smaller where they would leave the box', () => {
    const { size, ink, cut } = set('A rather long name for an event')
    expect(size).toBeLessThan(60)
    expect(cut).toBe(false)
    expect(ink.width).toBeGreaterThan(box.width * 0.97)
  })

  it('on more lines only where that lets them be larger', () => {
    expect(set('Summer party', { lines: 3 }).lines).toEqual(['Summer party'])
    expect(set('Summer of photography', { lines: 2, height: 200 }).lines).toEqual([
      'Summer of',
      'photography',
    ])
  })

  it('on lines as even as can be', () => {
    expect(set('aaa bbb ccc ddd eee fff', { lines: 3, width: 220, height: 400 }).lines).toEqual([
      'aaa bbb',
      'ccc ddd',
      'eee fff',
    ])
  })

  it('Thai, Chinese and Japanese break too', () => {
    for (const [language, words] of [
      ['th', 'ขอต้อนรับสู่เทศกาลภาพถ่าย'],
      ['zh', '欢迎来到夏季摄影节的美丽世界'],
      ['ja', 'サマーフェスティバルの写真展へようこそ'],
    ] as const) {
      const { lines } = set(words, { lines: 2, height: 300 }, language)
      expect(lines).toHaveLength(2)
      expect(lines.join('')).toBe(words)
    }
  })

  it('cut by whole characters and marked where even the smallest size is too large', () => {
    const name = 'Donaudampfschifffahrtsgesellschaftskapitän'
    const { lines, size, cut, ink } = set(name, { width: 200, smallest: 20 })
    expect(cut).toBe(true)
    expect(size).toBeGreaterThanOrEqual(20)
    expect(lines[0]).toMatch(/^Donau.*…$/)
    expect(name.startsWith(lines[0]!.slice(0, -1))).toBe(true)
    expect(ink.width).toBeLessThanOrEqual(200)
    const family = '👨‍👩‍👧‍👦'
    const { lines: families } = set(family.repeat(20), { width: 200, smallest: 20 })
    expect(families[0]).toBe(`${family.repeat(families[0]!.split(family).length - 1)}…`)
  })

  it('nothing for no words', () => {
    for (const words of ['', '  \n ', '\u200b', '\0'])
      expect(set(words)).toMatchObject({ svg: '', lines: [], missing: [], cut: false })
  })

  it('names of 300 characters fit, in time', async () => {
    for (const word of ['Groundswell ', 'مرحبا ', '写真展', 'ภาพถ่าย', 'नमस्ते ']) {
      const words = word.repeat(60).slice(0, 300)
      const cost = await costOf(() => {
        const { ink } = set(words, { lines: 8, smallest: 20 })
        expect(ink.height).toBeLessThanOrEqual(100.01)
      })
      expect(cost).toBeLessThan(2_000)
    }
  })
})

describe('where words stand', () => {
  it('neither a descender nor a missing capital moves the baseline', () => {
    for (const vertical of ['top', 'middle', 'bottom'] as const) {
      const top = (words: string) => set(words, { vertical }).ink.y
      expect(top('Hgpq')).toBeCloseTo(top('H'), 5)
      const bottom = (words: string) => top(words) + set(words, { vertical }).ink.height
      expect(bottom('z')).toBeCloseTo(bottom('H'), 5)
    }
  })

  it('capitals begin at the top, are centred in the middle, and end where descenders would at the bottom', () => {
    const ink = (changes: Parameters<typeof set>[1]) => set('HELP', changes).ink
    expect(ink({ vertical: 'top' }).y).toBeGreaterThanOrEqual(box.y)
    expect(ink({ vertical: 'top' }).y).toBeLessThan(box.y + 1.5)
    const middle = set('H', { vertical: 'middle' }).ink
    expect(middle.y + middle.height / 2).toBeCloseTo(box.y + box.height / 2, 5)
    const bottom = set('Hp', { vertical: 'bottom' }).ink
    expect(bottom.y + bottom.height).toBeCloseTo(box.y + box.height, 5)
    const capitals = set('h', { vertical: 'bottom', uppercase: true }).ink
    expect(capitals.y + capitals.height).toBeCloseTo(box.y + box.height, 5)
  })

  it('tall scripts keep their marks inside the box', () => {
    for (const words of ['ปั้นที่นี่', 'हिन्दी क्षत्रिय', 'Ẫ Ů Ç', 'שָׁלוֹם', 'مُحَمَّدٌ']) {
      for (const vertical of ['top', 'middle', 'bottom'] as const) {
        const { ink } = set(words, { vertical, height: 40, size: 200 })
        expect(ink.y).toBeGreaterThanOrEqual(box.y - 0.01)
        expect(ink.y + ink.height).toBeLessThanOrEqual(box.y + 40.01)
      }
    }
  })

  it('turned words turn around the centre of their box', () => {
    const changes = { width: 100, height: 100, x: 200, y: 50, size: 40 }
    const [upright, turned] = [set('Hi', changes), set('Hi', { ...changes, rotation: 180 })]
    expect(turned.ink).toEqual(upright.ink)
    const far = (svg: string) => Math.max(...inked(svg).map(({ x, y }) => x + y))
    const near = (svg: string) => Math.min(...inked(svg).map(({ x, y }) => x + y))
    // The point reflection at (250, 100).
    expect(far(turned.svg)).toBeCloseTo(2 * 350 - near(upright.svg), -1)
  })

  it('a shadow falls the same way however the words are turned', () => {
    const shadow = { x: 0, y: 20, blur: 0, colour: '#ff0000', opacity: 1 }
    for (const rotation of [0, 180]) {
      const pixels = inked(
        set('H', { rotation, shadow, x: 200, y: 40, width: 100, height: 80, size: 40 }).svg,
      )
      const isRed = ({ red, green }: { red: number; green: number }) => red > 200 && green < 60
      const middle = (all: { y: number }[]) => all.reduce((sum, { y }) => sum + y, 0) / all.length
      const [red, black] = [pixels.filter(isRed), pixels.filter(({ red }) => red < 60)]
      expect(red.length).toBeGreaterThan(50)
      expect(middle(red)).toBeGreaterThan(middle(black) + 5)
    }
  })

  it('a soft shadow is not cut off', () => {
    const shadow = { x: 0, y: 0, blur: 20, colour: '#ff0000', opacity: 1 }
    const pixels = inked(set('H', { shadow, x: 280, y: 70, width: 60, height: 60, size: 60 }).svg)
    const { x, width } = set('H', { shadow, x: 280, y: 70, width: 60, height: 60, size: 60 }).ink
    expect(Math.min(...pixels.map(pixel => pixel.x))).toBeLessThan(x - 12)
    expect(Math.max(...pixels.map(pixel => pixel.x))).toBeGreaterThan(x + width + 12)
  })
})

describe('whatever people type', () => {
  let state = 7
  const next = (below: number) => {
    state = (state * 48271) % 2147483647
    return state % below
  }
  const ranges = [
    [0x20, 0x7e],
    [0xa0, 0x24f],
    [0x300, 0x36f],
    [0x370, 0x3ff],
    [0x590, 0x6ff],
    [0x900, 0x97f],
    [0xe00, 0xe5b],
    [0x1100, 0x11ff],
    [0x2000, 0x206f],
    [0x3000, 0x30ff],
    [0x4e00, 0x9fff],
    [0xac00, 0xd7a3],
    [0xd800, 0xdfff],
    [0xfe00, 0xfe0f],
    [0x1f1e6, 0x1f1ff],
    [0x1f300, 0x1faff],
    [0xe0000, 0xe007f],
    [0, 0x10ffff],
  ] as const
  const character = () => {
    const [from, to] = ranges[next(ranges.length)]!
    return String.fromCodePoint(from + next(to - from + 1))
  }

  it('never throws, never leaves the box, and is between the smallest and the asked size unless cut', () => {
    for (let round = 0; round < 150; round++) {
      const words = Array.from({ length: next(40) }, () => (next(6) === 0 ? ' ' : character())).join('')
      const changes = {
        width: 20 + next(600),
        height: 15 + next(200),
        lines: 1 + next(8),
        leading: 0.5 + next(20) / 10,
        tracking: next(5) === 0 ? next(100) / 100 - 0.2 : 0,
        align: (['left', 'centre', 'right'] as const)[next(3)]!,
        vertical: (['top', 'middle', 'bottom'] as const)[next(3)]!,
        uppercase: next(4) === 0,
      }
      const fitted = set(words, changes, ['en', 'ja', 'ar', 'th'][next(4)])
      const say = JSON.stringify({ words, changes, ...fitted, svg: '' })
      expect(fitted.size, say).toBeLessThanOrEqual(60)
      if (!fitted.cut) expect(fitted.size, say).toBeGreaterThanOrEqual(12)
      if (fitted.svg === '') continue
      expect(fitted.lines.length, say).toBeLessThanOrEqual(changes.lines)
      expect(fitted.ink.x, say).toBeGreaterThanOrEqual(box.x - 0.01)
      expect(fitted.ink.y, say).toBeGreaterThanOrEqual(box.y - 0.01)
      expect(fitted.ink.x + fitted.ink.width, say).toBeLessThanOrEqual(box.x + changes.width + 0.01)
      expect(fitted.ink.y + fitted.ink.height, say).toBeLessThanOrEqual(box.y + changes.height + 0.01)
      expect(fitted.svg, say).not.toMatch(/NaN|Infinity|undefined/)
    }
  })
})
