/** The value below which `share` (0 to 1) of the samples lie, by nearest rank. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b)
  const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]
  if (value === undefined) throw new Error('Expected at least one sample')
  return value
}

export function median(samples: readonly number[]): number {
  return percentile(samples, 0.5)
}

export function round(value: number, digits = 2): number {
  return Number(value.toFixed(digits))
}

/** How long `work` takes, in milliseconds, `times` times over after `warmUp` unmeasured ones. */
export async function sample(times: number, warmUp: number, work: () => Promise<unknown>): Promise<number[]> {
  const samples: number[] = []
  for (let i = -warmUp; i < times; i++) {
    const started = performance.now()
    await work()
    if (i >= 0) samples.push(performance.now() - started)
  }
  return samples
}

/** A measured value beside its limit. */
export function within(value: number, limit: number) {
  return { value: round(value), limit, ratio: round(value / limit), ok: value <= limit }
}

/** A measured value beside the least it should be. */
export function atLeast(value: number, limit: number) {
  return { value: round(value), limit, ok: value >= limit }
}
