// Pure black: with anything lighter some middle grey would pass with neither.
const ink = '#000000'
const paper = '#ffffff'

/** The text colour, black or white, that contrasts more with `background` (#rrggbb): at least 4.58:1. */
export function textOn(background: string): string {
  return contrast(background, ink) >= contrast(background, paper) ? ink : paper
}

/** Contrast ratio of two colours (#rrggbb), 1 to 21 (WCAG 2.2, "contrast ratio"). */
export function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

/** Relative luminance, 0 to 1 (WCAG 2.2). */
function luminance(colour: string): number {
  const [r, g, b] = [1, 3, 5].map(at => {
    const channel = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}
