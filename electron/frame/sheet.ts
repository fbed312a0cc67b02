import { Resvg } from '@resvg/resvg-js'

/** A picture on a contact sheet: a JPEG and its own size in pixels. */
export interface SheetPicture {
  readonly jpeg: Buffer
  readonly width: number
  readonly height: number
}

/** Rows of pictures, each row of one height, side by side on grey, as one PNG `across` pixels wide. */
export function contactSheet(rows: readonly (readonly SheetPicture[])[], across = 2400): Buffer {
  const gap = 12
  let y = gap
  let drawn = ''
  for (const row of rows) {
    const shapes = row.reduce((sum, { width, height }) => sum + width / height, 0)
    const height = Math.min(420, Math.floor((across - gap * (row.length + 1)) / shapes))
    let x = gap
    for (const picture of row) {
      const width = (height * picture.width) / picture.height
      drawn += `<image x="${x}" y="${y}" width="${width}" height="${height}" href="data:image/jpeg;base64,${picture.jpeg.toString('base64')}"/>`
      x += width + gap
    }
    y += height + gap
  }
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${across}" height="${y}"><path fill="#777777" d="M0 0h${across}v${y}H0z"/>${drawn}</svg>`
  return new Resvg(svg, { font: { loadSystemFonts: false } }).render().asPng()
}
