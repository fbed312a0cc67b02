import type { Look } from '../../electron/contract/looks.ts'

/** Gives pixels of red, green, blue and alpha a look, in place. */
export function applyLook(rgba: Uint8ClampedArray, { matrix, offset }: Look): void {
  const [rr, rg, rb, gr, gg, gb, br, bg, bb] = matrix
  const [r0, g0, b0] = offset
  for (let i = 0; i < rgba.length; i += 4) {
    const [red, green, blue] = [rgba[i]!, rgba[i + 1]!, rgba[i + 2]!]
    rgba[i] = rr * red + rg * green + rb * blue + r0
    rgba[i + 1] = gr * red + gg * green + gb * blue + g0
    rgba[i + 2] = br * red + bg * green + bb * blue + b0
  }
}
