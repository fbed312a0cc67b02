/** Words as one paragraph of glyphs: how long each part is, and any part as a line. Lengths in ems. */
import type { TextSettings } from '../template/settings.ts'
import { findSource, type Source } from './characters.ts'
import type { Emoji } from './emoji.ts'
import { findBreaks, type LineBox, type Paragraph } from './fit.ts'
import type { FontChain } from './fonts.ts'
import { clip, embeddingLevels, graphemes, itemise, joins, type Run, visualOrder } from './itemise.ts'
import type { Extent, Font, Outline } from './shape.ts'

/** What stands at a place: a glyph by its origin, or an emoji, one em square, by its top left. */
export type Mark = { readonly x: number; readonly y: number } & (
  | { readonly outline: Outline; readonly font: Font }
  | { readonly emoji: Emoji }
)

export interface Line extends LineBox {
  /** How far its ink reaches left of where the pen begins, as a number of 0 or less. */
  readonly left: number
  readonly ink: Extent | null
  /** From left to right, from the pen's beginning on the baseline. */
  readonly marks: readonly Mark[]
}

export interface GlyphParagraph extends Paragraph<Line> {
  readonly text: string
}

export interface ParagraphOptions {
  readonly box: Pick<TextSettings, 'lines' | 'tracking' | 'uppercase'>
  readonly language: string
  readonly chain: FontChain
  /** The font that the box was made for: usual lines are as high as its letters. */
  readonly letters: Font
}

/** Opens a text whose every character can be drawn. */
export function openParagraph(text: string, options: ParagraphOptions): GlyphParagraph {
  const { box, language, letters } = options
  const runs = itemise(withSources(text, options), embeddingLevels(text))
  // How far the pen has come before each UTF-16 unit, were it all one line.
  let reach: Float64Array | undefined
  const measure = () => {
    const reach = new Float64Array(text.length + 1)
    for (const run of runs) {
      for (const { cluster, advance, gap } of setRun(text, run, options)) reach[cluster + 1]! += advance + gap
    }
    for (let i = 1; i < reach.length; i++) reach[i]! += reach[i - 1]!
    return reach
  }
  return {
    text,
    breaks: box.lines > 1 ? findBreaks(text, language) : [],
    length: text.length,
    advance(start, end) {
      reach ??= measure()
      return reach[end]! - reach[start]!
    },
    line(start, end) {
      let [pen, lastGap] = [0, 0]
      let ink: Extent | null = null
      const marks: Mark[] = []
      const parts = clip(runs, start, end)
      for (const { advance, gap, mark, extent } of visualOrder(parts).flatMap(run =>
        setRun(text, run, options),
      )) {
        if (mark && extent) {
          marks.push({ ...mark, x: pen + mark.x })
          ink = union(ink, { ...extent, left: pen + extent.left, right: pen + extent.right })
        }
        pen += advance + gap
        lastGap = gap
      }
      // Usual letters count even where there are none, so that a baseline does not depend on the word.
      const usual = { left: 0, top: -letters.capital, bottom: box.uppercase ? 0 : letters.descent }
      const whole = union(ink, { ...usual, right: Math.max(pen - lastGap, 0) })
      return {
        width: whole.right - whole.left,
        left: whole.left,
        up: -whole.top,
        down: whole.bottom,
        tall: parts.some(({ source }) => 'font' in source && source.font !== letters),
        ink,
        marks,
      }
    },
  }
}

function withSources(text: string, { chain, letters }: ParagraphOptions) {
  // One object for each font, so that runs can be told apart by what draws them; each emoji is a run of its own.
  const sources = new Map<Font, Source>()
  let before: Font | null = null
  return graphemes(text).map(cluster => {
    // What keeps to itself is not drawn by its neighbour's font either.
    if (isolates.test(cluster.text)) before = null
    const source: Source = findSource(cluster.text, chain, before) ?? { font: letters }
    if ('emoji' in source) return { ...cluster, source }
    before = source.font
    const same = sources.get(before) ?? source
    sources.set(before, same)
    return { ...cluster, source: same }
  })
}

/** U+2068 FIRST STRONG ISOLATE and U+2069 POP DIRECTIONAL ISOLATE. */
const isolates = /^[\u2068\u2069]$/

/** A step of the pen, with what it leaves there. Places from the pen. */
interface Step {
  readonly cluster: number
  readonly advance: number
  /** Tracking after it; none at a line's end. */
  readonly gap: number
  readonly mark?: Mark
  readonly extent?: Extent
}

/** Air beside an emoji, so that it does not touch the letters, and how far its top lies above the baseline. */
const emojiAir = 0.05
const emojiTop = -0.86

function setRun(text: string, run: Run<Source>, { box, language }: ParagraphOptions): Step[] {
  const tracking = joins(run.script) ? 0 : box.tracking
  if ('emoji' in run.source) {
    return run.source.emoji.map(emoji => ({
      cluster: run.start,
      advance: 1 + 2 * emojiAir,
      gap: tracking,
      mark: { x: emojiAir, y: emojiTop, emoji },
      extent: { left: emojiAir, top: emojiTop, right: emojiAir + 1, bottom: emojiTop + 1 },
    }))
  }
  const { font } = run.source
  const how = { rightToLeft: run.level % 2 === 1, language, ligatures: tracking === 0 }
  const glyphs = font.shape(text, run.start, run.end, how)
  return glyphs.map(({ id, x, y, advance, cluster }, i) => {
    // An accent stays where its letter is.
    const gap = glyphs[i + 1]?.cluster === cluster ? 0 : tracking
    // Number 0 is the box of a missing glyph; where it stands for a space, it is as wide as one.
    if (id === 0) return { cluster, advance: 0.25, gap }
    const outline = font.outline(id)
    if (!outline.ink) return { cluster, advance, gap }
    const { left, top, right, bottom } = outline.ink
    const extent = { left: x + left, top: y + top, right: x + right, bottom: y + bottom }
    return { cluster, advance, gap, mark: { x, y, outline, font }, extent }
  })
}

/** The smallest rectangle around both. */
export function union(a: Extent | null, b: Extent): Extent {
  if (a === null) return b
  return {
    left: Math.min(a.left, b.left),
    top: Math.min(a.top, b.top),
    right: Math.max(a.right, b.right),
    bottom: Math.max(a.bottom, b.bottom),
  }
}
