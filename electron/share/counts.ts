/**
 * What phones do with a photo's page, for counting: without cookies, marks or addresses, so that it says how often and
 * never who. A tap on a network is what somebody intended, for nobody here can see what became of it.
 */
import type { Photos } from '../capture/photos.ts'
import { Trouble } from '../contract/errors.ts'
import type { Journal } from '../journal/journal.ts'
import type { Details, Note, PhoneKind, Visitor } from '../journal/kinds.ts'
import type { Store } from '../store/open.ts'
import { findShared } from './shared-photo.ts'
import { visitorOf } from './visitor.ts'

/** What a person does on the page beside opening it. */
export type Deed = {
  [K in Exclude<PhoneKind, 'page.opened'>]: { readonly kind: K; readonly detail: Details[K] }
}[Exclude<PhoneKind, 'page.opened'>]

/** `userAgent` is what the phone's browser calls itself. A token that opens nothing is not counted. */
export interface Counts {
  opened(token: string, userAgent: string | undefined): void
  /** Programs intend nothing: what they ask for is not counted. */
  did(token: string, userAgent: string | undefined, deed: Deed): void
  /** Writes down what is still in memory. */
  close(): void
}

export interface CountsParts {
  readonly photos: Photos
  readonly store: Store
  readonly journal: Journal
  /** How often something may be counted, by what it is and of which photo. */
  readonly allowance: { take(what: string): boolean }
  readonly every?: number
}

/** At most thirty of a kind and photo in any hour: people come back a few times, who would inflate a count does more. */
export const countRate = { burst: 10, perSecond: 20 / 3600 } as const

/** How long lines wait for others, in milliseconds: a flood of requests is a few writes, and a crash loses no more. */
const standardEvery = 1_000

/** Of more photos it is not remembered that they were opened: the journal is asked anew. */
const mostRemembered = 10_000

export function openCounts(parts: CountsParts): Counts {
  const { photos, store, journal, allowance } = parts
  const openedBefore = store.prepare<[string, Visitor], { seq: number }>(`
    SELECT seq FROM journal
    WHERE photo = ? AND kind = 'page.opened' AND detail ->> 'opened_by' = ? LIMIT 1`)
  const opened = new Set<string>()
  let waiting: Note[] = []
  let timer: NodeJS.Timeout | undefined

  function wasOpened(photoId: string, by: Visitor): boolean {
    const key = `${photoId} ${by}`
    const before = opened.has(key) || openedBefore.get(photoId, by) !== undefined
    opened.add(key)
    for (const oldest of opened) {
      if (opened.size <= mostRemembered) break
      opened.delete(oldest)
    }
    return before
  }

  function note(line: Note): void {
    waiting.push(line)
    timer ??= setTimeout(write, parts.every ?? standardEvery)
  }

  function write(): void {
    clearTimeout(timer)
    timer = undefined
    journal.note(waiting)
    waiting = []
  }

  return {
    opened(token, userAgent) {
      const photo = findShared(photos, token)
      const by = visitorOf(userAgent)
      if (!photo || !allowance.take(`${photo.id} page.opened ${by}`)) return
      const opening = wasOpened(photo.id, by) ? 'later' : 'first'
      // Until the picture is there a page may load itself again, and that is nobody who comes back.
      if (opening === 'later' && photo.stage !== 'framed') return
      note({ kind: 'page.opened', photo: photo.id, detail: { opened_by: by, opening } })
    },
    did(token, userAgent, deed) {
      const photo = findShared(photos, token)
      if (!photo || visitorOf(userAgent) !== 'person' || !allowance.take(`${photo.id} ${deed.kind}`)) return
      note({ ...deed, photo: photo.id } as Note)
    },
    close: write,
  }
}

/** What a page says that was done on it: `what` is `share` or `copy`. Throws CALL_INPUT for everything else. */
export function readDeed(fields: URLSearchParams): Deed {
  const what = fields.getAll('what')
  if (what.length === 1 && what[0] === 'share')
    return { kind: 'share.intended', detail: { share_to: 'sheet' } }
  if (what.length === 1 && what[0] === 'copy') return { kind: 'caption.copied', detail: {} }
  throw new Trouble('CALL_INPUT', { call: 'count', key: 'what', expected: 'share or copy' })
}
