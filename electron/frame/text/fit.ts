/** How large words are set and where their lines break. Pure; lengths in ems unless they say pixels. */
import { graphemes, scriptOf, wordsOf } from './itemise.ts'

export interface LineBox {
  readonly width: number
  /** How far its ink reaches above and below the baseline; at least as far as usual letters do. */
  readonly up: number
  readonly down: number
  /** Whether the lines around keep clear of it, as of a script that is taller than the leading was chosen for. */
  readonly tall: boolean
}

/** Words that can be set: where they break, how long a part roughly is, and any part as a line. */
export interface Paragraph<Line extends LineBox> {
  readonly breaks: readonly Break[]
  readonly length: number
  advance(start: number, end: number): number
  line(start: number, end: number): Line
}

/** A place where a line may end: what stands between is not drawn. In UTF-16 units. */
export interface Break {
  readonly end: number
  readonly next: number
}

export interface FitBox {
  /** In pixels. */
  readonly width: number
  readonly height: number
  readonly size: number
  readonly smallest: number
  /** At most so many. */
  readonly lines: number
  readonly leading: number
}

export interface Fitted<Line extends LineBox> {
  readonly lines: readonly {
    readonly start: number
    readonly end: number
    readonly box: Line
    readonly baseline: number
  }[]
  /** In pixels. */
  readonly size: number
  /** From the first baseline upwards and downwards. */
  readonly up: number
  readonly down: number
}

/**
 * Sets words as large as their box allows: on one line, or broken where that lets them be larger. Words that
 * do not fit even at the smallest size lose whole characters at the end, marked by an ellipsis.
 */
export function fitWords<Line extends LineBox, P extends Paragraph<Line>>(
  words: string,
  box: FitBox,
  open: (words: string) => P,
): { paragraph: P; fitted: Fitted<Line>; cut: boolean } {
  const smallest = Math.min(box.smallest, box.size)
  const attempt = (text: string) => {
    const paragraph = open(text)
    return { paragraph, fitted: largest<Line>(paragraph, box) }
  }
  const whole = attempt(words)
  if (whole.fitted.size >= smallest) return { ...whole, cut: false }
  const characters = graphemes(words).map(({ text }) => text)
  const shortened = (count: number) => attempt(`${characters.slice(0, count).join('').trimEnd()}…`)
  let [fits, tooLong] = [0, characters.length]
  while (tooLong - fits > 1) {
    const middle = (fits + tooLong) >> 1
    if (shortened(middle).fitted.size >= smallest) fits = middle
    else tooLong = middle
  }
  return { ...shortened(fits), cut: true }
}

/** The way to break that allows the largest size; of equals the fewest lines, and those as even as can be. */
function largest<Line extends LineBox>(paragraph: Paragraph<Line>, box: FitBox): Fitted<Line> {
  let best = stack(paragraph, [{ start: 0, end: paragraph.length }], box)
  const most = Math.min(box.lines, paragraph.breaks.length + 1)
  if (most === 1 || best.size >= box.size) return best
  const lines = evenLines(paragraph, most)
  for (let count = 2; count <= most && best.size < box.size; count++) {
    const one = stack(paragraph, lines(count), box)
    if (one.size > best.size + 1e-6) best = one
  }
  return best
}

interface Part {
  readonly start: number
  readonly end: number
}

function stack<Line extends LineBox>(
  paragraph: Paragraph<Line>,
  parts: readonly Part[],
  box: FitBox,
): Fitted<Line> {
  let baseline = 0
  let before: Line | undefined
  const lines = parts.map(part => {
    const line = paragraph.line(part.start, part.end)
    if (before) {
      const clear = before.tall || line.tall ? before.down + line.up : 0
      baseline += Math.max(box.leading, clear)
    }
    before = line
    return { ...part, box: line, baseline }
  })
  const up = Math.max(...lines.map(line => line.box.up - line.baseline))
  const down = Math.max(...lines.map(line => line.box.down + line.baseline))
  const widest = Math.max(...lines.map(line => line.box.width), 1e-6)
  return { lines, up, down, size: Math.min(box.size, box.width / widest, box.height / (up + down)) }
}

