/** Which of the offered languages stand on the first screen. */

/** As many names as one line holds on every screen, and one glance. */
const few = 4

/**
 * The first few of `offered`, in its order; all of them when the others would be one alone. The one that is spoken is
 * always among them, in the last place when it is none of the first.
 */
export function firstFew<O extends { readonly language: string }>(
  offered: readonly O[],
  spoken: string,
): readonly O[] {
  if (offered.length <= few + 1) return offered
  const first = offered.slice(0, few)
  const current = offered.find(one => one.language === spoken)
  return !current || first.includes(current) ? first : [...first.slice(0, -1), current]
}
