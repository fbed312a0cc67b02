/** Random numbers from 0 to 1 that are the same in every run (Lehmer, 48271 modulo 2³¹ − 1). */
export function seeded(seed: number): () => number {
  let state = seed + 1
  return () => {
    state = (state * 48271) % 2147483647
    return (state - 1) / 2147483646
  }
}

/** Random choices from a generator such as `seeded` gives. */
export function chances(random: () => number) {
  const below = (count: number) => Math.min(Math.floor(random() * count), count - 1)
  return {
    /** A whole number from 0, less than `count`. */
    below,
    /** True once in `times`. */
    once: (times: number) => below(times) === 0,
    oneOf: <T>(choices: readonly T[]): T => choices[below(choices.length)]!,
  }
}
