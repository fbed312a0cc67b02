/** The one visit that is going on: keeps its state and its time-out, and tells when it moves. */
import type { VisitView } from '../contract/visit.ts'
import { attract, step, type VisitEvent, type VisitPlan } from './visit.ts'

export interface Session {
  readonly visit: VisitView
  /** Moves the visit; gives where it is now. Throws NOT_NOW. */
  send(event: VisitEvent): VisitView
  /** Stops the clock. */
  close(): void
}

/** `onMove` is told where the visit is now, by what, and where it was before. */
export function openSession(
  plan: VisitPlan,
  onMove: (visit: VisitView, event: VisitEvent, before: VisitView) => void,
): Session {
  let visit: VisitView = attract
  let timer: NodeJS.Timeout | undefined

  function send(event: VisitEvent): VisitView {
    const next = step(visit, event, Date.now(), plan)
    if (next === visit) return visit
    const before = visit
    visit = next
    clearTimeout(timer)
    if (visit.until !== undefined) {
      timer = setTimeout(() => send({ type: 'timeout' }), Math.max(0, visit.until - Date.now()) + 1)
    }
    onMove(visit, event, before)
    return visit
  }

  return {
    get visit() {
      return visit
    },
    send,
    close: () => clearTimeout(timer),
  }
}
