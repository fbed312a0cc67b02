/** From words to runs that are shaped as one: the same direction, script and font. Pure. */
import openBidi, { type Bidi } from 'bidi-js'

/** The scripts that fonts, breaking or spacing are chosen by (names of Unicode's Scripts.txt); all else is `Other`. */
const scripts = [
  'Latin',
  'Greek',
  'Cyrillic',
  'Arabic',
  'Hebrew',
  'Devanagari',
  'Thai',
  'Han',
  'Hiragana',
  'Katakana',
  'Hangul',
  'Bopomofo',
  'Lao',
  'Khmer',
  'Myanmar',
  'Syriac',
  'Thaana',
  'Nko',
  'Bengali',
  'Gurmukhi',
  'Gujarati',
  'Tamil',
  'Telugu',
  'Kannada',
  'Malayalam',
  'Sinhala',
  'Tibetan',
  'Mongolian',
] as const

/** `Common` are characters of every script, such as digits and punctuation. */
export type Script = (typeof scripts)[number] | 'Common' | 'Other'

const tests = scripts.map(script => ({ script, has: new RegExp(`^\\p{Script=${script}}`, 'u') }))
const common = /^[\p{Script=Common}\p{Script=Inherited}]/u

/** The script of the first character. */
export function scriptOf(cluster: string): Script {
  if (/^[A-Za-z]/.test(cluster)) return 'Latin'
  if (common.test(cluster)) return 'Common'
  return tests.find(({ has }) => has.test(cluster))?.script ?? 'Other'
}

/** Scripts whose letters hang together: space between them would tear the words. */
export function joins(script: Script): boolean {
  return (
    !['Latin', 'Greek', 'Cyrillic', 'Common', 'Other', 'Thai', 'Lao'].includes(script) && !isEastAsian(script)
  )
}

/** Whether a script is one of China's, Japan's or Korea's, which share fonts and whose characters stand apart. */
export function isEastAsian(script: Script): boolean {
  return ['Han', 'Hiragana', 'Katakana', 'Hangul', 'Bopomofo'].includes(script)
}

export interface Cluster {
  readonly text: string
  /** In UTF-16 units. */
  readonly start: number
}

// A segmenter takes up to 20 ms to make, and plain words need none.
const plain = /^[\u0020-\u007e\u00a1-\u00ac\u00ae-\u024f]*$/
const segmenters = new Map<string, Intl.Segmenter>()

function segment(text: string, language: string, granularity: 'grapheme' | 'word'): Cluster[] {
  const key = `${granularity} ${language}`
  const segmenter = segmenters.get(key) ?? new Intl.Segmenter(language, { granularity })
  segmenters.set(key, segmenter)
  return Array.from(segmenter.segment(text), ({ segment, index }) => ({ text: segment, start: index }))
}

/** Characters as people see them (UAX #29): an accent or an emoji's parts are never torn apart. */
export function graphemes(text: string): Cluster[] {
  if (plain.test(text)) return Array.from(text, (character, start) => ({ text: character, start }))
  return segment(text, 'und', 'grapheme')
}

/** Words and what stands between them, found by a dictionary where a script has no spaces (UAX #29). */
export function wordsOf(text: string, language: string): Cluster[] {
  return segment(text, language, 'word')
}

// Everything that is or may become right to left, and the controls that force a direction.
const turning =
  /[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufeff\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u

let bidi: Bidi | undefined

/**
 * An embedding level for each UTF-16 unit of a text without line ends (UAX #9): even ones run from left to right,
 * odd ones from right to left.
 */
export function embeddingLevels(text: string): Uint8Array {
  if (!turning.test(text)) return new Uint8Array(text.length)
  // Its types say how a bundle exports it; Node gets the function itself.
  bidi ??= (openBidi as unknown as () => Bidi)()
  return bidi.getEmbeddingLevels(text).levels
}

export interface Run<Source> {
  readonly start: number
  readonly end: number
  readonly level: number
  readonly script: Script
  /** What draws it. */
  readonly source: Source
}

/** Groups clusters, in reading order, into runs of one level, script and source. Marks and digits join what is around. */
export function itemise<Source>(
  clusters: readonly (Cluster & { readonly source: Source })[],
  levels: Uint8Array,
): Run<Source>[] {
  const own = clusters.map(({ text }) => scriptOf(text))
  let before: Script = own.find(script => script !== 'Common') ?? 'Common'
  const runs: Run<Source>[] = []
  clusters.forEach(({ text, start, source }, i) => {
    const script = own[i] === 'Common' ? before : own[i]!
    before = script
    const end = start + text.length
    const level = levels[start]!
    const last = runs.at(-1)
    if (last?.level === level && last.script === script && last.source === source) {
      runs[runs.length - 1] = { ...last, end }
    } else runs.push({ start, end, level, script, source })
  })
  return runs
}

/** The part of the runs between two places. */
export function clip<Source>(runs: readonly Run<Source>[], start: number, end: number): Run<Source>[] {
  return runs
    .filter(run => run.end > start && run.start < end)
    .map(run => ({ ...run, start: Math.max(run.start, start), end: Math.min(run.end, end) }))
}

/** The runs of one line as they stand from left to right (UAX #9, L2). */
export function visualOrder<Source>(runs: readonly Run<Source>[]): Run<Source>[] {
  const ordered = [...runs]
  const highest = Math.max(0, ...runs.map(({ level }) => level))
  for (let level = highest; level > 0; level--) {
    for (let from = 0; from < ordered.length; from++) {
      let to = from
      while (to < ordered.length && ordered[to]!.level >= level) to++
      ordered.splice(from, to - from, ...ordered.slice(from, to).reverse())
      from = Math.max(from, to)
    }
  }
  return ordered
}
