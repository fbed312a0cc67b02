import { qrCode } from '../system/qr.ts'
import { escapeXml, type FrameValues, fillGaps, fillWords } from './gaps.ts'
import { boundsOf, type Rectangle, slotPolygon } from './geometry.ts'
import { type OutputFacts, type OutputName, outputs } from './outputs.ts'
import {
  type Layer,
  type OutputSettings,
  type Slot,
  styledText,
  type TextSettings,
} from './template/settings.ts'
import type { Drawing, Template } from './template/template.ts'
import type { Typesetter } from './text/typesetter.ts'

/** Where a photo goes on the finished picture, in its pixels. */
export interface PlannedSlot {
  /** Which of the shots, counted from 1. */
  readonly shot: number
  /** The slot before it is turned. */
  readonly place: Rectangle
  readonly rotation: number
  readonly radius: number
  readonly fit: Slot['fit']
  readonly focus: Slot['focus']
  /** #rrggbb behind a photo that does not fill its slot. */
  readonly ground: string
  /** The whole pixels that the turned slot touches. */
  readonly bounds: Rectangle
}

/** One picture of a frame for one event: where everything goes, and what is drawn, as SVG documents of its size. */
export interface FramePlan {
  readonly output: OutputName
  readonly width: number
  readonly height: number
  /** How many shots it shows. */
  readonly shots: number
  readonly slots: readonly PlannedSlot[]
  /** Behind the photos; opaque. */
  readonly below: string
  /** The slots themselves, each in the colour `slotColour` gives. */
  readonly mask: string
  /** Before the photos. */
  readonly above: string
  /** The characters that no font draws. */
  readonly missing: readonly string[]
  /** The words that had to be shortened. */
  readonly cut: readonly string[]
}

type Size = Pick<Rectangle, 'width' | 'height'>

export interface LayoutParts {
  readonly values: FrameValues
  /** A BCP 47 tag: how words break, and which form a Han character takes. */
  readonly language: string
  readonly typesetter: Typesetter
  /** What the QR code opens; without it, none is drawn. */
  readonly link?: string | undefined
  /** A strip by itself, as screens show it, not as it is printed. */
  readonly once?: boolean | undefined
}

/** Lays out one picture of a frame. Pure: what the fonts say comes in through the typesetter. The frame must have the output. */
export function layOut(template: Template, output: OutputName, parts: LayoutParts): FramePlan {
  const settings = template.outputs[output]
  if (!settings) throw new Error(`${template.name} has no ${output}`)
  const facts: OutputFacts = outputs[output]
  const { width, height } = facts.canvas
  const colour = (name: string) => fillGaps(name, parts.values)
  const draw = (layer: Layer) =>
    drawLayer(layer, template.drawings.get(layer.file)!, facts.canvas, parts.values)
  const slots = settings.slots.map(slot => planSlot(slot, colour))
  const texts = settings.texts.map(text => setText(styledText(text, template.styles), parts))
  const copies = copiesOf(facts, parts.once)
  const placed = copies.flatMap(x => slots.map(slot => moved(slot, x)))
  const whole = { width: width * copies.length, height }
  const everywhere = (svg: string) =>
    document(
      whole,
      copies
        .map(x =>
          copies.length === 1 ? svg : `<svg x="${x}" width="${width}" height="${height}">${svg}</svg>`,
        )
        .join(''),
    )
  return {
    output,
    ...whole,
    shots: Math.max(...slots.map(({ shot }) => shot)),
    slots: placed,
    below: everywhere(
      `<path fill="${colour(settings.ground)}" d="M0 0h${width}v${height}h${-width}z"/>${settings.below.map(draw).join('')}`,
    ),
    mask: document(whole, placed.map((slot, i) => rectangle(slot, `fill="${slotColour(i)}"`)).join('')),
    above: everywhere(
      [
        ...settings.slots.map(slot => drawBorder(slot, colour)),
        ...settings.above.map(draw),
        ...texts.map(({ svg }) => svg),
        drawQr(settings.qr, parts.link, colour),
      ].join(''),
    ),
    missing: [...new Set(texts.flatMap(({ missing }) => missing))],
    cut: texts.filter(({ cut }) => cut).map(({ words }) => words),
  }
}

/** What a photo's people said, where the frame has a place for it: drawn over everything else. */
export interface PlannedWords {
  /** An SVG document of this place alone. */
  readonly svg: string
  /** Whole pixels of the picture. */
  readonly place: Rectangle
}

/** Whether a picture of the frame has a place for what people say: a text with no other gap but that. */
export function hasStoryPlace(template: Template, output: OutputName): boolean {
  return template.outputs[output]?.texts.some(isStory) ?? false
}

/** Lays out `values.story` alone; nothing where there are no words or no place for them. */
export function layOutStory(template: Template, output: OutputName, parts: LayoutParts): PlannedWords[] {
  const { width, height } = outputs[output].canvas
  const copies = copiesOf(outputs[output], parts.once)
  return (template.outputs[output]?.texts ?? []).filter(isStory).flatMap(one => {
    const text = styledText(one, template.styles)
    const { svg } = setText(text, parts)
    if (svg === '') return []
    const { shadow } = text
    const reach = shadow ? Math.abs(shadow.x) + Math.abs(shadow.y) + 2 * shadow.blur : 0
    const box = boundsOf(slotPolygon(text))
    const [left, top] = [Math.max(0, box.x - reach), Math.max(0, box.y - reach)].map(Math.floor) as [
      number,
      number,
    ]
    const right = Math.min(width, Math.ceil(box.x + box.width + reach))
    const bottom = Math.min(height, Math.ceil(box.y + box.height + reach))
    const place = { x: left, y: top, width: right - left, height: bottom - top }
    return copies.map(x => ({ svg: document(place, svg), place: { ...place, x: left + x } }))
  })
}

