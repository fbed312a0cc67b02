/** Takes what people answer, at the kiosk, on a phone or to staff, and writes it into the ledger. */
import type { Language } from '../../text/index.ts'
import type { Photo, Photos } from '../capture/photos.ts'
import type { ConsentAsk } from '../contract/calls.ts'
import { mostPeople, type Purpose, purposes, type Way } from '../contract/consent.ts'
import { Trouble } from '../contract/errors.ts'
import type { EventSettings } from '../event/settings.ts'
import type { Store } from '../store/open.ts'
import { day, type Moment } from '../system/time.ts'
import type { Gate } from './gate.ts'
import { brokenLedger, type Entry, type Guardian, type Ledger, type Verdict } from './ledger.ts'
import type { Standing } from './standing.ts'
import { standingAnswers } from './standing-answers.ts'
import { consentAsk, shownText, territoryOf } from './wording.ts'

/** What the people in a picture say to each purpose that they were asked for. */
export interface Reply {
  readonly photoId: string
  readonly way: Way
  readonly language: Language
  readonly asked: readonly Purpose[]
  /** A purpose that was asked and is not here is a no. */
  readonly given: readonly Purpose[]
  /** How many are in the picture, and how many of them say this now. */
  readonly people: number
  readonly agreed: number
  readonly children: boolean
  readonly guardian?: Guardian | undefined
  /** Where to write to, for `contact`. */
  readonly address?: string | undefined
  /** The photo's newest entry that was known where this was answered; without it, nothing can have come between. */
  readonly seen?: number | undefined
}

export interface Answers {
  /** Why nobody is asked for an address though the event wishes it. */
  readonly keyTrouble: Trouble | null
  /** What may be asked now: nothing while the ledger is damaged, and no address without a key to seal it with. */
  offered(way: Way): Purpose[]
  /** The question in a language, or null when there is nothing to ask. */
  ask(way: Way, language: Language): ConsentAsk | null
  /** Throws PHOTO_UNKNOWN, ANSWER_LATE, ANSWER_REFUSED or LEDGER_BROKEN, having written nothing. */
  reply(reply: Reply, when: Moment): Promise<void>
  /** Takes one purpose back. Throws PHOTO_UNKNOWN. */
  takeBack(photoId: string, purpose: Purpose, way: Way, when: Moment): void
  /** The same for whatever somebody in the picture has said yes to. */
  takeAllBack(photoId: string, way: Way, when: Moment): void
  /** What somebody in the picture has said yes to. */
  given(photoId: string, when: number): Purpose[]
  /** How each purpose that may be asked stands. */
  standing(photoId: string, when: number): { readonly purpose: Purpose; readonly standing: Standing }[]
  /** The photo's newest entry; 0 when there is none. */
  newest(photoId: string): number
}

export interface AnswersParts {
  readonly store: Store
  readonly photos: Photos
  readonly ledger: Ledger
  readonly gate: Gate
  readonly event: EventSettings
  /** Where the ledger does not hold, if so. */
  readonly broken: Verdict['broken']
}

