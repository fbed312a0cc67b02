/** HarfBuzz, the shaper of browsers and Android, as WebAssembly: from characters to glyphs and their outlines. */
import * as hb from 'harfbuzzjs'

/** A rectangle in ems, y downwards from the baseline. */
export interface Extent {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

/** What a glyph looks like, in ems from its origin, y downwards. */
export interface Outline {
  /** SVG path commands with absolute coordinates: a letter of `MLQCZ` and its numbers. */
  readonly commands: readonly { readonly type: string; readonly values: readonly number[] }[]
  /** Null when nothing is drawn. Curves count with their control points, so the ink is never larger. */
  readonly ink: Extent | null
}

/** A glyph as shaped. Lengths in ems. */
export interface ShapedGlyph {
  /** The glyph's number in its font; 0 is the box of a missing glyph. */
  readonly id: number
  /** Where its origin lies, from the pen, y downwards. */
  readonly x: number
  readonly y: number
  readonly advance: number
  /** Index of the first UTF-16 unit that it stands for, in the whole text. */
  readonly cluster: number
}

export interface ShapeOptions {
  readonly rightToLeft: boolean
  /** A BCP 47 tag. It chooses local forms, such as Serbian or Japanese ones. */
  readonly language: string
  /** Letters that are set apart form no ligatures. */
  readonly ligatures: boolean
}

/** A font file at one weight. Lengths in ems. */
export interface Font {
  /** How high a capital H reaches above the baseline. */
  readonly capital: number
  /** How deep a small p reaches below the baseline. */
  readonly descent: number
  draws(codePoint: number): boolean
  outline(glyph: number): Outline
  /** Shapes `text.slice(start, end)` as a part of `text`, so that letters join across. Glyphs from left to right. */
  shape(text: string, start: number, end: number, options: ShapeOptions): ShapedGlyph[]
}

/** A font file as HarfBuzz reads it. */
export interface Face {
  readonly family: string
  /** OpenType weights from 1 to 1000; two that differ only in a variable font. */
  readonly lightest: number
  readonly heaviest: number
  /** The font at a weight of its own that is nearest to the asked one. */
  at(weight: number): Font
}

/** Reads a TrueType or OpenType font. Throws an Error whose message continues "The file …". */
export function readFace(data: Uint8Array): Face {
  const signature = String.fromCharCode(...data.subarray(0, 4))
  // HarfBuzz takes anything for an empty font.
  if (!['\0\x01\0\0', 'OTTO', 'true'].includes(signature)) throw new Error('is no TrueType or OpenType font')
  const face = new hb.Face(new hb.Blob(data))
  const tables = ['cmap', 'head', 'hhea', 'maxp'].every(table => face.referenceTable(table)?.length)
  if (!tables || face.collectUnicodes().length === 0)
    throw new Error('is a font that no glyph can be read from')
  const axis = face.getAxisInfos().wght
  // OpenType, OS/2: usWeightClass is the third number.
  const os2 = face.referenceTable('OS/2')
  const weight = os2 && os2.length >= 6 ? os2[4]! * 256 + os2[5]! : 400
  const fonts = new Map<number, Font>()
  return {
    family: readFamily(face),
    lightest: axis?.min ?? weight,
    heaviest: axis?.max ?? weight,
    at(asked) {
      const own = axis ? Math.min(Math.max(asked, axis.min), axis.max) : weight
      const font = fonts.get(own) ?? openFont(face, axis ? own : null)
      fonts.set(own, font)
      return font
    },
  }
}

/** OpenType, name: 16 is the family as people see it where 1 also has the style, 17, and some tools drop 16. */
function readFamily(face: hb.Face): string {
  const [first, family, style] = [1, 16, 17].map(id => face.getName(id, 'en')) as [string, string, string]
  return family || (style && first.endsWith(` ${style}`) ? first.slice(0, -style.length - 1) : first)
}

const noLigatures = [new hb.Feature('liga', 0), new hb.Feature('clig', 0)]

function openFont(face: hb.Face, weight: number | null): Font {
  const font = new hb.Font(face)
  if (weight !== null) font.setVariations([new hb.Variation('wght', weight)])
  const em = face.upem
  const outlines = new Map<number, Outline>()
  const edge = (character: string) => {
    const glyph = font.nominalGlyph(character.codePointAt(0)!)
    return glyph === undefined ? null : readOutline(font, glyph, em).ink
  }
  return {
    capital: -(edge('H')?.top ?? -0.72),
    descent: edge('p')?.bottom ?? 0.22,
    draws: codePoint => Boolean(font.nominalGlyph(codePoint)),
    outline(glyph) {
      const outline = outlines.get(glyph) ?? readOutline(font, glyph, em)
      outlines.set(glyph, outline)
      return outline
    },
    shape(text, start, end, { rightToLeft, language, ligatures }) {
      const buffer = new hb.Buffer()
      buffer.addText(text, start, end - start)
      buffer.setDirection(rightToLeft ? hb.Direction.RTL : hb.Direction.LTR)
      buffer.setLanguage(language)
      buffer.setFlags(hb.BufferFlag.REMOVE_DEFAULT_IGNORABLES | hb.BufferFlag.DO_NOT_INSERT_DOTTED_CIRCLE)
      buffer.guessSegmentProperties() // Only the script is left to guess, and a run has one.
      hb.shape(font, buffer, ligatures ? [] : noLigatures)
      return buffer.getGlyphInfosAndPositions().map(glyph => ({
        id: glyph.codepoint,
        x: glyph.xOffset! / em,
        y: -glyph.yOffset! / em,
        advance: glyph.xAdvance! / em,
        cluster: glyph.cluster,
      }))
    },
  }
}

function readOutline(font: hb.Font, glyph: number, em: number): Outline {
  const commands = font.glyphToJson(glyph).map(({ type, values }) => ({
    type,
    values: values.map((value, i) => (i % 2 ? -value : value) / em),
  }))
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const { values } of commands) {
    for (let i = 0; i < values.length; i += 2) {
      left = Math.min(left, values[i]!)
      right = Math.max(right, values[i]!)
      top = Math.min(top, values[i + 1]!)
      bottom = Math.max(bottom, values[i + 1]!)
    }
  }
  return { commands, ink: left <= right ? { left, top, right, bottom } : null }
}
