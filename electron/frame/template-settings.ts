/** What a frame's template.json may say. Lengths are in pixels of the finished picture. */
import { z } from 'zod'
import { gapNames, unknownGaps } from './gaps.ts'

const side = z.int().min(1).max(8192)
const place = z.int().min(0).max(8192)
const colour = z
  .string({ error: 'a colour such as #14110f' })
  .regex(/^(#[0-9a-f]{6}|\{(accent|onAccent)\})$/i, 'a colour such as #14110f, {accent} or {onAccent}')

const slot = z.strictObject({ x: place, y: place, width: side, height: side })

const text = z.strictObject({
  /** Words with gaps. A text that comes out empty is not drawn. */
  text: z.string().refine(words => unknownGaps(words).length === 0, {
    error: `a text with no gaps but {${gapNames.join('}, {')}}`,
  }),
  /** The edge that `align` names: left edge, centre or right edge of every line. */
  x: place,
  /** The baseline of the last line; more lines grow upwards. */
  baseline: place,
  /** No line is wider; capitals of the first line reach no further than `height` above the baseline. */
  width: side,
  height: side,
  align: z.enum(['left', 'centre', 'right']).default('left'),
  lines: z.int().min(1).max(2).default(1),
  family: z.string().min(1),
  weight: z.int().min(1).max(1000).default(400),
  /** The size when there is room, and the size below which words are cut off with an ellipsis. */
  size: z.number().min(1).max(1000),
  smallest: z.number().min(1).max(1000),
  /** From baseline to baseline, as a multiple of the size. */
  leading: z.number().min(0.5).max(3).default(1),
  /** Letter spacing as a multiple of the size. */
  tracking: z.number().min(-0.2).max(1).default(0),
  colour,
})

export const templateSettings = z
  .strictObject({
    $schema: z.string().optional(),
    title: z.string().min(1),
    /** `ground` shows wherever neither a photo nor artwork is. */
    canvas: z.strictObject({ width: side, height: side, ground: colour }),
    /** Where a photo goes. At most 1080 high, a 1080p webcam's picture is cropped and never scaled. */
    slots: z.array(slot).length(1, 'a list of exactly one slot'),
    /** SVG files above the photo, lowest first. */
    artwork: z.array(z.string().min(1)),
    fonts: z.array(z.string().min(1)),
    /** Words above the artwork. */
    texts: z.array(text).default([]),
  })
  .superRefine(({ canvas, slots, fonts, texts }, context) => {
    if (texts.length > 0 && fonts.length === 0) {
      context.addIssue({ code: 'custom', path: ['fonts'], message: 'a font file for the texts' })
    }
    slots.forEach((one, i) => {
      if (one.x + one.width <= canvas.width && one.y + one.height <= canvas.height) return
      context.addIssue({ code: 'custom', path: ['slots', i], message: 'a slot inside the canvas' })
    })
  })

export type TemplateSettings = z.output<typeof templateSettings>
export type TextSettings = TemplateSettings['texts'][number]
export type Slot = TemplateSettings['slots'][number]
