/** What somebody who holds a photo's link may do with it: see how it stands, answer the brand, take back, delete. */
import { randomBytes } from 'node:crypto'
import type { Language } from '../../text/index.ts'
import type { Photo, Photos } from '../capture/photos.ts'
import type { Answers } from '../consent/answers.ts'
import type { Gate } from '../consent/gate.ts'
import type { Ledger } from '../consent/ledger.ts'
import { receiptOf } from '../consent/receipt.ts'
import { receiptJson, receiptType } from '../consent/receipt-json.ts'
import { receiptText } from '../consent/receipt-text.ts'
import { consentAsk } from '../consent/wording.ts'
import { purposes } from '../contract/consent.ts'
import { type ErrorCode, Trouble } from '../contract/errors.ts'
import { type SavedName, savedNames } from '../contract/share.ts'
import type { EventSettings } from '../event/settings.ts'
import type { Pictures } from '../frame/pictures.ts'
import type { Log } from '../system/log.ts'
import { moment } from '../system/time.ts'
import { type Notice, notices, questionMark, readAnswerForm, readPurpose, replyOf } from './answer-form.ts'
import { knownPeople, type Stands, type Unwritten } from './manage-part.ts'
import { openOnce } from './once.ts'
import type { PhonePages, PublishedAt } from './phone-page.ts'
import { findShared } from './shared-photo.ts'

/** Where a phone goes after what it sent, or the page that says why nothing came of it. */
export type Outcome = 'page' | 'deleted' | { readonly status: 409 | 422; readonly page: string }

/** A token that opens nothing, or nothing any more, gives null. */
export interface Manage {
  opens(token: string): boolean
  page(token: string, language: Language): string | null
  deletePage(token: string, language: Language): string | null
  /** What was asked and answered: words, or JSON-LD. */
  receipt(
    token: string,
    name: 'receipt.txt' | 'receipt.json',
    language: Language,
  ): { type: string; body: string } | null
  /** Writes down an answer. Throws CALL_INPUT for what no page of ours sends. */
  answer(token: string, fields: URLSearchParams, language: Language): Promise<Outcome | null>
  /** Takes one purpose back. Throws CALL_INPUT as well. */
  takeBack(token: string, fields: URLSearchParams): Promise<Outcome | null>
  delete(token: string): Promise<Outcome | null>
}

export interface ManageParts {
  readonly photos: Photos
  readonly answers: Answers
  readonly gate: Gate
  readonly ledger: Ledger
  readonly pages: PhonePages
  readonly pictures: Pictures
  /** Where a photo is published; null where it is not. */
  readonly publishedAt: (token: string) => PublishedAt | null
  readonly event: EventSettings
  readonly log: Log
  /** Erases a photo and all that was said about it. */
  erase(photoId: string): Promise<void>
}

/** What the answers' own refusals are called on the page. */
const noticeFor: { readonly [C in ErrorCode]?: Notice } = {
  ANSWER_LATE: 'late',
  ANSWER_REFUSED: 'refused',
}

export function openManage(parts: ManageParts): Manage {
  const { photos, answers, gate, ledger, pages, pictures, publishedAt, event, log, erase } = parts
  const once = openOnce()

  function stands(photo: Photo, language: Language): Stands {
    const now = Date.now()
    const asked = answers.offered('phone')
    const given = answers.given(photo.id, now)
    // What the brand asks for no more can still be taken back.
    const shown = purposes.filter(purpose => asked.includes(purpose) || given.includes(purpose))
    return {
      ask: answers.ask('phone', language),
      purposes: consentAsk(event, language, shown).choices.map(({ purpose, words }) => ({
        ...{ purpose, words, isAsked: asked.includes(purpose) },
        standing: gate.standing(photo.id, purpose, now),
      })),
      seen: answers.newest(photo.id),
      form: randomBytes(16).toString('base64url'),
    }
  }

  function pageOf(photo: Photo, language: Language, unwritten?: Unwritten): string {
    return pages.photo({
      ...{ photo, language, unwritten },
      stands: stands(photo, language),
      pictures: thereOf(photo, pictures),
      published: publishedAt(photo.token),
    })
  }

  /** The page as it stands now, with the reason why what was sent is not written down. */
  function refusal(photo: Photo, language: Language, unwritten: Unwritten): Outcome {
    return { status: notices[unwritten.notice].status, page: pageOf(photo, language, unwritten) }
  }

  async function answer(photo: Photo, fields: URLSearchParams, language: Language): Promise<Outcome> {
    const typed = readAnswerForm(fields)
    const shown = answers.ask('phone', typed.language)
    if (!shown || questionMark(shown) !== typed.question)
      return refusal(photo, language, { notice: 'changed', typed })
    const known = knownPeople(stands(photo, language)) ?? 1
    const reply = replyOf(typed, known, event.consent.children)
    if (typeof reply === 'string') return refusal(photo, language, { notice: reply, typed })
    const write = async () => {
      await answers.reply({ ...reply, photoId: photo.id, way: 'phone' }, moment())
      log.info({ photo: photo.id, way: 'phone', asked: reply.asked, given: reply.given }, 'answered')
    }
    try {
      // A no is never one too many.
      await (typed.say === 'no' ? write() : once(`${photo.id} ${typed.form}`, write))
      return 'page'
    } catch (error) {
      const notice = error instanceof Trouble ? noticeFor[error.code] : undefined
      if (notice === undefined) throw error
      return refusal(photo, language, { notice, typed })
    }
  }

  /** Hands the token's photo on; one that is erased meanwhile is as good as never opened. */
  async function withPhoto(token: string, act: (photo: Photo) => Promise<Outcome>): Promise<Outcome | null> {
    const photo = findShared(photos, token)
    try {
      return photo && (await act(photo))
    } catch (error) {
      if (error instanceof Trouble && error.code === 'PHOTO_UNKNOWN') return null
      throw error
    }
  }

  return {
    opens: token => findShared(photos, token) !== null,
    page(token, language) {
      const photo = findShared(photos, token)
      return photo && pageOf(photo, language)
    },
    deletePage(token, language) {
      const photo = findShared(photos, token)
      return photo && pages.confirmDelete(photo, language)
    },
    receipt(token, name, language) {
      const photo = findShared(photos, token)
      if (!photo) return null
      const receipt = receiptOf(photo, ledger.entriesOf(photo.id), { event, ledger, gate, when: moment() })
      return name === 'receipt.json'
        ? { type: receiptType, body: receiptJson(receipt) }
        : { type: 'text/plain; charset=utf-8', body: receiptText(receipt, language) }
    },
    answer: (token, fields, language) => withPhoto(token, photo => answer(photo, fields, language)),
    takeBack: (token, fields) =>
      withPhoto(token, async photo => {
        const purpose = readPurpose(fields)
        answers.takeBack(photo.id, purpose, 'phone', moment())
        log.info({ photo: photo.id, way: 'phone', purpose }, 'taken back')
        return 'page'
      }),
    delete: token =>
      withPhoto(token, async photo => {
        await erase(photo.id)
        return 'deleted'
      }),
  }
}

/** What can be saved beside the framed picture. */
function thereOf({ id, original_file, original_dropped_at }: Photo, pictures: Pictures): SavedName[] {
  const made = pictures.of(id).map(({ name }) => name)
  return savedNames.filter(name =>
    name === 'original' ? original_file !== null && original_dropped_at === null : made.includes(name),
  )
}
