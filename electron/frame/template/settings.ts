/** What a frame's template.json may say. Lengths are in pixels of the finished picture, angles in degrees clockwise. */
import { z } from 'zod'
import { gapNames, unknownGaps } from '../gaps.ts'
import { polygonsOverlap, slotPolygon } from '../geometry.ts'
import { type OutputName, outputNames, outputs } from '../outputs.ts'

const side = z.number().min(1).max(4096)
const place = z.number().min(-4096).max(4096)
const turn = z.number().min(-180).max(180).default(0)
const share = z.number().min(0).max(1)
const file = z.string().min(1).max(200)
const colour = z
  .string({ error: 'a colour such as #14110f' })
  .regex(/^(#[0-9a-f]{6}|\{(accent|onAccent)\})$/i, 'a colour such as #14110f, {accent} or {onAccent}')

/** Where a photo goes. */
const slot = z.strictObject({
  x: place.describe('Left edge before it is turned'),
  y: place.describe('Top edge before it is turned'),
  width: side.describe('At most 1080 high, a 1080p photo is cropped and never scaled'),
  height: side,
  rotation: turn.describe('Turned around its centre'),
  radius: z.number().min(0).max(2048).default(0).describe('Of its corners'),
  border: z
    .strictObject({ width: z.number().min(0).max(200), colour })
    .optional()
    .describe('Drawn around the photo, outwards'),
  shot: z.int().min(1).max(4).default(1).describe('Which of the shots it shows'),
  fit: z
    .enum(['cover', 'contain'])
    .default('cover')
    .describe('cover crops the photo, contain shows all of it on `ground`'),
  focus: z
    .strictObject({ x: share.default(0.5), y: share.default(0.5) })
    .prefault({})
    .describe('What stays when the photo is cropped: 0 is left or top, 1 right or bottom'),
  ground: colour.default('#ffffff').describe('Behind a photo that does not fill the slot'),
})

const layer = z.strictObject({
  file: file.describe('An SVG or PNG file of this package'),
  x: place.default(0),
  y: place.default(0),
  width: side.optional().describe('The canvas, unless said'),
  height: side.optional().describe('The canvas, unless said'),
  rotation: turn,
  opacity: share.default(1),
  fit: z
    .enum(['stretch', 'contain', 'cover'])
    .default('contain')
    .describe('How the drawing fills its place when the shapes differ'),
})

const letters = {
  family: z.string().min(1).describe('A family of the package’s fonts, or one that Groundswell brings'),
  weight: z.int().min(1).max(1000).describe('400, unless said'),
  size: z.number().min(1).max(1000).describe('When there is room'),
  smallest: z.number().min(1).max(1000).describe('Below it, words are cut with an ellipsis; 12, unless said'),
  leading: z.number().min(0.5).max(3).describe('From baseline to baseline, in sizes; 1.1, unless said'),
  tracking: z.number().min(-0.2).max(1).describe('Between letters, in sizes; 0, unless said'),
  uppercase: z.boolean(),
  colour,
  shadow: z.strictObject({
    x: z.number().min(-100).max(100).default(0),
    y: z.number().min(-100).max(100).default(2),
    blur: z.number().min(0).max(100).default(6),
    colour,
    opacity: share.default(0.5),
  }),
}

/** What a text has when neither it nor its style says. */
const plainLetters = { weight: 400, smallest: 12, leading: 1.1, tracking: 0, uppercase: false } as const

const allLetters = z.strictObject(letters)
const style = allLetters.partial()

const text = style.extend({
  /** A text whose gaps come out empty is not drawn. */
  text: z
    .string()
    .max(300)
    .refine(words => unknownGaps(words).length === 0, {
      error: `a text with no gaps but {${gapNames.join('}, {')}}`,
    })
    .describe('Words with gaps such as {event.name}'),
  style: z.string().optional().describe('One of `styles`; what stands here goes before it'),
  x: place,
  y: place,
  width: side,
  height: side,
  align: z.enum(['left', 'centre', 'right']).default('left'),
  vertical: z.enum(['top', 'middle', 'bottom']).default('top'),
  lines: z.int().min(1).max(8).default(1).describe('At most so many'),
  rotation: turn,
})

const qr = z.strictObject({
  x: place,
  y: place,
  size: z.number().min(80).max(2048).describe('With its quiet zone'),
  colour: colour.default('#000000'),
  ground: colour.default('#ffffff'),
})

const output = z.strictObject({
  ground: colour.describe('Wherever neither a photo nor artwork is'),
  slots: z.array(slot).min(1).max(6),
  below: z.array(layer).max(12).default([]).describe('Behind the photos, lowest first'),
  above: z.array(layer).max(12).default([]).describe('Before the photos, lowest first'),
  texts: z.array(text).max(24).default([]).describe('Above everything'),
  qr: qr.optional().describe('Opens the photo’s page; for prints'),
})

export const templateSettings = z
  .strictObject({
    $schema: z.string().optional(),
    title: z.string().min(1).max(60),
    mood: z.string().max(120).default('').describe('A few words for whoever chooses'),
    fonts: z.array(file).max(12).default([]).describe('TrueType or OpenType files of this package'),
    styles: z.record(z.string().min(1).max(40), style).default({}),
    outputs: z
      .strictObject(
        Object.fromEntries(outputNames.map(name => [name, output.optional()])) as Record<
          OutputName,
          z.ZodOptional<typeof output>
        >,
      )
      .describe('The pictures this frame gives; `post` is the one that phones show first'),
  })
  .superRefine((settings, context) => {
    const issue = (path: PropertyKey[], message: string) =>
      context.addIssue({ code: 'custom', path: ['outputs', ...path], message })
    if (!settings.outputs.post) issue(['post'], 'at least this output')
    for (const name of outputNames) {
      const one = settings.outputs[name]
      if (!one) continue
      const { width, height } = outputs[name].canvas
      one.slots.forEach((slot, i) => {
        const corners = slotPolygon(slot)
        const inside = corners.every(({ x, y }) => x >= 0 && y >= 0 && x <= width && y <= height)
        if (!inside) issue([name, 'slots', i], `a slot inside the canvas of ${width} × ${height}`)
        const other = one.slots.findIndex((two, j) => j < i && polygonsOverlap(corners, slotPolygon(two)))
        if (other >= 0) issue([name, 'slots', i], `a slot that does not overlap slots[${other}]`)
      })
      const shots = new Set(one.slots.map(({ shot }) => shot))
      if (Math.max(...shots) !== shots.size) issue([name, 'slots'], 'shots counted from 1 without a gap')
      one.texts.forEach((text, i) => {
        const at = [name, 'texts', i]
        const known = text.style === undefined ? {} : settings.styles[text.style]
        if (!known)
          issue([...at, 'style'], `one of ${Object.keys(settings.styles).join(', ') || 'no styles'}`)
        const whole = { ...known, ...text }
        for (const key of ['family', 'size', 'colour'] as const) {
          if (known && whole[key] === undefined) issue([...at, key], `${key}, here or in the style`)
        }
      })
    }
  })

/** A text with everything said: by itself, its style, or else the plain way. Checked settings have it all. */
export function styledText(
  text: OutputSettings['texts'][number],
  styles: TemplateSettings['styles'],
): TextSettings {
  const style = text.style === undefined ? {} : styles[text.style]
  return { ...plainLetters, ...style, ...text } as TextSettings
}

export type TemplateSettings = z.output<typeof templateSettings>
export type OutputSettings = z.output<typeof output>
export type Slot = OutputSettings['slots'][number]
export type Layer = OutputSettings['below'][number]
export type TextSettings = OutputSettings['texts'][number] &
  Omit<z.output<typeof allLetters>, 'shadow'> &
  Pick<z.output<typeof style>, 'shadow'>
