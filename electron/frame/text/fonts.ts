/** The fonts there are: a package's own, and the Noto Sans faces that Groundswell brings. Never one of the system. */
import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { root } from '../../system/root.ts'
import { isEastAsian, type Script } from './itemise.ts'
import { type Face, type Font, readFace } from './shape.ts'

/** What a template must know of a font file. Weights are OpenType's, 1 to 1000; two only in a variable font. */
export interface FontFacts {
  readonly family: string
  readonly lightest: number
  readonly heaviest: number
}

/** The faces in resources/fonts/, see LICENCES.md there. CJK ones have up to 10 MB: read when a character needs them. */
const bundled = [
  { file: 'NotoSans-Regular.ttf', family: 'Noto Sans', weight: 400 },
  { file: 'NotoSans-Bold.ttf', family: 'Noto Sans', weight: 700 },
  { file: 'NotoSansArabic-Bold.ttf', family: 'Noto Sans Arabic', weight: 700 },
  { file: 'NotoSansHebrew-Bold.ttf', family: 'Noto Sans Hebrew', weight: 700 },
  { file: 'NotoSansDevanagari-Bold.ttf', family: 'Noto Sans Devanagari', weight: 700 },
  { file: 'NotoSansThai-Bold.ttf', family: 'Noto Sans Thai', weight: 700 },
  { file: 'NotoSansSC-Bold.ttf', family: 'Noto Sans SC', weight: 700 },
  { file: 'NotoSansJP-Bold.ttf', family: 'Noto Sans JP', weight: 700 },
  { file: 'NotoSansKR-Bold.ttf', family: 'Noto Sans KR', weight: 700 },
] as const

type Bundled = (typeof bundled)[number]
type BundledFamily = Bundled['family']

/** The families that every template may ask for without bringing them. */
export const bundledFamilies: readonly string[] = [...new Set(bundled.map(({ family }) => family))]

/** A font file's family and weights. Throws an Error whose message continues "The file …". */
export async function fontFamily(file: string): Promise<FontFacts> {
  const { family, lightest, heaviest } = readFace(await readFile(file))
  return { family, lightest, heaviest }
}

/** Reads a package's own fonts. Throws an Error that names the file and says what is wrong with it. */
export async function readFaces(files: readonly string[]): Promise<Face[]> {
  return Promise.all(
    files.map(async file => {
      const data = await readFile(file)
      try {
        return readFace(data)
      } catch (cause) {
        throw new Error(`${basename(file)} ${(cause as Error).message}`, { cause })
      }
    }),
  )
}

const opened = new Map<string, Face>()

function openBundled({ file }: Bundled): Face {
  const face = opened.get(file) ?? readFace(readFileSync(join(root, 'resources', 'fonts', file)))
  opened.set(file, face)
  return face
}

/** Where characters are looked for, in turn; a font is only read when it is its turn. */
export type FontChain = (script: Script) => Iterable<Font>

/**
 * The fonts for words in a family at a weight: the family, then the bundled faces, first those made for the
 * character's script. No other family of the package: it was chosen for other words.
 */
export function fontChain(
  own: readonly Face[],
  family: string,
  weight: number,
  words: string,
  language: string,
): FontChain {
  const asked = openAsked(own, family, weight)
  const cjk = cjkOrder(words, language)
  return function* (script) {
    if (asked) yield asked
    for (const name of new Set([
      ...(madeFor[script] ?? []),
      ...(isEastAsian(script) ? cjk : []),
      ...others,
      ...cjk,
    ])) {
      yield openBundled(
        nearest(
          bundled.filter(face => face.family === name),
          weight,
        )!,
      ).at(weight)
    }
  }
}

const others: readonly BundledFamily[] = [
  'Noto Sans',
  'Noto Sans Arabic',
  'Noto Sans Hebrew',
  'Noto Sans Devanagari',
  'Noto Sans Thai',
]

const madeFor: Partial<Record<Script, readonly BundledFamily[]>> = {
  Arabic: ['Noto Sans Arabic'],
  Hebrew: ['Noto Sans Hebrew'],
  Devanagari: ['Noto Sans Devanagari'],
  Thai: ['Noto Sans Thai'],
}

/** One code point is drawn differently in China, Japan and Korea (Unicode, Han unification): the language decides. */
function cjkOrder(words: string, language: string): BundledFamily[] {
  const [SC, JP, KR] = ['Noto Sans SC', 'Noto Sans JP', 'Noto Sans KR'] as const
  const spoken = language.toLowerCase().split('-')[0]
  if (spoken === 'ja') return [JP, SC, KR]
  if (spoken === 'ko') return [KR, SC, JP]
  if (spoken === 'zh') return [SC, JP, KR]
  // At an event in another language, the letters beside the Han characters tell.
  if (/[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(words)) return [JP, SC, KR]
  if (/\p{Script=Hangul}/u.test(words)) return [KR, SC, JP]
  return [SC, JP, KR]
}

function openAsked(own: readonly Face[], family: string, weight: number): Font | undefined {
  const same = (one: { family: string }) => one.family.toLowerCase() === family.toLowerCase()
  const face = nearest(own.filter(same), weight)
  if (face) return face.at(weight)
  const ours = nearest(bundled.filter(same), weight)
  return ours && openBundled(ours).at(weight)
}

type Weighted = { readonly weight: number } | { readonly lightest: number; readonly heaviest: number }

function nearest<T extends Weighted>(faces: readonly T[], weight: number): T | undefined {
  const away = (face: T) => {
    const [from, to] = 'weight' in face ? [face.weight, face.weight] : [face.lightest, face.heaviest]
    return Math.max(from - weight, weight - to, 0)
  }
  return faces.toSorted((a, b) => away(a) - away(b))[0]
}
