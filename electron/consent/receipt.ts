/**
 * The attendee's receipt: what they were asked about a photo, what they answered, and how to take it back. It has the
 * fields of ISO/IEC TS 27560:2023 as the Data Privacy Vocabulary maps them (W3C DPVCG, "Consent Records and Receipts as
 * per ISO/IEC TS 27560:2023 using DPV", 2024-08-01, https://w3id.org/dpv/guides/consent-27560), all but the postal
 * address of the controller, which no setting holds. `receipt-text.ts` says it in words, `receipt-json.ts` to programs.
 */
import { chooseLanguage, type Language } from '../../text/index.ts'
import type { Photo } from '../capture/photos.ts'
import type { Purpose, Way } from '../contract/consent.ts'
import type { EventSettings } from '../event/settings.ts'
import type { Moment } from '../system/time.ts'
import type { Gate } from './gate.ts'
import type { Entry, Ledger, Licence, ShownText } from './ledger.ts'
import type { Standing } from './standing.ts'
import { type AnswerEntry, standingAnswers } from './standing-answers.ts'

export interface Receipt {
  /** The photo as the ledger knows it, and the newest hash of the ledger: who keeps a receipt keeps a head. */
  readonly id: string
  readonly subject: string
  readonly station: string
  readonly made: Moment
  readonly language: Language
  readonly event: string
  readonly place: string
  readonly photo: {
    readonly code: string | null
    readonly taken: Moment
    /** RFC 3339 in UTC; may move on with a yes, and back with a no. */
    readonly keptUntil: string
    readonly sha256: string | null
  }
  /** Who asked, and where to write to; an empty contact means the staff. */
  readonly brand: string
  readonly contact: string
  /** In the order in which they were first asked. */
  readonly purposes: readonly PurposeReceipt[]
}

export interface PurposeReceipt {
  readonly purpose: Purpose
  readonly standing: Standing
  /** Each text that was shown for it. */
  readonly notices: readonly Notice[]
  /** What the picture is licensed for, once all have said yes. None for `contact`, which is about no picture. */
  readonly licences: readonly Licence[]
  readonly data: readonly DataType[]
  readonly trail: readonly Step[]
}

export interface Notice extends ShownText {
  readonly sha256: string
}

/** Something that was answered or taken back. */
export interface Step {
  readonly what: 'given' | 'refused' | 'withdrawn'
  /** Takes back every purpose at once, for good. */
  readonly everything: boolean
  readonly when: Moment
  readonly way: Way
  /** Which of the people in the picture; null for what one does for all. */
  readonly person: number | null
  readonly people: number | null
  readonly byGuardian: boolean
  /** Until when a yes holds. */
  readonly until: string | null
}

export type DataType = 'picture' | 'address' | 'guardian'

export interface ReceiptParts {
  readonly event: EventSettings
  readonly ledger: Pick<Ledger, 'station' | 'subject' | 'head' | 'wording'>
  readonly gate: Pick<Gate, 'standing'>
  readonly when: Moment
}

/** The receipt of a photo, by its entries in order. */
export function receiptOf(
  photo: Photo,
  entries: readonly Entry[],
  { event, ledger, gate, when }: ReceiptParts,
): Receipt {
  const answers = entries.filter(isAnswer)
  const purposes = [...new Set(answers.map(({ said }) => said.purpose))]
  // Settings move on to the next event; what was said knows whose it was.
  const asked = answers.at(-1)?.said
  const subject = ledger.subject(photo.id)
  return {
    id: `${subject}-${ledger.head().hash}`,
    subject,
    station: ledger.station,
    made: when,
    language: chooseLanguage([photo.language], event.language),
    event: asked?.event ?? event.name,
    place: event.place,
    photo: {
      code: photo.code,
      taken: { at: photo.reserved_at, offset: photo.offset },
      keptUntil: photo.expires_at,
      sha256: photo.original_sha256,
    },
    brand: asked?.asker ?? event.brand,
    contact: event.consent.privacy,
    purposes: purposes.map(purpose => {
      const own = answers.filter(({ said }) => said.purpose === purpose)
      const hashes = [...new Set(own.map(({ said }) => said.wordingSha256))]
      const guardian = own.some(({ said }) => said.guardian !== undefined)
      return {
        purpose,
        standing: gate.standing(photo.id, purpose, Date.parse(when.at)),
        notices: hashes.map(sha256 => ({ ...ledger.wording(sha256)!, sha256 })),
        licences: purpose === 'contact' ? [] : licencesOf(entries, purpose),
        data: [purpose === 'contact' ? 'address' : 'picture', ...(guardian ? (['guardian'] as const) : [])],
        trail: entries
          .filter(({ said }) => said.purpose === purpose || said.purpose === 'everything')
          .map(stepOf),
      }
    }),
  }
}

const isAnswer = (entry: Entry): entry is AnswerEntry => entry.kind === 'answer'

function stepOf(entry: Entry): Step {
  const { at, offset } = entry
  const answer = isAnswer(entry) && entry.said.given ? entry.said : null
  return {
    what: answer ? 'given' : isAnswer(entry) ? 'refused' : 'withdrawn',
    everything: entry.said.purpose === 'everything',
    when: { at, offset },
    way: entry.said.way,
    person: answer?.person ?? null,
    people: answer?.people ?? null,
    byGuardian: answer?.guardian !== undefined,
    until: answer?.licence?.until ?? null,
  }
}

/** Each licence that nobody took back, once; several people in a picture mostly give the same. */
function licencesOf(entries: readonly Entry[], purpose: Purpose): Licence[] {
  const licences = standingAnswers(entries, purpose).flatMap(({ said }) => said.licence ?? [])
  const keyed = licences.map(licence => [JSON.stringify(Object.entries(licence).sort()), licence] as const)
  return [...new Map(keyed).values()]
}
