import { Resvg } from '@resvg/resvg-js'
import type { MeasureText } from './fit-text.ts'
import { escapeXml } from './gaps.ts'
import type { FramePlan } from './layout.ts'

/**
 * The artwork of one event, drawn once, with what a photo's rows need to know about it. Runs are of whole
 * pixels; offsets and lengths count bytes of RGB.
 */
export interface Artwork {
  readonly width: number
  readonly height: number
  /** The artwork's pixels, three bytes each; where a photo shines through, already multiplied by the alpha. */
  readonly rgb: Buffer
  /** Where nothing of a photo is seen: offset, length, offset, length … */
  readonly opaque: Int32Array
  /** Where nothing of the artwork is seen: offset on the canvas, offset in the photo, length … */
  readonly clear: Int32Array
  /** Where both are seen: offset on the canvas, offset in the photo, how much of the photo (1–254 of 255) … */
  readonly mixed: Int32Array
  /** The same artwork as a transparent PNG, to lie over a live picture. */
  readonly overlay: Buffer
}

/** Draws a plan with the given font files and no others. Takes tens of milliseconds: once an event, not once a photo. */
export function drawArtwork(plan: FramePlan, fontFiles: readonly string[]): Artwork {
  const drawn = new Resvg(plan.svg, { font: fontOptions(fontFiles), logLevel: 'off' }).render()
  // resvg gives colours multiplied by their alpha, which is what mixing needs.
  const rgba = drawn.pixels
  const slot = plan.slots[0]!
  const { width, height } = plan
  const rgb = Buffer.allocUnsafe(width * height * 3)
  const [opaque, clear, mixed]: [number[], number[], number[]] = [[], [], []]
  for (let y = 0, pixel = 0; y < height; y++) {
    for (let x = 0; x < width; x++, pixel++) {
      const at = pixel * 3
      rgb[at] = rgba[pixel * 4]!
      rgb[at + 1] = rgba[pixel * 4 + 1]!
      rgb[at + 2] = rgba[pixel * 4 + 2]!
      const alpha = rgba[pixel * 4 + 3]!
      const photoAt = ((y - slot.y) * slot.width + x - slot.x) * 3
      if (alpha === 255) {
        if (opaque.at(-2)! + opaque.at(-1)! === at) opaque[opaque.length - 1]! += 3
        else opaque.push(at, 3)
      } else if (alpha > 0) mixed.push(at, photoAt, 255 - alpha)
      else if (clear.at(-3)! + clear.at(-1)! === at && clear.at(-2)! + clear.at(-1)! === photoAt) {
        clear[clear.length - 1]! += 3
      } else clear.push(at, photoAt, 3)
    }
  }
  return {
    width,
    height,
    rgb,
    opaque: Int32Array.from(opaque),
    clear: Int32Array.from(clear),
    mixed: Int32Array.from(mixed),
    overlay: drawn.asPng(),
  }
}

/** A measure that asks the fonts themselves, kerning included. */
export function measureWith(fontFiles: readonly string[]): MeasureText {
  const font = fontOptions(fontFiles)
  const size = 100
  return (line, { family, weight }) => {
    const svg = `<svg xmlns="http://www.w3.org/2000/svg"><text font-family="${escapeXml(family)}" font-weight="${weight}" font-size="${size}">${escapeXml(line)}</text></svg>`
    const ink = new Resvg(svg, { font, logLevel: 'off' }).getBBox()
    return ink === undefined ? 0 : (ink.x + ink.width) / size
  }
}

/** Why resvg cannot read an SVG document, or null when it can. */
export function svgProblem(svg: string): string | null {
  try {
    new Resvg(svg, { font: fontOptions([]), logLevel: 'off' })
    return null
  } catch (error) {
    return (error as Error).message
  }
}

function fontOptions(fontFiles: readonly string[]) {
  return { loadSystemFonts: false, fontFiles: [...fontFiles] }
}
