import type { TextSettings } from './template-settings.ts'

/** The width of one line of text, in pixels at font size 1, without letter spacing. */
export type MeasureText = (line: string, font: Pick<TextSettings, 'family' | 'weight'>) => number

export interface FittedText {
  readonly lines: readonly string[]
  /** The font size in pixels. */
  readonly size: number
}

/**
 * Sets words as large as their box allows: on one line, or broken where that lets them be larger. Words that
 * do not fit even at the smallest size lose whole characters at the end, marked by an ellipsis.
 */
export function fitText(words: string, box: TextSettings, measure: MeasureText): FittedText {
  const text = words.trim().replace(/\s+/g, ' ')
  const fitted = largest(text, box, measure)
  if (fitted.size >= box.smallest) return fitted
  // Characters as people see them: an accent or an emoji's parts are never torn apart.
  const characters = Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment)
  const shortened = (length: number) =>
    largest(`${characters.slice(0, length).join('').trimEnd()}…`, box, measure)
  let [fits, tooLong] = [0, characters.length]
  while (tooLong - fits > 1) {
    const middle = (fits + tooLong) >> 1
    if (shortened(middle).size >= box.smallest) fits = middle
    else tooLong = middle
  }
  return shortened(fits)
}

/** Of the size, in most Latin faces. What reaches above or below it needs the box's surroundings. */
const capHeight = 0.72

/** The way to break `text` that allows the largest size; of equals the fewest lines, then the most even ones. */
function largest(text: string, box: TextSettings, measure: MeasureText): FittedText {
  const ways = breaks(text, box.lines).map(lines => fitLines(lines, box, measure))
  const [best] = ways.sort(
    (a, b) => b.size - a.size || a.lines.length - b.lines.length || a.widest - b.widest,
  )
  return best!
}

function breaks(text: string, lines: number): string[][] {
  if (lines === 1) return [[text]]
  const spaces = Array.from(text.matchAll(/ /g), ({ index }) => index)
  return [[text], ...spaces.map(at => [text.slice(0, at), text.slice(at + 1)])]
}

function fitLines(lines: readonly string[], box: TextSettings, measure: MeasureText) {
  const widths = lines.map(line => measure(line, box) + Math.max(0, [...line].length - 1) * box.tracking)
  const widest = Math.max(...widths, 0.001)
  const byHeight = box.height / (capHeight + (lines.length - 1) * box.leading)
  return { lines, widest, size: Math.min(box.size, byHeight, box.width / widest) }
}
