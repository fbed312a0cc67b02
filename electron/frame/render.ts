/** Photos into frames: decode, compose, encode. Everything around it is pure or behind `pixels.ts`. */
import { type Photo, saidWith } from '../capture/photos.ts'
import { Trouble } from '../contract/errors.ts'
import type { LookName } from '../contract/looks.ts'
import { drawArtwork, drawWords, layOver, overlayPixels, wordsPixels } from './artwork.ts'
import { compose } from './compose.ts'
import type { FrameValues } from './gaps.ts'
import { type FramePlan, hasStoryPlace, layOut, layOutStory, type PlannedSlot } from './layout.ts'
import { type OutputFacts, type OutputName, outputs } from './outputs.ts'
import { type Cut, cutPhoto, toJpeg, toPng } from './photo/pixels.ts'
import type { Template } from './template/template.ts'
import { openTypesetter } from './text/typesetter.ts'

export interface FramedPhoto {
  readonly jpeg: Buffer
  readonly width: number
  readonly height: number
  /** What each step took, in milliseconds. */
  readonly steps: { readonly decode: number; readonly compose: number; readonly encode: number }
}

/** One picture of a frame, made ready for one event. */
export interface Framer {
  readonly plan: FramePlan
  /** The artwork as a transparent PNG of the plan's size, to lie over the live view. */
  overlay(): Promise<Buffer>
  /**
   * Frames the shots in their order (JPEG, PNG, WebP, AVIF or HEIC): turned as their EXIF orientation says, fitted
   * into the slots, in sRGB; what its people said goes where the frame has a place for it. Gives a JPEG without any
   * metadata but its profile. Throws SHOTS_MISSING, and as `inspectPhoto` does.
   */
  frame(shots: readonly Buffer[], look?: LookName, story?: Story | null): Promise<FramedPhoto>
  /** Whether what people say goes into it. */
  readonly hasStory: boolean
  /** That alone, as a transparent PNG of the plan's size, to lie over the live view; null when nothing is drawn. */
  storyOverlay(story: Story): Promise<Buffer | null>
}

/** What a photo's people said, in which language (a BCP 47 tag). */
export interface Story {
  readonly words: string
  readonly language: string
}

/** What a photo's people said, as far as it goes out with it; null when nothing does. */
export function storyOf(photo: Photo): Story | null {
  const words = saidWith(photo)
  return words === null ? null : { words, language: photo.language }
}

export interface FramerOptions {
  readonly values: FrameValues
  /** A BCP 47 tag. */
  readonly language: string
  readonly link?: string | undefined
  /** A strip by itself, as screens show it, not as it is printed. */
  readonly once?: boolean
  /** False leaves out what people say, also where the frame has a place for it. */
  readonly tellsStory?: boolean
}

/** Makes one picture of a frame ready: lays it out and draws its artwork. Throws TEMPLATE_OUTPUT when the frame has none such. */
export async function createFramer(
  template: Template,
  output: OutputName,
  options: FramerOptions,
): Promise<Framer> {
  if (!template.outputs[output]) {
    const expected = Object.keys(template.outputs).join(', ')
    throw new Trouble('TEMPLATE_OUTPUT', { template: template.name, came: output, expected })
  }
  const typesetter = await openTypesetter(template.fonts)
  const plan = layOut(template, output, { ...options, typesetter })
  const artwork = drawArtwork(plan)
  const facts: OutputFacts = outputs[output]
  const spare: Buffer[] = []
  const hasStory = options.tellsStory !== false && hasStoryPlace(template, output)
  const drawStory = ({ words: story, language }: Story) => {
    const values = { ...options.values, story }
    return layOutStory(template, output, { ...options, values, language, typesetter }).map(drawWords)
  }
  return {
    plan,
    hasStory,
    async storyOverlay(story) {
      const drawn = hasStory ? drawStory(story) : []
      return drawn.length > 0 ? toPng(wordsPixels(drawn, plan), plan) : null
    },
    overlay: () => toPng(overlayPixels(artwork), plan),
    async frame(shots, look = 'natural', story = null) {
      if (shots.length !== plan.shots)
        throw new Trouble('SHOTS_MISSING', { expected: plan.shots, came: shots.length })
      const start = performance.now()
      const photos = await cutAll(plan.slots, shots, look)
      const decoded = performance.now()
      const canvas = compose(artwork, photos, spare.pop())
      const words = story && hasStory ? drawStory(story) : []
      for (const one of words) layOver(canvas, plan.width, one)
      const composed = performance.now()
      const jpeg = await toJpeg(canvas, plan, facts)
      // Words may lie where no photo is written over them.
      if (words.length === 0) spare.push(canvas)
      const steps = {
        decode: decoded - start,
        compose: composed - decoded,
        encode: performance.now() - composed,
      }
      return { jpeg, width: plan.width, height: plan.height, steps }
    },
  }
}

/** What a shot came out as in each slot, for as long as somebody holds the shot. */
const cutsOf = new WeakMap<Buffer, Map<string, Promise<Buffer>>>()

/** Every slot's pixels. Nothing is cut twice: not for the twin of a strip, nor when only another shot was retaken. */
function cutAll(slots: readonly PlannedSlot[], shots: readonly Buffer[], look: LookName): Promise<Buffer[]> {
  return Promise.all(
    slots.map(slot => {
      const shot = shots[slot.shot - 1]!
      const cuts = cutsOf.get(shot) ?? new Map<string, Promise<Buffer>>()
      cutsOf.set(shot, cuts)
      const cut = cutOf(slot, look)
      const key = JSON.stringify(cut)
      const cutting = cuts.get(key) ?? cutPhoto(shot, cut)
      cuts.set(key, cutting)
      // What failed for a passing reason (no memory, say) may be tried again.
      cutting.catch(() => cuts.delete(key))
      return cutting
    }),
  )
}

function cutOf({ place, fit, focus, ground, rotation, bounds }: PlannedSlot, look: LookName): Cut {
  const { width, height } = rotation === 0 ? bounds : place
  const size = { width: Math.ceil(width), height: Math.ceil(height) }
  return {
    ...size,
    fit,
    focus,
    ground,
    rotation,
    bounds: { width: bounds.width, height: bounds.height },
    look,
  }
}
