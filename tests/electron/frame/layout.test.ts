import { describe, expect, it } from 'vitest'
import { measureWith } from '../../../electron/frame/artwork.ts'
import { fitText, type MeasureText } from '../../../electron/frame/fit-text.ts'
import { escapeXml, fillGaps } from '../../../electron/frame/gaps.ts'
import { layOut } from '../../../electron/frame/layout.ts'
import { loadTemplate } from '../../../electron/frame/template.ts'
import type { TextSettings } from '../../../electron/frame/template-settings.ts'
import { values } from './frames.ts'

/** A font whose every character is half as wide as it is high. */
const monospace: MeasureText = line => [...line].length / 2
const box: TextSettings = {
  text: '{event.name}',
  x: 10,
  baseline: 100,
  width: 500,
  height: 160,
  align: 'left',
  lines: 2,
  family: 'Mono',
  weight: 400,
  size: 100,
  smallest: 20,
  leading: 1,
  tracking: 0,
  colour: '{onAccent}',
}

describe('words are fitted into their box', () => {
  it('short words take the full size on one line', () => {
    expect(fitText('Gala', box, monospace)).toMatchObject({ lines: ['Gala'], size: 100 })
  })
  it('longer words shrink', () => {
    expect(fitText('Nordlichterfest', box, monospace)).toMatchObject({
      lines: ['Nordlichterfest'],
      size: 500 / 7.5,
    })
  })
  it('words break where that lets them be larger, into even lines', () => {
    const { lines, size } = fitText('  Winter  Festival of\nLight ', box, monospace)
    expect(lines).toEqual(['Winter Festival', 'of Light'])
    expect(size).toBeGreaterThan(500 / 12)
  })
  it('a box of one line never breaks', () => {
    expect(fitText('one two three four', { ...box, lines: 1 }, monospace).lines).toHaveLength(1)
  })
  it('two lines stay within the height', () => {
    const { lines, size } = fitText('ab cd ef gh ij kl mn', { ...box, height: 60 }, monospace)
    expect(lines).toHaveLength(1)
    expect(0.72 * size).toBeLessThanOrEqual(60)
  })
  it('letter spacing counts', () => {
    const { size } = fitText('Nordlichterfest', { ...box, tracking: 0.1 }, monospace)
    expect(size * (7.5 + 14 * 0.1)).toBeCloseTo(500)
  })
  it('what is too long at the smallest size ends in an ellipsis', () => {
    const { lines, size } = fitText('x'.repeat(500), box, monospace)
    expect(lines).toEqual([`${'x'.repeat(49)}…`])
    expect(size).toBeGreaterThanOrEqual(20)
  })
  it('a character of several code points is dropped whole', () => {
    const family = '👨‍👩‍👧'
    const { lines } = fitText(family.repeat(100), box, monospace)
    expect(lines[0]).toMatch(/^(👨‍👩‍👧)+…$/u)
  })
  it('nothing at all is no trouble', () => {
    expect(fitText('', box, monospace).lines).toEqual([''])
  })
})

describe('swell', async () => {
  const template = await loadTemplate('swell')
  const lay = (changes: Partial<typeof values>, measure = monospace) =>
    layOut(template, { ...values, ...changes }, measure)
  const words = (svg: string) => Array.from(svg.matchAll(/<text[^>]*>([^<]*)/g), ([, line]) => line)

  it('is a post: 1080 × 1350, the photo 1080 × 1080 at the top', () => {
    const { width, height, slots } = lay({})
    expect({ width, height, slots }).toEqual({
      width: 1080,
      height: 1350,
      slots: [{ x: 0, y: 0, width: 1080, height: 1080 }],
    })
  })
  it('carries the words and the colours, and leaves no gap', () => {
    const { svg } = lay({})
    expect(words(svg)).toEqual(['Open Air Zürich', '#openairzh', '22 November 2026'])
    expect(svg).toContain('fill="#1d3fbb"')
    expect(svg).not.toMatch(/[{}]/)
  })
  it('draws no text without words', () => {
    expect(words(lay({ date: '', 'event.hashtag': ' ' }).svg)).toEqual(['Open Air Zürich'])
  })
  it('is the same for the same event', () => {
    expect(lay({})).toEqual(lay({}))
  })
  it('never cuts a hashtag of the longest kind', () => {
    const hashtag = `#${'W'.repeat(50)}`
    expect(words(lay({ 'event.hashtag': hashtag }, measureWith(template.fonts)).svg)).toContain(hashtag)
  })
})

describe('what people type stays text', () => {
  it.each([
    ['<&">\'', '&#60;&#38;&#34;&#62;&#39;'],
    ['</text><image href="/etc/passwd"/>', '&#60;/text&#62;&#60;image href=&#34;/etc/passwd&#34;/&#62;'],
    ['a\u0000\u0008b\uFFFE\uD800c', 'abc'],
    ['Zoë 🎉', 'Zoë 🎉'],
  ])('%j', (typed, written) => {
    expect(escapeXml(typed)).toBe(written)
  })
  it('a value that looks like a gap is not filled again', () => {
    expect(fillGaps('{event.name}', { ...values, 'event.name': '{brand} $& $1' })).toBe('{brand} $& $1')
  })
})
