import { fitText, type MeasureText } from './fit-text.ts'
import { escapeXml, type FrameValues, fillGaps } from './gaps.ts'
import type { Template } from './template.ts'
import type { Slot, TextSettings } from './template-settings.ts'

/** Where everything goes on the finished picture, in its pixels. */
export interface FramePlan {
  readonly width: number
  readonly height: number
  readonly slots: readonly Slot[]
  /** The artwork of this event as one SVG document: opaque outside the slots, windows inside them. */
  readonly svg: string
}

/** Lays a frame out for one event. Pure: what the fonts say comes in through `measure`. */
export function layOut(template: Template, values: FrameValues, measure: MeasureText): FramePlan {
  const { width, height, ground } = template.canvas
  const colour = (name: string) => escapeXml(fillGaps(name, values))
  const windows = template.slots.map(({ x, y, width, height }) => `M${x} ${y}v${height}h${width}v${-height}z`)
  const parts = [
    `<path fill-rule="evenodd" fill="${colour(ground)}" d="M0 0H${width}V${height}H0z${windows.join('')}"/>`,
    ...template.artwork.map(svg => fillGaps(withoutProlog(svg), values, escapeXml)),
    ...template.texts.map(text => drawText(text, values, measure, colour(text.colour))),
  ]
  return {
    width,
    height,
    slots: template.slots,
    svg: `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${parts.join('')}</svg>`,
  }
}

const anchors = { left: 'start', centre: 'middle', right: 'end' } as const

function drawText(box: TextSettings, values: FrameValues, measure: MeasureText, colour: string): string {
  const words = fillGaps(box.text, values)
  if (words.trim() === '') return ''
  const { lines, size } = fitText(words, box, measure)
  return lines
    .map((line, i) => {
      const y = box.baseline - (lines.length - 1 - i) * box.leading * size
      const font = `font-family="${escapeXml(box.family)}" font-weight="${box.weight}" font-size="${size.toFixed(2)}"`
      const spacing = box.tracking === 0 ? '' : ` letter-spacing="${(box.tracking * size).toFixed(3)}"`
      return `<text x="${box.x}" y="${y.toFixed(2)}" text-anchor="${anchors[box.align]}" fill="${colour}" ${font}${spacing}>${escapeXml(line)}</text>`
    })
    .join('')
}

/** An SVG file without its XML declaration and document type, so that it can stand inside another. */
function withoutProlog(svg: string): string {
  return svg.slice(svg.search(/<svg[\s/>]/))
}