function isStory({ text }: Pick<TextSettings, 'text'>): boolean {
  const gaps = text.match(/\{[A-Za-z][\w.]*\}/g) ?? []
  return gaps.length > 0 && gaps.every(gap => gap === '{story}')
}

/** The colour that stands for the slot of this index in a plan's mask: its red tells the index, see `slotOf`. */
export function slotColour(index: number): string {
  return `rgb(${(index + 1) * slotStep},0,0)`
}

/** Which slot a red of the mask, not multiplied by its alpha, stands for. */
export function slotOf(red: number): number {
  return Math.round(red / slotStep) - 1
}

/** Far enough apart that the rounding at a soft edge tells no wrong slot; a strip of 6 has 12. */
const slotStep = 20

function planSlot(slot: Slot, colour: (name: string) => string): PlannedSlot {
  const { x, y, width, height, shot, rotation, radius, fit, focus, ground } = slot
  const place = { x, y, width, height }
  return {
    shot,
    place,
    rotation,
    radius,
    fit,
    focus,
    ground: colour(ground),
    bounds: boundsOf(slotPolygon(slot)),
  }
}

/** Where each copy of a strip begins: it is printed twice, side by side. */
function copiesOf({ canvas, twice }: OutputFacts, once = false): number[] {
  return twice && !once ? [0, canvas.width] : [0]
}

function moved(slot: PlannedSlot, by: number): PlannedSlot {
  const right = (one: Rectangle) => ({ ...one, x: one.x + by })
  return by === 0 ? slot : { ...slot, place: right(slot.place), bounds: right(slot.bounds) }
}

/** A document of what is within this part of the canvas. */
function document({ x = 0, y = 0, width, height }: Partial<Rectangle> & Size, content: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${width}" height="${height}" viewBox="${x} ${y} ${width} ${height}">${content}</svg>`
}

function rectangle(
  slot: Pick<PlannedSlot, 'place' | 'rotation' | 'radius'>,
  paint: string,
  grown = 0,
): string {
  const { x, y, width, height } = slot.place
  // SVG would make an ellipse of a radius that is too large for one side alone.
  const radius = slot.radius > 0 ? Math.min(slot.radius, width / 2, height / 2) + grown : 0
  const box = `x="${x - grown}" y="${y - grown}" width="${width + 2 * grown}" height="${height + 2 * grown}"`
  return `<rect ${box} rx="${radius}" ${turned(slot.place, slot.rotation)} ${paint}/>`
}

/** The border lies outside the photo, and a hair over its soft edge. */
function drawBorder(slot: Slot, colour: (name: string) => string): string {
  if (!slot.border?.width) return ''
  const { width } = slot.border
  const paint = `fill="none" stroke="${colour(slot.border.colour)}" stroke-width="${width + 1}"`
  return rectangle({ place: slot, rotation: slot.rotation, radius: slot.radius }, paint, (width - 1) / 2)
}

function turned({ x, y, width, height }: Rectangle, rotation: number): string {
  return rotation === 0 ? '' : `transform="rotate(${rotation} ${x + width / 2} ${y + height / 2})"`
}

const aspect = { stretch: 'none', contain: 'xMidYMid meet', cover: 'xMidYMid slice' } as const

function drawLayer(
  layer: Layer,
  drawing: Drawing,
  canvas: { width: number; height: number },
  values: FrameValues,
): string {
  const { x, y, width = canvas.width, height = canvas.height } = layer
  const how = aspect[layer.fit]
  const place = `x="${x}" y="${y}" width="${width}" height="${height}" preserveAspectRatio="${how}"`
  const drawn =
    drawing.kind === 'svg'
      ? `<svg ${place} viewBox="0 0 ${drawing.width} ${drawing.height}">${fillGaps(drawing.svg, values, escapeXml)}</svg>`
      : `<image ${place} xlink:href="data:image/png;base64,${drawing.base64}"/>`
  const group = [
    turned({ x, y, width, height }, layer.rotation),
    layer.opacity === 1 ? '' : `opacity="${layer.opacity}"`,
  ].join(' ')
  return group.trim() ? `<g ${group}>${drawn}</g>` : drawn
}

function setText(text: TextSettings, { values, language, typesetter }: LayoutParts) {
  const gaps = [...text.text.matchAll(/\{[A-Za-z][\w.]*\}/g)]
  const words = fillGaps(text.text, values)
  // A text of gaps that all came out empty says nothing, whatever stands between them.
  const said = gaps.length === 0 || gaps.some(([gap]) => fillGaps(gap, values).trim() !== '')
  if (!said || words.trim() === '') return { words, svg: '', missing: [] as readonly string[], cut: false }
  const shadowColour = text.shadow && { shadowColour: fillGaps(text.shadow.colour, values) }
  const colour = fillGaps(text.colour, values)
  return {
    words,
    ...typesetter.set(fillWords(text.text, values), text, { language, colour, ...shadowColour }),
  }
}

function drawQr(
  qr: OutputSettings['qr'],
  link: string | undefined,
  colour: (name: string) => string,
): string {
  if (!qr || !link) return ''
  const code = qrCode(link)
  const quiet = 4 // modules, ISO/IEC 18004
  const side = code.size + 2 * quiet
  const place = `x="${qr.x}" y="${qr.y}" width="${qr.size}" height="${qr.size}"`
  return `<svg ${place} viewBox="${-quiet} ${-quiet} ${side} ${side}" shape-rendering="crispEdges"><path fill="${colour(qr.ground)}" d="M${-quiet} ${-quiet}h${side}v${side}h${-side}z"/><path fill="${colour(qr.colour)}" d="${code.path}"/></svg>`
}
