/** What stands after all that was said about a photo. Pure: entries in, the answer out. */
import type { Purpose } from '../contract/consent.ts'
import type { Entry } from './ledger.ts'
import { type AnswerEntry, standingAnswers } from './standing-answers.ts'

/** Where one purpose of one photo stands. */
export interface Standing {
  readonly allowed: boolean
  /** How many of the people in the picture said yes, and how many they are. */
  readonly agreed: number
  readonly people: number
  /** Until when the yes of all holds (RFC 3339 in UTC); null without one. */
  readonly until: string | null
}

/**
 * Where `purpose` stands at `when` (milliseconds since 1970), by a photo's entries in order. Everybody in the picture
 * has to say yes; one no, or one who takes it back, ends it for all, and then all have to say yes again. A yes counts
 * from its own time to its end; a no counts whatever the clock says, so that a wrong clock never allows anything.
 */
export function standing(entries: readonly Entry[], purpose: Purpose, when: number): Standing {
  let people = 1
  for (const { kind, said } of entries) {
    if (kind === 'answer' && said.purpose === purpose) people = Math.max(people, said.people)
  }
  const counted = standingAnswers(entries, purpose).filter(answer => counts(answer, when))
  const until = counted.map(({ said }) => said.licence!.until).sort()[0] ?? null
  const agreed = counted.length
  return { allowed: agreed >= people, agreed, people, until: agreed >= people ? until : null }
}

/** A child's yes is the guardian's; nobody else can give it. */
function counts({ at, said }: AnswerEntry, when: number): boolean {
  const { licence, children, guardian, person, people } = said
  if (licence === null || (children && !guardian?.name)) return false
  if (!Number.isInteger(person) || person < 1 || person > people) return false
  return Date.parse(at) <= when && when < Date.parse(licence.until)
}
