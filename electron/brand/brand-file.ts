/**
 * A file of the brand, looked at before anybody shows it: what it is by its bytes, never by its name, and what a page
 * must know of it. What is refused names the file, what was expected, and what came.
 */
import { type BrandPart, brandLimits } from '../contract/brand.ts'
import { Trouble } from '../contract/errors.ts'
import { card, channelsOf, contrastOf, luminance } from '../event/colour.ts'
import { drawSvg } from '../frame/artwork.ts'
import { photoKind } from '../frame/photo/photo-kind.ts'
import { smallPicture } from '../frame/photo/pixels.ts'
import { sizeWords } from '../frame/template/package-files.ts'
import { readArtwork, svgSize, UnsafeArtwork } from '../frame/template/svg-safety.ts'
import { readFont } from './font.ts'
import { readVideo } from './video.ts'

/** Red, green and blue, 0 to 255. */
type Colour = readonly [number, number, number]

/** The bytes to serve. Of an SVG they are written anew, so that what was checked is what is drawn. */
interface Served {
  readonly type: string
  readonly ending: string
  readonly bytes: Buffer
}

export type BrandFile = Served &
  (
    | { readonly is: 'logo'; readonly width: number; readonly height: number; readonly seen: Seen }
    | { readonly is: 'picture'; readonly brightest: Colour }
    | { readonly is: 'video' }
    | { readonly is: 'font'; readonly lightest: number; readonly heaviest: number; readonly scale: number }
  )

/** What of a logo is seen: its colours with how much of it each one is, and whether it fills its own rectangle. */
interface Seen {
  readonly colours: readonly { readonly luminance: number; readonly share: number }[]
  readonly isFilled: boolean
}

/** A logo is shown some 150 pixels high; more than a screen has pixels only costs memory. */
const logoSides = { of: Math.max, least: 64, most: 4096 } // a word mark is low and broad
/** A screen's shorter side is 720 or more, and four bytes a pixel are in memory while it is shown. */
const backgroundSides = { of: Math.min, least: 720, most: 4096 }
const largestPicture = 8 * 1024 * 1024

/** What is drawn to be measured, in pixels. */
const logoSample = 256
const backgroundSample = 512

/**
 * Looks at a file; `name` is what people know it by. Throws BRAND_FILE_LARGE, BRAND_FILE_KIND, BRAND_FILE_SIZE,
 * BRAND_FILE_DAMAGED or BRAND_VIDEO.
 */
export async function readBrandFile(part: BrandPart, name: string, bytes: Buffer): Promise<BrandFile> {
  refuseLarge(name, bytes, brandLimits[part])
  switch (part) {
    case 'logo':
      return readLogo(name, bytes)
    case 'background':
      return readBackground(name, bytes)
    case 'font':
      return { is: 'font', ...(await readFont(name, bytes)) }
  }
}

/** Where a logo can be seen: on every one of `grounds` (#rrggbb), or only on a light card. */
export function standsOn({ colours, isFilled }: Seen, grounds: readonly string[]): 'ground' | 'card' {
  if (isFilled) return 'ground' // it brings its own
  const lost = (on: string) => {
    const below = luminance(channelsOf(on))
    const weak = colours.filter(one => contrastOf(one.luminance, below) < leastForShapes)
    return weak.reduce((sum, { share }) => sum + share, 0)
  }
  const onGround = Math.max(...grounds.map(lost))
  return onGround <= mostLost || onGround <= lost(card) ? 'ground' : 'card'
}

/** Shapes must stand out so much (WCAG 2.2, 1.4.11); soft edges and a shadow may be lost. */
const leastForShapes = 3
const mostLost = 0.1

