/** The pictures that a frame gives, each for a place where people post or hold them. */
export const outputs = {
  /** A feed's tallest picture, 4:5. */
  post: { canvas: { width: 1080, height: 1350 }, quality: 90 },
  /** A full phone screen, 9:16. */
  story: { canvas: { width: 1080, height: 1920 }, quality: 90 },
  square: { canvas: { width: 1080, height: 1080 }, quality: 90 },
  /** The card beside a link; networks take at most 300 kB. */
  card: { canvas: { width: 1200, height: 630 }, quality: 86, mostBytes: 300_000 },
  /** 4 × 6 inches at 300 dots per inch. */
  print: { canvas: { width: 1200, height: 1800 }, quality: 95, dpi: 300 },
  /** A strip of 2 × 6 inches at 300 dots per inch. It is printed twice, side by side on 4 × 6, and cut. */
  strip: { canvas: { width: 600, height: 1800 }, quality: 95, dpi: 300, twice: true },
} as const satisfies Record<string, OutputFacts>

export interface OutputFacts {
  /** What a frame is laid out on, in pixels. */
  readonly canvas: { readonly width: number; readonly height: number }
  /** JPEG quality, 1–100. */
  readonly quality: number
  readonly mostBytes?: number
  readonly dpi?: number
  readonly twice?: boolean
}

export type OutputName = keyof typeof outputs
export const outputNames = Object.keys(outputs) as OutputName[]