export async function openAnswers(parts: AnswersParts): Promise<Answers> {
  const { store, photos, ledger, gate, event, broken } = parts
  const { ask: wished, days, channels, contact, children } = event.consent
  // Loaded where somebody may leave an address, and else nowhere: it takes a tenth of a second.
  const seal = wished.includes('contact') ? await import('./seal.ts') : null
  const canSeal = seal?.isPublicKey(contact.key) ?? false
  const open = purposes.filter(purpose => wished.includes(purpose) && (purpose !== 'contact' || canSeal))

  /** An address is written on a phone: the kiosk has no keyboard. */
  const offered = (way: Way) => (broken ? [] : open.filter(one => way === 'phone' || one !== 'contact'))

  function present(photoId: string): Photo {
    const photo = photos.find(photoId)
    if (!photo || photo.withdrawn_at !== null || photo.erasing !== null)
      throw new Trouble('PHOTO_UNKNOWN', { id: photoId })
    return photo
  }

  const about = (photo: Photo, way: Way) => ({
    ...{ photo: photo.id, event: event.name, asker: event.brand, way },
    photoSha256: photo.original_sha256,
  })

  /** A photo lives as long as something is allowed with it, and never shorter than a private one. */
  function settleExpiry(photo: Photo, when: Moment): void {
    const now = Date.parse(when.at)
    const own = Date.parse(photo.reserved_at) + event.linkDays * day
    const ends = purposes.map(purpose => Date.parse(gate.standing(photo.id, purpose, now).until ?? '') || 0)
    // Whoever takes something back keeps the link for as long as anybody would.
    const grace = Math.min(Date.parse(photo.expires_at), now + event.linkDays * day)
    photos.setExpiry(photo.id, new Date(Math.max(own, grace, ...ends)).toISOString())
  }

  const given = (photoId: string, when: number) =>
    purposes.filter(purpose => gate.standing(photoId, purpose, when).agreed > 0)

  function takeBack(photoId: string, taken: readonly Purpose[], way: Way, when: Moment): void {
    store
      .transaction(() => {
        const photo = present(photoId)
        for (const purpose of taken) ledger.withdraw({ ...about(photo, way), purpose }, when)
        if (taken.includes('contact')) ledger.eraseContacts(photoId, 'asked', when)
        settleExpiry(photo, when)
      })
      .immediate()
  }

  const lacksKey = wished.includes('contact') && !canSeal
  return {
    keyTrouble: lacksKey ? new Trouble('CONTACTS_NO_KEY', { came: contact.key || '""' }) : null,
    offered,
    ask(way, language) {
      const asked = offered(way)
      return asked.length > 0 ? consentAsk(event, language, asked) : null
    },
    async reply(reply, when) {
      if (broken) throw brokenLedger(broken)
      refuseImpossible(reply, children)
      const { given } = reply
      const sealed =
        given.includes('contact') && reply.address !== undefined
          ? await seal?.sealTo(contact.key, reply.address)
          : undefined
      const ask = consentAsk(event, reply.language, reply.asked)
      const until = new Date(Date.parse(when.at) + days * day).toISOString()
      const territory = territoryOf(event, reply.language)
      store
        .transaction(() => {
          const photo = present(reply.photoId)
          const before = ledger.entriesOf(photo.id)
          if (before.length > mostEntries) throw refused('this photo was answered too often')
          refuseLate(before, reply)
          for (const purpose of reply.asked) {
            const { agreed } = gate.standing(photo.id, purpose, Date.parse(when.at))
            const { choices } = ask
            const scope = choices.find(choice => choice.purpose === purpose)!.words
            const isYes = given.includes(purpose)
            // A no is one for all. On a phone, one more person says yes to those who did before.
            const first = reply.way === 'phone' ? Math.min(agreed + 1, reply.people) : 1
            const persons = isYes ? Array.from({ length: reply.agreed }, (_, i) => first + i) : [1]
            for (const person of persons.filter(one => one <= reply.people)) {
              ledger.answer(
                {
                  ...about(photo, reply.way),
                  ...{ purpose, given: isYes, person, people: reply.people, children: reply.children },
                  ...(isYes && reply.guardian ? { guardian: reply.guardian } : {}),
                  licence: isYes ? { scope, channels, territory, until } : null,
                  shown: shownText(ask, purpose),
                  ...(isYes && purpose === 'contact' && sealed ? { contact: sealed } : {}),
                },
                when,
              )
            }
          }
          settleExpiry(photo, when)
        })
        .immediate()
    },
    takeBack: (photoId, purpose, way, when) => takeBack(photoId, [purpose], way, when),
    takeAllBack(photoId, way, when) {
      // Also of a ledger that does not hold: a no needs no proof.
      const entries = ledger.entriesOf(photoId)
      const open = purposes.filter(purpose => standingAnswers(entries, purpose).length > 0)
      takeBack(photoId, open, way, when)
    },
    given,
    standing: (photoId, when) =>
      offered('phone').map(purpose => ({ purpose, standing: gate.standing(photoId, purpose, when) })),
    newest: photoId => ledger.entriesOf(photoId).at(-1)?.seq ?? 0,
  }
}

/** More answers to one photo nobody needs, and each is read whenever its page is shown. */
const mostEntries = 500

const refused = (reason: string) => new Trouble('ANSWER_REFUSED', { reason })

function refuseImpossible(reply: Reply, children: EventSettings['consent']['children']): void {
  const { people, agreed, given, asked, address } = reply
  if (people < 1 || people > mostPeople || agreed > people) throw refused('the number of people does not fit')
  if (given.some(purpose => !asked.includes(purpose)))
    throw refused('something was answered that was not asked')
  if (given.length > 0 && agreed < 1) throw refused('nobody said yes')
  if (given.includes('contact') && !address) throw refused('there is no address to write to')
  if (!reply.children || given.length === 0) return
  if (children.allowed === 'no') throw refused('there are children in the picture')
  if (!reply.guardian) throw refused('a parent or guardian has to say yes for a child')
}

/** A yes to what somebody took back in the meantime was said without knowing that. */
function refuseLate(entries: readonly Entry[], { seen, given }: Reply): void {
  if (seen === undefined || given.length === 0) return
  const since = entries.filter(entry => entry.seq > seen)
  const isNo = since.some(
    ({ kind, said }) =>
      (kind === 'withdrawal' || !said.given) && given.some(purpose => purpose === said.purpose),
  )
  if (isNo) throw new Trouble('ANSWER_LATE')
}