async function readLogo(name: string, bytes: Buffer): Promise<BrandFile> {
  if (!isMarkup(bytes)) {
    const picture = await readPicture(name, bytes, ['png', 'webp'], 'an SVG, PNG or WebP', logoSample)
    refuseSides(name, picture, logoSides)
    const { width, height, rgba } = picture
    return { is: 'logo', ...served(picture.kind, bytes), width, height, seen: seenIn(rgba, name) }
  }
  try {
    const svg = readArtwork(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    const { width, height } = svgSize(svg)
    const seen = seenIn(drawSvg(svg, logoSample), name)
    return { is: 'logo', ...served('svg', Buffer.from(svg)), width, height, seen }
  } catch (error) {
    if (error instanceof Trouble) throw error
    const reason = error instanceof UnsafeArtwork ? error.message : `cannot be drawn (${wordsOf(error)})`
    throw new Trouble('BRAND_FILE_DAMAGED', { file: name, reason }, error)
  }
}

async function readBackground(name: string, bytes: Buffer): Promise<BrandFile> {
  const video = await readVideo(name, bytes)
  if (video) return { is: 'video', ...video, bytes }
  const expected = 'a JPEG, PNG or WebP, or a video (MP4, WebM)'
  const picture = await readPicture(name, bytes, ['jpeg', 'png', 'webp'], expected, backgroundSample)
  refuseLarge(name, bytes, largestPicture)
  refuseSides(name, picture, backgroundSides)
  return { is: 'picture', ...served(picture.kind, bytes), brightest: brightestOf(picture.rgba) }
}

const kinds = {
  svg: { type: 'image/svg+xml', ending: 'svg' },
  png: { type: 'image/png', ending: 'png' },
  webp: { type: 'image/webp', ending: 'webp' },
  jpeg: { type: 'image/jpeg', ending: 'jpg' },
} as const

const served = (kind: keyof typeof kinds, bytes: Buffer): Served => ({ ...kinds[kind], bytes })

async function readPicture<K extends 'jpeg' | 'png' | 'webp'>(
  name: string,
  bytes: Buffer,
  allowed: readonly K[],
  expected: string,
  sample: number,
) {
  const { kind, words } = photoKind(bytes)
  const found = allowed.find(one => one === kind)
  if (!found) throw new Trouble('BRAND_FILE_KIND', { file: name, expected, came: words })
  try {
    return { ...(await smallPicture(bytes, sample)), kind: found }
  } catch (error) {
    throw new Trouble('BRAND_FILE_DAMAGED', { file: name, reason: wordsOf(error) }, error)
  }
}

function refuseLarge(file: string, { length }: Buffer, most: number): void {
  if (length > most)
    throw new Trouble('BRAND_FILE_LARGE', { file, expected: sizeWords(most), came: sizeWords(length) })
}

/** `of` says which side must not be too short. */
function refuseSides(
  file: string,
  { width, height }: { readonly width: number; readonly height: number },
  { of, least, most }: typeof logoSides,
): void {
  if (of(width, height) >= least && Math.max(width, height) <= most) return
  throw new Trouble('BRAND_FILE_SIZE', {
    file,
    expected: `${least} to ${most}`,
    came: `${width} × ${height}`,
  })
}

const isMarkup = (bytes: Buffer) => /^(?:\xef\xbb\xbf)?\s*</.test(bytes.toString('latin1', 0, 256))

/** Half of the light of a colour and more decide where it is seen; finer steps change nothing. */
const steps = 32

function seenIn(rgba: Buffer, file: string): Seen {
  const shares = new Array<number>(steps + 1).fill(0)
  let [all, filled] = [0, 0]
  for (let i = 0; i < rgba.length; i += 4) {
    const alpha = rgba[i + 3]! / 255
    if (alpha > 0.98) filled++
    if (alpha < 0.05) continue
    const light = luminance([rgba[i]!, rgba[i + 1]!, rgba[i + 2]!])
    // Evenly in what contrast counts with.
    const step = Math.round((steps * Math.log((light + 0.05) / 0.05)) / Math.log(21))
    shares[step] = shares[step]! + alpha
    all += alpha
  }
  if (all === 0) throw new Trouble('BRAND_FILE_DAMAGED', { file, reason: 'shows nothing' })
  const colours = shares.map((share, step) => ({
    luminance: 0.05 * 21 ** (step / steps) - 0.05,
    share: share / all,
  }))
  return { colours: colours.filter(({ share }) => share > 0), isFilled: filled / (rgba.length / 4) > 0.95 }
}

/** Where a picture lets the ground through it is darker than here, never brighter. */
function brightestOf(rgba: Buffer): Colour {
  let [found, light]: [Colour, number] = [[0, 0, 0], -1]
  for (let i = 0; i < rgba.length; i += 4) {
    const colour = [rgba[i]!, rgba[i + 1]!, rgba[i + 2]!] as const
    const own = luminance(colour)
    if (own > light) [found, light] = [colour, own]
  }
  return found
}

function wordsOf(error: unknown): string {
  if (error instanceof Trouble) return String(error.details.reason ?? error.code)
  return error instanceof Error ? error.message : String(error)
}
