/** Which answers a photo's standing rests on. Pure. */
import type { Purpose } from '../contract/consent.ts'
import type { Entry } from './ledger.ts'

export type AnswerEntry = Entry & { readonly kind: 'answer' }

/**
 * The yeses to `purpose` that nobody took back, the newest of each person. Whether they are enough, and whether their
 * time has come or is over, only `standing` says.
 */
export function standingAnswers(entries: Iterable<Entry>, purpose: Purpose): AnswerEntry[] {
  const yes = new Map<number, AnswerEntry>()
  for (const entry of entries) {
    if (entry.said.purpose === 'everything') return []
    if (entry.said.purpose !== purpose) continue
    if (entry.kind === 'answer' && entry.said.given === true) yes.set(entry.said.person, entry)
    else yes.clear()
  }
  return [...yes.values()]
}
