/** Set lines as SVG, in pixels of the canvas. */
import { escapeXml } from '../gaps.ts'
import { hundredths, type Rectangle } from '../geometry.ts'
import type { TextSettings } from '../template/settings.ts'
import { type Line, union } from './paragraph.ts'
import type { Extent, Font, Outline } from './shape.ts'

/** #rrggbb. Without a colour of its own, no shadow is drawn. */
export interface Colours {
  readonly colour: string
  readonly shadowColour?: string | undefined
}

/** A line where its pen begins, in pixels. */
export interface PlacedLine {
  readonly line: Line
  readonly x: number
  readonly y: number
}

/** The box around what is drawn, in pixels; null when nothing is. `size` is pixels per em. */
export function inkOf(lines: readonly PlacedLine[], size: number): Rectangle | null {
  let all: Extent | null = null
  for (const { line, x, y } of lines) {
    if (!line.ink) continue
    const { left, top, right, bottom } = line.ink
    all = union(all, {
      left: x + left * size,
      top: y + top * size,
      right: x + right * size,
      bottom: y + bottom * size,
    })
  }
  return all && { x: all.left, y: all.top, width: all.right - all.left, height: all.bottom - all.top }
}

/** A line as SVG, in whatever colour surrounds it. `size` is pixels per em. */
export function drawLine({ line, x, y }: PlacedLine, size: number): string {
  let svg = ''
  let font: Font | null = null
  for (const mark of line.marks) {
    const next = 'font' in mark ? mark.font : null
    // Glyphs of one font share a path; two fonts may turn their outlines against each other, and would cut holes.
    if (next !== font) svg += `${font ? '"/>' : ''}${next ? '<path d="' : ''}`
    font = next
    const [markX, markY] = [x + mark.x * size, y + mark.y * size]
    svg +=
      'emoji' in mark ? mark.emoji.draw(markX, markY, size) : drawOutline(mark.outline, markX, markY, size)
  }
  return font ? `${svg}"/>` : svg
}

function drawOutline({ commands }: Outline, x: number, y: number, size: number): string {
  const write = (value: number, i: number) => hundredths((i % 2 ? y : x) + value * size)
  return commands.map(({ type, values }) => type + values.map(write).join(' ')).join('')
}

/** Colours, turns and shadows what is drawn. The shadow falls the same way however the words are turned. */
export function decorate(drawn: string, box: TextSettings, ink: Rectangle, colours: Colours): string {
  const centre = { x: box.x + box.width / 2, y: box.y + box.height / 2 }
  const turn = box.rotation
    ? ` transform="rotate(${box.rotation} ${hundredths(centre.x)} ${hundredths(centre.y)})"`
    : ''
  const words = `<g fill="${escapeXml(colours.colour)}"${turn}>${drawn}</g>`
  const { shadow } = box
  if (!shadow || !colours.shadowColour) return words
  // All around, wherever the turn takes the ink.
  const reach = {
    x: Math.max(Math.abs(ink.x - centre.x), Math.abs(ink.x + ink.width - centre.x)),
    y: Math.max(Math.abs(ink.y - centre.y), Math.abs(ink.y + ink.height - centre.y)),
  }
  const angle = (box.rotation * Math.PI) / 180
  const [cos, sin] = [Math.abs(Math.cos(angle)), Math.abs(Math.sin(angle))]
  const half = {
    width: Math.ceil(reach.x * cos + reach.y * sin + Math.abs(shadow.x) + 2 * shadow.blur + 1),
    height: Math.ceil(reach.x * sin + reach.y * cos + Math.abs(shadow.y) + 2 * shadow.blur + 1),
  }
  const region = [centre.x - half.width, centre.y - half.height, 2 * half.width, 2 * half.height].map(
    hundredths,
  )
  const [x, y, width, height] = region
  // The same name always stands for the same filter, so that texts in one document cannot mix theirs up.
  const colour = escapeXml(colours.shadowColour)
  const values = [...region, shadow.x, shadow.y, shadow.blur, shadow.opacity, colour]
  const id = `shadow-${values.join('-').replaceAll(/[^\w.-]/g, '')}`
  // CSS's blur radius is twice the standard deviation (CSS Backgrounds 3, 6.1).
  const blurred =
    shadow.blur > 0 ? `<feGaussianBlur in="SourceAlpha" stdDeviation="${shadow.blur / 2}"/>` : ''
  const from = blurred ? '' : ' in="SourceAlpha"'
  return `<filter id="${id}" filterUnits="userSpaceOnUse" x="${x}" y="${y}" width="${width}" height="${height}" color-interpolation-filters="sRGB">${blurred}<feOffset${from} dx="${shadow.x}" dy="${shadow.y}" result="moved"/><feFlood flood-color="${colour}" flood-opacity="${shadow.opacity}"/><feComposite in2="moved" operator="in" result="shadow"/><feMerge><feMergeNode in="shadow"/><feMergeNode in="SourceGraphic"/></feMerge></filter><g filter="url(#${id})">${words}</g>`
}
