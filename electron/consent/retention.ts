/** What has had its time: found, shown before it is done, and erased. */
import type { Photos } from '../capture/photos.ts'
import type { Log } from '../system/log.ts'
import { day, moment } from '../system/time.ts'
import type { Erased, Erasure } from './erasure.ts'
import type { Entry, Ledger } from './ledger.ts'

/** What is to be erased. Times are RFC 3339 in UTC; everything is in the order in which the photos were taken. */
export interface RetentionPlan {
  readonly at: string
  /** A clock that stands more than a day before what was already written is not believed, and then nothing is due. */
  readonly clock: 'believed' | 'behind'
  /** The newest time that was written down; null in an empty folder. */
  readonly newest: string | null
  readonly photos: readonly DuePhoto[]
  /** Addresses whose own time is over while their photo stays. */
  readonly contacts: readonly DueContact[]
  /** Photos whose erasure has begun and is not done. */
  readonly unfinished: readonly string[]
}

export interface DuePhoto {
  readonly id: string
  readonly takenAt: string
  readonly expiredAt: string
}

export interface DueContact {
  /** The photo with which the addresses were left. */
  readonly photo: string
  /** When the first of those in the picture may no longer be written to. */
  readonly endedAt: string
}

export interface Swept extends Erased {
  readonly plan: RetentionPlan
  /** The photos whose addresses were erased. */
  readonly contacts: readonly string[]
}

/** Gives what is due at `when`, in milliseconds since 1970. It only reads. */
export function dueForErasure(
  { photos, ledger }: { photos: Photos; ledger: Ledger },
  when: number,
): RetentionPlan {
  const { at } = moment(when)
  const newest =
    [photos.newest(), ledger.head().at]
      .filter(time => time !== null)
      .sort()
      .at(-1) ?? null
  const behind = newest !== null && Date.parse(newest) - when > day
  if (behind) return { at, clock: 'behind', newest, photos: [], contacts: [], unfinished: [] }
  const expired = photos.expired(at)
  const unfinished = photos.erasing().map(({ id }) => id)
  const leaving = new Set([...expired.map(({ id }) => id), ...unfinished])
  return {
    at,
    clock: 'believed',
    newest,
    photos: expired.map(photo => ({
      id: photo.id,
      takenAt: photo.reserved_at,
      expiredAt: photo.expires_at,
    })),
    contacts: dueContacts(ledger, at).filter(({ photo }) => !leaving.has(photo)),
    unfinished,
  }
}

function dueContacts(ledger: Ledger, at: string): DueContact[] {
  const said = Map.groupBy<string, Entry>(ledger.entriesFor('contact'), ({ said }) => said.photo)
  return [...said]
    .filter(([photo]) => ledger.contactsOf(photo).length > 0)
    .map(([photo, entries]) => ({ photo, endedAt: contactEnd(entries) }))
    .filter(({ endedAt }) => endedAt <= at)
    .sort((a, b) => (a.photo < b.photo ? -1 : 1))
}

/**
 * When a photo's addresses may no longer be used, by its entries for `contact` in order: as soon as one person's yes
 * ends or is taken back nobody may be written to any more, as in `standing.ts`.
 */
function contactEnd(entries: readonly Entry[]): string {
  const ends = new Map<number, string>()
  let refused = ''
  for (const { kind, said, at } of entries) {
    if (said.purpose === 'everything') return at
    if (kind === 'answer' && said.licence !== null) ends.set(said.person, said.licence.until)
    else {
      ends.clear()
      refused = at
    }
  }
  return [...ends.values()].sort()[0] ?? refused
}

export interface Retention {
  plan(when?: number): RetentionPlan
  /** Erases what is due at `when`; `before` is shown the plan first. One photo that fails does not keep the others. */
  sweep(when?: number, before?: (plan: RetentionPlan) => void): Promise<Swept>
}

export function openRetention(parts: { photos: Photos; ledger: Ledger; erasure: Erasure }): Retention {
  const plan = (when: number = Date.now()) => dueForErasure(parts, when)
  return {
    plan,
    async sweep(when = Date.now(), before) {
      const due = plan(when)
      before?.(due)
      if (due.clock === 'behind') return { plan: due, erased: [], contacts: [], failed: [], traceless: true }
      const now = moment(when)
      const contacts = due.contacts.map(({ photo }) => photo)
      const ids = [...due.unfinished, ...due.photos.map(({ id }) => id)]
      // Both begin in this instant, so that nobody's new answer comes between the plan and what is done.
      const addresses = parts.erasure.eraseContacts(contacts, 'expired', now)
      const [, outcome] = await Promise.all([addresses, parts.erasure.eraseAll(ids, 'expired', now)])
      return { plan: due, contacts, ...outcome }
    },
  }
}

export interface Sweeping {
  /** Starts no further sweep and waits for the one that is going on. */
  stop(): Promise<void>
}

/** Sweeps a minute after the start, when the kiosk is up, and then every `every` milliseconds. What fails is in the log. */
export function startSweeping(options: {
  readonly sweep: Retention['sweep']
  readonly log: Log
  readonly every?: number
  readonly first?: number
}): Sweeping {
  const { sweep, log, every = day, first = 60_000 } = options
  let sweeping: Promise<void> | undefined
  let timer = setTimeout(run, first)
  let stopped = false

  function run(): void {
    sweeping = once().finally(() => {
      if (!stopped) timer = setTimeout(run, every)
    })
  }

  async function once(): Promise<void> {
    try {
      const { plan, erased, contacts, failed, traceless } = await sweep(Date.now(), due => {
        const { clock, newest, photos, unfinished } = due
        const counts = { photos: photos.length, contacts: due.contacts.length, unfinished: unfinished.length }
        log.info({ clock, newest, ...counts }, 'due for erasure')
      })
      if (plan.clock === 'behind')
        return log.error({ newest: plan.newest }, 'clock is behind: nothing is erased')
      const counts = { photos: erased.length, contacts: contacts.length, failed: failed.length }
      log.info({ ...counts, traceless }, 'swept')
    } catch (error) {
      log.error({ err: error }, 'sweep failed')
    }
  }

  return {
    async stop() {
      stopped = true
      clearTimeout(timer)
      await sweeping
    },
  }
}
