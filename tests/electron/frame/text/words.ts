/** A box to set words into, and what a drawing of them says. */
import { join } from 'node:path'
import { Resvg } from '@resvg/resvg-js'
import type { TextSettings } from '../../../../electron/frame/template/settings.ts'
import { type FittedWords, openTypesetter } from '../../../../electron/frame/text/typesetter.ts'
import { root } from '../../../../electron/system/root.ts'

export const bundledFont = (name: string) => join(root, 'resources', 'fonts', `${name}-Bold.ttf`)

export const box: TextSettings = {
  text: '',
  x: 40,
  y: 30,
  width: 500,
  height: 100,
  align: 'left',
  vertical: 'top',
  lines: 1,
  rotation: 0,
  family: 'Noto Sans',
  weight: 700,
  size: 60,
  smallest: 12,
  leading: 1.1,
  tracking: 0,
  uppercase: false,
  colour: '#000000',
}

const typesetter = await openTypesetter([])

export function set(words: string, changes: Partial<TextSettings> = {}, language = 'en'): FittedWords {
  return typesetter.set(
    words,
    { ...box, ...changes },
    { language, colour: '#000000', shadowColour: '#ff0000' },
  )
}

/** A drawing on white, 640 × 200, as RGBA. */
export function render(svg: string): Buffer {
  const document = `<svg xmlns="http://www.w3.org/2000/svg" width="640" height="200"><path fill="#fff" d="M0 0h640v200H0z"/>${svg}</svg>`
  return new Resvg(document, { font: { loadSystemFonts: false } }).render().pixels
}

/** The pixels that are not white. */
export function inked(svg: string): { x: number; y: number; red: number; green: number; blue: number }[] {
  const rgba = render(svg)
  const all = []
  for (let at = 0; at < rgba.length; at += 4) {
    const [red, green, blue] = [rgba[at]!, rgba[at + 1]!, rgba[at + 2]!]
    if (Math.min(red, green, blue) < 250)
      all.push({ x: (at / 4) % 640, y: Math.floor(at / 4 / 640), red, green, blue })
  }
  return all
}

/** What is drawn, wherever it stands: two drawings of the same shape are equal. */
export function shape({ svg, ink }: FittedWords): string {
  return svg
    .replace(/ transform="[^"]*"/, '')
    .replaceAll(/([MLQC])([^MLQCZ"]*)/g, (_, letter: string, numbers: string) => {
      const places = numbers.trim().split(' ').map(Number)
      return letter + places.map((n, i) => Math.round(n - (i % 2 ? ink.y : ink.x))).join(' ')
    })
}
