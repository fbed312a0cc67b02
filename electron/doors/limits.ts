/** How often an address may do something, so that a guesser or a flood does not take the share door from everybody. */

/** `burst` at once, `perSecond` after that. */
export interface Rate {
  readonly burst: number
  readonly perSecond: number
}

export interface Allowance {
  /** Takes one for `address`; false when there is none left. */
  take(address: string): boolean
}

/** More addresses are not remembered at a time. */
export const mostAddresses = 10_000

/** A token bucket an address. Where there are too many, the one that asked longest ago is forgotten: its bucket is the fullest. */
export function openAllowance({ burst, perSecond }: Rate, now = () => performance.now()): Allowance {
  const buckets = new Map<string, { readonly left: number; readonly at: number }>() // longest ago first

  return {
    take(address) {
      const time = now()
      const { left, at } = buckets.get(address) ?? { left: burst, at: time }
      const refilled = Math.min(burst, left + ((time - at) / 1000) * perSecond)
      const given = refilled >= 1
      buckets.delete(address)
      buckets.set(address, { left: given ? refilled - 1 : refilled, at: time })
      for (const [oldest] of buckets) {
        if (buckets.size <= mostAddresses) break
        buckets.delete(oldest)
      }
      return given
    },
  }
}
