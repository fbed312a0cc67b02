/**
 * The looks of a photo, as what they do to its colours: each is linear on the encoded sRGB values, so that the
 * live view (an SVG filter) and the result (a matrix over the pixels) are the same.
 */
export interface Look {
  /** Row by row: how much of red, green and blue makes the new red, the new green, the new blue. */
  readonly matrix: readonly [number, number, number, number, number, number, number, number, number]
  /** Added afterwards to red, green and blue, of 255. */
  readonly offset: readonly [number, number, number]
}

export const lookNames = ['natural', 'mono', 'warm', 'cool', 'film', 'vivid'] as const
export type LookName = (typeof lookNames)[number]

/** How much of brightness is in red, green and blue (ITU-R BT.709-6, 3.2). */
const luma = { red: 0.2126, green: 0.7152, blue: 0.0722 } as const

/** A look of so much saturation and, about mid grey, contrast; 1 leaves each as it is. */
function graded(saturation: number, contrast: number): Look {
  const own = saturation * contrast
  const [red, green, blue] = [luma.red, luma.green, luma.blue].map(part => part * (contrast - own)) as [
    number,
    number,
    number,
  ]
  const offset = 127.5 * (1 - contrast)
  return {
    matrix: [red + own, green, blue, red, green + own, blue, red, green, blue + own],
    offset: [offset, offset, offset],
  }
}

/** A look whose red, green and blue then go from `black` to `white`. */
function between(look: Look, black: Look['offset'], white: Look['offset']): Look {
  const gain = black.map((from, i) => (white[i]! - from) / 255)
  return {
    matrix: look.matrix.map((part, i) => part * gain[Math.floor(i / 3)]!) as unknown as Look['matrix'],
    offset: look.offset.map((part, i) => part * gain[i]! + black[i]!) as unknown as Look['offset'],
  }
}

const natural = graded(1, 1)

export const looks: Readonly<Record<LookName, Look>> = {
  natural,
  mono: graded(0, 1.08),
  // Greens stay, so that skin keeps its brightness.
  warm: between(natural, [5, 0, 0], [262, 255, 234]),
  cool: between(natural, [0, 0, 5], [238, 255, 262]),
  // Blacks lifted more in red than in blue, whites softened.
  film: between(graded(0.88, 1), [24, 19, 15], [247, 244, 238]),
  vivid: graded(1.25, 1.08),
}
