import { Resvg } from '@resvg/resvg-js'
import { distanceFrom, type Rectangle } from './geometry.ts'
import { type FramePlan, type PlannedSlot, type PlannedWords, slotOf } from './layout.ts'

/**
 * The artwork of one event, drawn once, with what the photos' rows need to know about it. Runs are of whole
 * pixels; offsets and lengths count bytes of RGB.
 */
export interface Artwork {
  readonly width: number
  readonly height: number
  /** Everything but the photos, three bytes a pixel; where a photo shines through, already weighed with it. */
  readonly base: Buffer
  /** In the plan's order. */
  readonly slots: readonly SlotPixels[]
}

export interface SlotPixels {
  /** Where only the photo is seen: offset on the canvas, offset in the photo, length … */
  readonly clear: Int32Array
  /** Where both are seen: offset on the canvas, offset in the photo, how much of the photo (1–254 of 255) … */
  readonly mixed: Int32Array
}

/** Draws a plan. Takes tens of milliseconds: once an event, not once a photo. */
export function drawArtwork(plan: FramePlan): Artwork {
  const { width, height } = plan
  const [below, mask, above] = [plan.below, plan.mask, plan.above].map(draw) as [Buffer, Buffer, Buffer]
  const base = Buffer.alloc(width * height * 3)
  const runs = plan.slots.map(() => ({ clear: [] as number[], mixed: [] as number[] }))
  for (let y = 0, pixel = 0; y < height; y++) {
    for (let x = 0; x < width; x++, pixel++) {
      const at = pixel * 3
      const from = pixel * 4
      const seen = 255 - above[from + 3]!
      const covered = mask[from + 3]!
      // Nearly every pixel is of one layer alone, and takes a fraction of the time of a mixed one.
      if (seen === 0) {
        copyColour(above, from, base, at)
        continue
      }
      if (covered === 0 && seen === 255) {
        copyColour(below, from, base, at)
        continue
      }
      const ofPhoto = Math.round((seen * covered) / 255)
      const ofBelow = (seen - ofPhoto) / 255
      // resvg gives colours multiplied by their alpha, which is what mixing needs.
      base[at] = above[from]! + below[from]! * ofBelow + 0.5
      base[at + 1] = above[from + 1]! + below[from + 1]! * ofBelow + 0.5
      base[at + 2] = above[from + 2]! + below[from + 2]! * ofBelow + 0.5
      if (ofPhoto === 0) continue
      // A soft edge has too little red left to tell its slot, and where slots touch, it has both.
      const index = covered === 255 ? slotOf(mask[from]!) : nearestSlot(plan.slots, x, y)
      const { bounds } = plan.slots[index]!
      const photoAt = ((y - bounds.y) * bounds.width + x - bounds.x) * 3
      const { clear, mixed } = runs[index]!
      if (ofPhoto < 255) {
        mixed.push(at, photoAt, ofPhoto)
        continue
      }
      const more = pixelsAlike(mask, above, from, width - x)
      const last = clear.length - 3
      if (clear[last]! + clear[last + 2]! === at && clear[last + 1]! + clear[last + 2]! === photoAt)
        clear[last + 2]! += more * 3
      else clear.push(at, photoAt, more * 3)
      x += more - 1
      pixel += more - 1
    }
  }
  return {
    width,
    height,
    base,
    slots: runs.map(({ clear, mixed }) => ({ clear: Int32Array.from(clear), mixed: Int32Array.from(mixed) })),
  }
}

function copyColour(rgba: Buffer, from: number, rgb: Buffer, at: number): void {
  rgb[at] = rgba[from]!
  rgb[at + 1] = rgba[from + 1]!
  rgb[at + 2] = rgba[from + 2]!
}

/** How many of the next `most` pixels show the same slot with nothing above, from one on that does. */
function pixelsAlike(mask: Buffer, above: Buffer, from: number, most: number): number {
  const red = mask[from]
  let count = 1
  for (let next = from + 4; count < most; count++, next += 4)
    if (mask[next + 3] !== 255 || mask[next] !== red || above[next + 3] !== 0) break
  return count
}

function nearestSlot(slots: readonly PlannedSlot[], x: number, y: number): number {
  const middle = { x: x + 0.5, y: y + 0.5 }
  const distances = slots.map(({ place, rotation }) => distanceFrom({ ...place, rotation }, middle))
  return distances.indexOf(Math.min(...distances))
}

