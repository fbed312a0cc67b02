/** In which order a burst's pictures are shown: forward and back, and round again. */
import { filmSeconds } from '../../electron/contract/clip.ts'

/** Ticks of the film in a second (networks ask for 24 to 60), and for how many of them each picture stays. */
export const ticksPerSecond = 30
const ticksPerPicture = 2
/** How long each picture stays, in milliseconds. */
export const pictureTime = (1000 * ticksPerPicture) / ticksPerSecond

/** With fewer, nothing moves that is worth a film. */
export const fewestPictures = 4

/** Forward and back through `count` pictures, without showing either end twice in a row when it goes round. */
export function thereAndBack(count: number): number[] {
  const forward = Array.from({ length: count }, (_, i) => i)
  return [...forward, ...forward.slice(1, -1).reverse()]
}

/**
 * One round of a film through `count` pictures: which picture each tick shows, and how many rounds make it long enough. It
 * begins and ends with half the time of the first picture: whoever stops at its end sees where it began, and it goes round
 * without a seam.
 */
export function filmRound(count: number): { readonly ticks: readonly number[]; readonly rounds: number } {
  const round = thereAndBack(count)
  const ticks = Array.from(
    { length: round.length * ticksPerPicture },
    (_, tick) => round[Math.floor((tick + ticksPerPicture / 2) / ticksPerPicture) % round.length]!,
  )
  return { ticks, rounds: Math.ceil((filmSeconds.least * ticksPerSecond) / ticks.length) }
}