/** Breaks into exactly `count` lines, up to `most`: the longest as short as can be, then all as even as can be. */
function evenLines({ breaks, length, advance }: Paragraph<LineBox>, most: number): (count: number) => Part[] {
  const starts = [0, ...breaks.map(({ next }) => next)]
  const ends = [...breaks.map(({ end }) => end), length]
  const all = starts.length
  /** For each count of lines: the least cost of the first `to` pieces, and where the last line of them begins. */
  const search = (counts: number, limit: number, cost: (width: number, rest: number) => number) => {
    const table = [{ least: [0, ...new Array<number>(all).fill(Number.POSITIVE_INFINITY)], begin: [0] }]
    for (let line = 1; line <= counts; line++) {
      const before = table[line - 1]!.least
      const least = new Array<number>(all + 1).fill(Number.POSITIVE_INFINITY)
      const begin = new Array<number>(all + 1).fill(0)
      for (let to = line; to <= all; to++) {
        for (let from = to - 1; from >= line - 1; from--) {
          const width = advance(starts[from]!, ends[to - 1]!)
          // A line of even more pieces is only longer.
          if (from < to - 1 && (width > limit || cost(width, 0) > least[to]!)) break
          const total = cost(width, before[from]!)
          if (total >= least[to]!) continue
          least[to] = total
          begin[to] = from
        }
      }
      table.push({ least, begin })
    }
    return table
  }
  const longest = search(most, Number.POSITIVE_INFINITY, Math.max).map(({ least }) => least[all]!)
  return count => {
    const table = search(count, longest[count]! + 1e-6, (width, rest) => rest + width ** 2)
    const parts: Part[] = []
    for (let line = count, to = all; line >= 1; line--) {
      const from = table[line]!.begin[to]!
      parts.unshift({ start: starts[from]!, end: ends[to - 1]! })
      to = from
    }
    return parts
  }
}

// Closing punctuation and what leans on the character before it (after UAX #14 and JIS X 4051), never first on a line.
const leansBack =
  /^[\p{Pe},.!?:;…‥%‰、。，．！？：；％・·ー〜々〻ゝゞヽヾぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ،؛؟।॥ๆฯ\u200b]/u
const leansForward = /[\p{Ps}\p{Pi}¿¡]$/u
/** Scripts that write words without spaces. */
const unspaced = ['Han', 'Hiragana', 'Katakana', 'Bopomofo', 'Thai', 'Lao', 'Khmer', 'Myanmar']
const glue = /[\u00a0\u202f\u2007\u2060\ufeff\u200d]/
const mayBeUnspaced = /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\uffef\u{16000}-\u{3ffff}]/u

/**
 * Where a text may break: at spaces, after hyphens, and in scripts without spaces between the words that the
 * language's dictionary finds (UAX #29). Never within a character, nor so that a line begins with closing
 * punctuation.
 */
export function findBreaks(text: string, language: string): Break[] {
  const places = new Map<number, Break>()
  for (const { 0: space, index: end } of text.matchAll(/[ \u3000\u200b]+/g))
    places.set(end, { end, next: end + space.length })
  for (const { 0: hyphen, index } of text.matchAll(/(?<=[\p{L}\p{N}])[-‐–—](?=\p{L})/gu)) {
    const at = index + hyphen.length
    places.set(at, { end: at, next: at })
  }
  if (mayBeUnspaced.test(text)) {
    for (const { start: at } of wordsOf(text, language)) {
      const [before, after] = [lastCharacter(text, at), String.fromCodePoint(text.codePointAt(at)!)]
      const breaks =
        (isUnspaced(before) || isUnspaced(after)) &&
        // A number stays with its counter.
        !/\p{Nd}$/u.test(before) &&
        !/\s/.test(before + after) &&
        !leansForward.test(before) &&
        !/^\p{Pf}/u.test(after)
      if (breaks && !places.has(at)) places.set(at, { end: at, next: at })
    }
  }
  const whole = new Set(graphemes(text).map(({ start }) => start))
  return [...places.values()]
    .filter(({ end, next }) => end > 0 && next < text.length && whole.has(end) && whole.has(next))
    .filter(({ end, next }) => !leansBack.test(text.slice(next)) && !glue.test(text[end - 1]! + text[next]!))
    .sort((a, b) => a.end - b.end)
}

function isUnspaced(character: string): boolean {
  return (
    unspaced.includes(scriptOf(character)) ||
    /^(\p{Emoji_Presentation}|\ufe0f|[、。，．！？：；」』）])/u.test(character)
  )
}

function lastCharacter(text: string, at: number): string {
  return Array.from(text.slice(Math.max(0, at - 2), at)).at(-1) ?? ''
}
