// Pure black: with anything lighter some middle grey would pass with neither.
const ink = '#000000'
const paper = '#ffffff'

/** The kiosk's own colours, as `tokens.css` has them: its ground, its quietest words on that, and its white card. */
export const standardGround = '#14110f'
export const quietInk = '#c9beb2'
export const card = '#fffdfa'

/** The text colour, black or white, that contrasts more with `background` (#rrggbb): at least 4.58:1. */
export function textOn(background: string): string {
  return contrast(background, ink) >= contrast(background, paper) ? ink : paper
}

/** Contrast ratio of two colours (#rrggbb), 1 to 21 (WCAG 2.2, "contrast ratio"). */
export function contrast(a: string, b: string): number {
  return contrastOf(luminance(channelsOf(a)), luminance(channelsOf(b)))
}

/** The same of two luminances. */
export function contrastOf(a: number, b: number): number {
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
}

/** Relative luminance, 0 to 1, of red, green and blue from 0 to 255 (WCAG 2.2). */
export function luminance(channels: readonly number[]): number {
  const [r, g, b] = channels.map(one => {
    const channel = one / 255
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

/** Red, green and blue of #rrggbb, 0 to 255. */
export function channelsOf(colour: string): [number, number, number] {
  return [1, 3, 5].map(at => Number.parseInt(colour.slice(at, at + 2), 16)) as [number, number, number]
}

/** #rrggbb of red, green and blue. */
export function hexOf(channels: readonly number[]): string {
  return `#${channels.map(one => Math.round(one).toString(16).padStart(2, '0')).join('')}`
}

/** Red, green and blue of one colour with `much` of another over it, 0 to 1. */
export function mixed(below: readonly number[], over: readonly number[], much: number): number[] {
  return below.map((one, i) => one + (over[i]! - one) * much)
}

/** The words of a kiosk are read on its ground and on what is a shade lighter than it (WCAG 2.2, 1.4.3 asks for 4.5). */
const leastOnGround = 5.5
const leastForWords = 4.5

/** How the kiosk's quietest words do on `ground`, and the nearest darker colour on which they do where they do not. */
export function groundShade(ground: string): { readonly contrast: number; readonly better: string | null } {
  const own = contrast(quietInk, ground)
  if (own >= leastOnGround) return { contrast: own, better: null }
  const channels = channelsOf(ground)
  const darker = Array.from({ length: 100 }, (_, i) => hexOf(channels.map(one => one * (1 - (i + 1) / 100))))
  return { contrast: own, better: darker.find(one => contrast(quietInk, one) >= leastOnGround)! }
}

/**
 * How much of `ground` must lie over a colour, red, green and blue from 0 to 255, so that every word of the kiosk can be
 * read on it: 0 to 1. `ground` is one on which they can.
 */
export function scrimOver(brightest: readonly number[], ground: string): number {
  const words = luminance(channelsOf(quietInk))
  const below = channelsOf(ground)
  const passes = (much: number) =>
    contrastOf(words, luminance(mixed(brightest, below, much))) >= leastForWords
  const steps = Array.from({ length: 101 }, (_, i) => i / 100)
  return steps.find(passes) ?? 1
}
