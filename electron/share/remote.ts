/**
 * Which phone leads the visit: what the welcome screen offers, who has taken it, and until when. All of it is in memory
 * alone and ends with the visit, so that the phone of a visit before opens nothing.
 */
import type { VisitVerb, VisitView } from '../contract/visit.ts'
import { same } from '../system/same.ts'
import { newToken } from './links.ts'

/** What a phone may do with the visit that it leads, beside picking, the look and the language: never the shutter, an answer or a code. */
export const remoteVerbs = [
  'agree',
  'count',
  'cancel',
  'keep',
  'retake',
  'again',
  'stay',
  'done',
] as const satisfies readonly VisitVerb[]

/** A phone that was not heard of for this time leads no more, in milliseconds: it sleeps, or its people have gone. */
export const remoteSilence = 120_000

export interface Remote {
  /** What a phone can take; null while the welcome screen shows nothing, or a phone leads. */
  readonly offered: string | null
  readonly isLed: boolean
  /** Follows the visit. */
  moved(visit: VisitView): void
  /** Whether this is the token that can be taken now. */
  isOffered(token: string): boolean
  /** Lets the first that comes with what is offered lead. Gives the key that it leads with; null for everybody else. */
  take(token: string): string | null
  /** Whether this key leads now; its phone was heard of then. */
  leads(key: string): boolean
  /** The kiosk leads again; on the welcome screen another phone can take it then. */
  letGo(): void
  close(): void
}

/** `onChange` is told when something is offered, taken or let go of. */
export function openRemote(onChange: () => void): Remote {
  let at: VisitView['at'] = 'attract'
  let offered: string | null = null
  let key: string | null = null
  let timer: NodeJS.Timeout | undefined

  /** Nobody leads: the welcome screen offers it, with a token that nobody has seen yet. */
  function letGo(): void {
    clearTimeout(timer)
    const before = { offered, key }
    key = null
    offered = at === 'expect' ? newToken() : null
    if (offered !== before.offered || key !== before.key) onChange()
  }

  function heard(): void {
    clearTimeout(timer)
    timer = setTimeout(letGo, remoteSilence)
  }

  const isOffered = (token: string) => offered !== null && same(token, offered)

  return {
    get offered() {
      return offered
    },
    get isLed() {
      return key !== null
    },
    moved(visit) {
      if (visit.at === at) return
      at = visit.at
      if (key === null || at === 'attract') letGo()
    },
    isOffered,
    take(token) {
      if (!isOffered(token)) return null
      offered = null
      key = newToken()
      heard()
      onChange()
      return key
    },
    leads(asked) {
      if (key === null || !same(asked, key)) return false
      heard()
      return true
    },
    letGo() {
      if (key !== null) letGo()
    },
    close: () => clearTimeout(timer),
  }
}
