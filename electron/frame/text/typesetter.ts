/**
 * Words as drawings: the same glyphs on every machine, in every script, without a single `<text>` element.
 * Only the package's fonts and the bundled ones are used, never one of the system.
 */
import type { TextSettings } from '../template/settings.ts'
import { drawable, tidy } from './characters.ts'
import { type Colours, decorate, drawLine, inkOf } from './drawing.ts'
import { type Fitted, fitWords } from './fit.ts'
import { fontChain, readFaces } from './fonts.ts'
import { type GlyphParagraph, type Line, openParagraph } from './paragraph.ts'
import type { Face, Font } from './shape.ts'

export { bundledFamilies, type FontFacts, fontFamily } from './fonts.ts'

/** Lengths in pixels of the canvas. */
export interface FittedWords {
  /** SVG markup in canvas coordinates; empty when nothing is to be drawn. */
  readonly svg: string
  /** The words as they are broken and cut, in reading order, without what no font draws. */
  readonly lines: readonly string[]
  readonly size: number
  /** The characters that no font draws. They are left out of the drawing. */
  readonly missing: readonly string[]
  /** The box around what is drawn, without its shadow, before it is turned. */
  readonly ink: { readonly x: number; readonly y: number; readonly width: number; readonly height: number }
  /** Whether words were shortened. */
  readonly cut: boolean
}

export interface SetOptions extends Colours {
  /** A BCP 47 tag: how words break and become capitals, and which form a Han character takes. */
  readonly language: string
}

export interface Typesetter {
  /**
   * Sets words, their gaps already filled, into a box: as large as it allows, never outside it. `left` and
   * `right` are the box's own, whichever way the words run: artwork is not mirrored either. The baselines do not
   * depend on whether a word has descenders: `top` is where capitals end, `middle` centres capitals, `bottom` is
   * where descenders end. Accents and tall scripts move them as far as the box demands.
   */
  set(words: string, box: TextSettings, options: SetOptions): FittedWords
}

/**
 * Opens a typesetter with a package's own fonts, given by absolute paths; the bundled ones are read when a
 * character needs them. Throws an Error that names a file that is no font.
 */
export async function openTypesetter(fontFiles: readonly string[]): Promise<Typesetter> {
  const own = await readFaces(fontFiles)
  return { set: (words, box, options) => setWords(own, words, box, options) }
}

function setWords(own: readonly Face[], words: string, box: TextSettings, options: SetOptions): FittedWords {
  const { language } = options
  const cased = box.uppercase ? words.toLocaleUpperCase(language) : words
  const chain = fontChain(own, box.family, box.weight, cased, language)
  const { text, missing } = drawable(tidy(cased), chain)
  if (text === '') return { svg: '', lines: [], size: box.size, missing, ink: corner(box), cut: false }
  const letters = chain('Latin')[Symbol.iterator]().next().value!
  const open = (part: string) => openParagraph(part, { box, language, chain, letters })
  const { paragraph, fitted, cut } = fitWords<Line, GlyphParagraph>(text, box, open)
  const { size } = fitted
  const first = firstBaseline(box, fitted, letters)
  const placed = fitted.lines.map(({ box: line, baseline }) => {
    const room = box.width - line.width * size
    const x = box.x + room * shares[box.align] - line.left * size
    return { line, x, y: first + baseline * size }
  })
  const ink = inkOf(placed, size) ?? corner(box)
  const drawn = placed.map(line => drawLine(line, size)).join('')
  return {
    svg: drawn && decorate(drawn, box, ink, options),
    lines: fitted.lines.map(({ start, end }) => paragraph.text.slice(start, end)),
    size,
    missing,
    ink,
    cut,
  }
}

const corner = ({ x, y }: TextSettings) => ({ x, y, width: 0, height: 0 })

/** How much of a line's free room lies to its left. */
const shares = { left: 0, centre: 0.5, right: 1 } as const

function firstBaseline(
  box: TextSettings,
  { lines, size, up, down }: Fitted<Line>,
  { capital }: Font,
): number {
  const [highest, lowest] = [box.y + up * size, box.y + box.height - down * size]
  if (box.vertical === 'top') return highest
  if (box.vertical === 'bottom') return lowest
  const centred = box.y + (box.height + (capital - lines.at(-1)!.baseline) * size) / 2
  return Math.max(highest, Math.min(lowest, centred))
}
