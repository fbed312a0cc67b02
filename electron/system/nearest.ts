import leven from 'leven'

/** The candidate that `came` most likely meant, or null when none is near (by Levenshtein distance, at most a third of its length, at least 2). */
export function nearest(came: string, candidates: readonly string[]): string | null {
  const limit = Math.max(2, Math.floor(came.length / 3))
  const ranked = candidates
    .map(candidate => ({ candidate, distance: leven(came.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ distance }) => distance <= limit)
    .sort((a, b) => a.distance - b.distance)
  return ranked[0]?.candidate ?? null
}
