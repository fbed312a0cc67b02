/** What a move of the visit is in the journal. Pure: where it was, where it is and why in, lines out. */
import type { Purpose } from '../contract/consent.ts'
import type { VisitView } from '../contract/visit.ts'
import type { VisitEvent } from '../session/visit.ts'
import type { Note } from './kinds.ts'

/** One move of the visit, as the session tells it. */
export interface VisitMove {
  readonly before: VisitView
  readonly visit: VisitView
  readonly event: VisitEvent
}

/** `app` is the program's version, `asked` what the kiosk asks for when its question is open. */
export function visitNotes(
  { before, visit, event }: VisitMove,
  app: string,
  asked: () => readonly Purpose[],
): Note[] {
  if (visit.at === before.at) return [] // more time, a picture that is ready, an answer: the screen stays
  const notes: Note[] = []
  const isNew = isOver(before) || event.type === 'again'
  if (!isOver(before) && (isOver(visit) || isNew)) {
    const ended_by = event.type === 'timeout' ? 'timeout' : 'hand'
    notes.push({ kind: 'visit.ended', photo: photoOf(before), detail: { step: before.at, ended_by } })
  }
  if (isOver(visit)) return notes
  const step = visit.at
  const photo = photoOf(visit)
  if (isNew) notes.push({ kind: 'visit.begun', photo, detail: { step, app } })
  notes.push({ kind: 'visit.step', photo, detail: { step } })
  const isNewCode = visit.at === 'takeaway' && before.at !== 'choose' && before.at !== 'attract'
  if (isNewCode && visit.asked === 'open') {
    for (const purpose of asked())
      notes.push({ kind: 'consent.asked', photo, detail: { purpose, way: 'kiosk' } })
  }
  return notes
}

/** With its thanks a visit is over; whoever takes one more photo begins another. */
const isOver = (visit: VisitView): visit is Extract<VisitView, { at: 'attract' | 'thanks' }> =>
  visit.at === 'attract' || visit.at === 'thanks'

const photoOf = (visit: VisitView) => ('photo' in visit ? visit.photo.id : null)
