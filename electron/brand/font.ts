/** The brand's own face for headlines: TrueType or OpenType, plain or packed as WOFF2. */
import { Trouble } from '../contract/errors.ts'
import { type Face, readFace } from '../frame/text/shape.ts'

export interface FontFile {
  readonly type: string
  readonly ending: string
  readonly bytes: Buffer
  /** OpenType weights that it has; two only in a variable font. */
  readonly lightest: number
  readonly heaviest: number
  /** How large it is set, so that headlines are no broader than in the kiosk's own face: 0 to 1. */
  readonly scale: number
}

const kinds = [
  { signature: 'wOF2', type: 'font/woff2', ending: 'woff2' },
  { signature: 'OTTO', type: 'font/otf', ending: 'otf' },
  { signature: '\0\x01\0\0', type: 'font/ttf', ending: 'ttf' },
  { signature: 'true', type: 'font/ttf', ending: 'ttf' },
] as const

/** Of headlines. */
const weight = 800
/** Fewer is a font of signs. */
const leastLetters = 20
const sample = 'The quick brown fox jumps over the lazy dog 0123456789'
/** The advance of a character of the sample in Bricolage Grotesque at that weight, in ems. */
const ownAdvance = 0.5226

/** Reads a font that can set headlines. Throws BRAND_FILE_KIND or BRAND_FILE_DAMAGED. */
export async function readFont(file: string, bytes: Buffer): Promise<FontFile> {
  const signature = bytes.toString('latin1', 0, 4)
  const kind = kinds.find(one => one.signature === signature)
  if (!kind) {
    const came = /^(?:wOFF|ttcf)$/.test(signature)
      ? `a font of the kind ${signature}`
      : 'another kind of file'
    throw new Trouble('BRAND_FILE_KIND', { file, expected: 'a WOFF2, TTF or OTF', came })
  }
  try {
    const face = readFace(signature === 'wOF2' ? await unpacked(bytes) : bytes)
    if (countLetters(face) < leastLetters) throw new Error('has no letters')
    const { lightest, heaviest } = face
    return { type: kind.type, ending: kind.ending, bytes, lightest, heaviest, scale: scaleOf(face) }
  } catch (error) {
    throw new Trouble('BRAND_FILE_DAMAGED', { file, reason: (error as Error).message }, error)
  }
}

/** Loaded when it is needed: most kiosks have no such font. */
async function unpacked(bytes: Buffer): Promise<Uint8Array> {
  const { default: decompress } = await import('woff2-encoder/decompress')
  return decompress(bytes)
}

function countLetters(face: Face): number {
  const font = face.at(weight)
  let letters = 0
  // Up to what every script of today has; a font that draws one draws its first letters.
  for (let point = 0x41; point < 0xd7a4 && letters < leastLetters; point++)
    if (font.draws(point) && /\p{L}/u.test(String.fromCodePoint(point))) letters++
  return letters
}

function scaleOf(face: Face): number {
  const font = face.at(weight)
  if (![...sample].every(character => font.draws(character.codePointAt(0)!))) return 1
  const options = { rightToLeft: false, language: 'en', ligatures: true }
  const advance = font.shape(sample, 0, sample.length, options).reduce((sum, glyph) => sum + glyph.advance, 0)
  return Math.min(1, Number(((ownAdvance * sample.length) / advance).toFixed(3)))
}
