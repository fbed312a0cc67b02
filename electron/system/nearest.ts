import leven from 'leven'

/**
 * The candidate that `came` most likely meant, or null when none is near: one that begins with it, else the
 * closest by Levenshtein distance, at most a third of its length (and at least 2) away.
 */
export function nearest(came: string, candidates: readonly string[]): string | null {
  const typed = came.toLowerCase()
  const limit = Math.max(2, Math.floor(typed.length / 3))
  const begun = candidates.find(candidate => typed.length > 2 && candidate.toLowerCase().startsWith(typed))
  if (begun !== undefined) return begun
  const ranked = candidates
    .map(candidate => ({ candidate, distance: leven(typed, candidate.toLowerCase()) }))
    .filter(({ distance }) => distance <= limit)
    .sort((a, b) => a.distance - b.distance)
  return ranked[0]?.candidate ?? null
}
