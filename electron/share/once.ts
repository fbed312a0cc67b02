/**
 * Work that is done once, however often the same form is sent: without it, a hurried second tap of one person in a
 * group would count as a second person's yes.
 */
export type Once = (form: string, work: () => Promise<void>) => Promise<void>

/** More forms are not remembered at a time; the oldest is forgotten first. */
const mostForms = 2_000

/** Whoever sends a form again gets the first one's end. What failed may be sent again. */
export function openOnce(most = mostForms): Once {
  const known = new Map<string, Promise<void>>()
  return (form, work) => {
    const before = known.get(form)
    if (before) return before
    const first = work()
    known.set(form, first)
    first.catch(() => known.delete(form))
    for (const [oldest] of known) {
      if (known.size <= most) break
      known.delete(oldest)
    }
    return first
  }
}