/** The artwork as straight RGBA, to lie over a live picture: where a photo is seen, it lets it through as much. */
export function overlayPixels({ base, slots }: Artwork): Buffer {
  const pixels = base.length / 3
  const rgba = Buffer.allocUnsafe(pixels * 4)
  for (let i = 0; i < pixels; i++) {
    rgba[i * 4] = base[i * 3]!
    rgba[i * 4 + 1] = base[i * 3 + 1]!
    rgba[i * 4 + 2] = base[i * 3 + 2]!
    rgba[i * 4 + 3] = 255
  }
  for (const { clear, mixed } of slots) {
    for (let i = 0; i < clear.length; i += 3) {
      const start = (clear[i]! / 3) * 4
      rgba.fill(0, start, start + (clear[i + 2]! / 3) * 4)
    }
    for (let i = 0; i < mixed.length; i += 3) {
      const at = (mixed[i]! / 3) * 4
      const alpha = 255 - mixed[i + 2]!
      rgba[at] = Math.min(255, Math.round((rgba[at]! * 255) / alpha))
      rgba[at + 1] = Math.min(255, Math.round((rgba[at + 1]! * 255) / alpha))
      rgba[at + 2] = Math.min(255, Math.round((rgba[at + 2]! * 255) / alpha))
      rgba[at + 3] = alpha
    }
  }
  return rgba
}

/** Words over a finished picture: RGBA, its colours multiplied by their alpha. */
export interface DrawnWords {
  readonly place: Rectangle
  readonly pixels: Buffer
}

/** Draws words that belong to one photo. Takes a few milliseconds. */
export function drawWords({ svg, place }: PlannedWords): DrawnWords {
  return { place, pixels: draw(svg) }
}

/** Lays words over a canvas of RGB, `width` pixels wide. */
export function layOver(canvas: Buffer, width: number, { place, pixels }: DrawnWords): void {
  for (let row = 0, from = 0; row < place.height; row++) {
    let at = ((place.y + row) * width + place.x) * 3
    for (let column = 0; column < place.width; column++, at += 3, from += 4) {
      const seen = 255 - pixels[from + 3]!
      if (seen === 255) continue
      canvas[at] = pixels[from]! + (canvas[at]! * seen + 127) / 255
      canvas[at + 1] = pixels[from + 1]! + (canvas[at + 1]! * seen + 127) / 255
      canvas[at + 2] = pixels[from + 2]! + (canvas[at + 2]! * seen + 127) / 255
    }
  }
}

/** Words alone, on a transparent canvas: straight RGBA. */
export function wordsPixels(
  all: readonly DrawnWords[],
  { width, height }: { readonly width: number; readonly height: number },
): Buffer {
  const rgba = Buffer.alloc(width * height * 4)
  for (const { place, pixels } of all) {
    const words = straight(pixels)
    for (let row = 0, from = 0; row < place.height; row++) {
      let at = ((place.y + row) * width + place.x) * 4
      for (let column = 0; column < place.width; column++, at += 4, from += 4)
        if (words[from + 3] !== 0) words.copy(rgba, at, from, from + 4)
    }
  }
  return rgba
}

/** Colours that are not multiplied by their alpha any more. */
function straight(pixels: Buffer): Buffer {
  const rgba = Buffer.from(pixels)
  for (let i = 0; i < rgba.length; i += 4) {
    const alpha = rgba[i + 3]!
    if (alpha === 0 || alpha === 255) continue
    for (let c = i; c < i + 3; c++) rgba[c] = Math.min(255, Math.round((rgba[c]! * 255) / alpha))
  }
  return rgba
}

/** Why resvg cannot draw an SVG document, or null when it can. */
export function svgProblem(svg: string): string | null {
  try {
    new Resvg(svg, options)
    return null
  } catch (error) {
    return (error as Error).message
  }
}

/** Words come as outlines, so no font is ever looked for. */
const options = { font: { loadSystemFonts: false }, logLevel: 'off' } as const

function draw(svg: string): Buffer {
  return new Resvg(svg, options).render().pixels
}

/** A drawing that `readArtwork` gave, `width` pixels wide: straight RGBA. */
export function drawSvg(svg: string, width: number): Buffer {
  return straight(new Resvg(svg, { ...options, fitTo: { mode: 'width', value: width } }).render().pixels)
}
