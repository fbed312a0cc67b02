/**
 * How long to wait before the next attempt, in milliseconds: a random time up to a limit that doubles with each failure
 * ("full jitter", AWS Architecture Blog, "Exponential Backoff And Jitter"), so that a thousand kiosks that lost the same
 * network do not come back in step.
 */
export function fullJitter(
  failures: number,
  { first, most }: { readonly first: number; readonly most: number },
  random: () => number = Math.random,
): number {
  return Math.round(random() * Math.min(most, first * 2 ** Math.min(failures, 30)))
}
