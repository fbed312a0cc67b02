/**
 * What the kiosk's page asks for in a visit: what is picked, the shutter, what becomes of the photo, the answer to the
 * brand, and an earlier photo by its code.
 */
import { chooseLanguage, type Language } from '../text/languages.ts'
import type { Photos } from './capture/photos.ts'
import type { Answers } from './consent/answers.ts'
import type { Erasure } from './consent/erasure.ts'
import type { CheckedInput, Handlers } from './contract/calls.ts'
import { Trouble } from './contract/errors.ts'
import type { LookName } from './contract/looks.ts'
import type { LinkWay } from './contract/share.ts'
import type { PhotoView, Picked, VisitVerb } from './contract/visit.ts'
import { openAllowance } from './doors/limits.ts'
import { type EventSettings, offeredLanguages, offeredLooks } from './event/settings.ts'
import type { KioskFrames } from './frame/kiosk-frames.ts'
import type { Session } from './session/session.ts'
import type { PhotoAddress } from './session/visit.ts'
import { openLinkPool, sharePath } from './share/links.ts'
import type { ReachWatch } from './share/reach.ts'
import { findShared } from './share/shared-photo.ts'
import { commitSoon, type Store } from './store/open.ts'
import { openWordFilter } from './story/filter.ts'
import type { Stories } from './story/stories.ts'
import { cleanStory } from './story/words.ts'
import type { Log } from './system/log.ts'
import { linkCode } from './system/qr.ts'
import { day, moment } from './system/time.ts'

export interface VisitCallsParts {
  readonly store: Store
  readonly photos: Photos
  readonly answers: Answers
  readonly erasure: Erasure
  readonly session: Session
  readonly reach: ReachWatch
  readonly event: EventSettings
  readonly frames: Pick<KioskFrames, 'modes' | 'standard' | 'namesFor'>
  readonly stories: Pick<Stories, 'tell'>
  readonly log: Log
  readonly onStep: (step: string) => void
  /** Whether people are told, before the photo, that it gets a page on the internet. */
  readonly isPublic: boolean
  /** While the kiosk has a break, nobody begins; whoever has begun comes to the end. */
  readonly isOnBreak: () => boolean
}

/** After this time no page shows a photo's code any more, however long its people choose, in milliseconds. */
const longestTakeaway = 10 * 60_000

/** Codes typed at the kiosk: a person mistypes a few, a guesser thousands. */
const codeTriesRate = { burst: 10, perSecond: 0.1 }

type VisitCall =
  | 'visit.do'
  | 'visit.language'
  | 'visit.pick'
  | 'visit.shutter'
  | 'visit.look'
  | 'visit.story'
  | 'visit.resume'
  | 'consent.answer'
  | 'code.find'
  | 'code.settle'

export interface VisitCalls {
  readonly handlers: Pick<Handlers, VisitCall>
  /**
   * Gives the photo on the screen a code that opens, when the network under a local one has changed. A published
   * page keeps its address: its code opens then or later.
   */
  readdress(): void
}

export function openVisitCalls(parts: VisitCallsParts): VisitCalls {
  const {
    store,
    photos,
    answers,
    erasure,
    session,
    reach,
    event,
    frames,
    stories,
    log,
    onStep,
    isPublic,
    isOnBreak,
  } = parts
  const links = openLinkPool(() => reach.address())
  const isUnwanted = openWordFilter(event.story.filter)
  const codeTries = openAllowance(codeTriesRate)
  const language = () => session.visit.language ?? event.language
  const isAsked = () => answers.offered('kiosk').length > 0

  function speak(language: Language) {
    checkOffered('visit.language', 'language', language, offeredLanguages(event))
    return session.send({ type: 'language', language })
  }

  function pick(picked: Picked) {
    // A browser that makes no films takes the boomerang's photo.
    const modes = frames.modes.includes('boomerang') ? [...frames.modes, 'photo'] : frames.modes
    checkOffered('visit.pick', 'mode', picked.mode, modes)
    checkOffered('visit.pick', 'frame', picked.frame, frames.namesFor(picked.mode))
    return session.send({ type: 'pick', picked })
  }

  /** Of the photo that its people are looking at. */
  function setLook(look: LookName) {
    const visit = session.visit
    if (visit.at !== 'review') throw new Trouble('NOT_NOW', { came: 'visit.look', at: visit.at })
    checkOffered('visit.look', 'look', look, offeredLooks(event))
    photos.setLook(visit.photo.id, look)
    return session.send({ type: 'look', look })
  }

  /** Whoever types it: on the kiosk, or on a phone that drives the visit. */
  function tell(came: string) {
    const visit = session.visit
    if (visit.at !== 'story') throw new Trouble('NOT_NOW', { came: 'visit.story', at: visit.at })
    const words = cleanStory(came)
    if (isUnwanted(words)) throw new Trouble('STORY_UNWANTED')
    if (words === '') return session.send({ type: 'told', isUnseen: false })
    const { id } = visit.photo
    const isUnseen = event.story.seeFirst
    stories.tell(id, words, isUnseen)
    log.info({ photo: id, isUnseen }, 'words told')
    const photo = photos.find(id)
    const way = isUnseen ? wayUnseen() : visit.photo.way
    if (photo && way !== visit.photo.way)
      session.send({ type: 'address', id, address: addressOf(photo.token, way) })
    return session.send({ type: 'told', isUnseen })
  }

  /** A page that waits for staff is no place to get the photo from, where there is another. */
  function wayUnseen(): LinkWay {
    return event.share.way === 'auto' && reach.now().local ? 'local' : reach.way()
  }

  function act(verb: VisitVerb) {
    if (isOnBreak() && (verb === 'begin' || verb === 'again'))
      throw new Trouble('NOT_NOW', { came: verb, at: 'break' })
    const before = session.visit
    const visit = session.send({ type: verb })
    if (verb === 'retake' && 'photo' in before) {
      const photo = before.photo.id
      erasure.erase(photo, 'retaken').catch(error => log.error({ photo, err: error }, 'not yet erased'))
    }
    return visit
  }

  function shutter() {
    const visit = session.visit
    if (visit.at !== 'count' || visit.shot < visit.of)
      throw new Trouble('NOT_NOW', { came: 'shutter', at: visit.at })
    const way = reach.way()
    let link = links.take()
    while (photos.findByCode(link.code)) link = links.take()
    const { id, token, url, qr, code } = link
    const { mode, frame: template } = visit.picked ?? frames.standard
    const { look } = event
    const when = moment()
    const expires = new Date(Date.parse(when.at) + event.linkDays * day).toISOString()
    // The code must not wait for the disk. A power cut before the original is kept loses both or neither.
    const public_page = isPublic ? 1 : 0
    commitSoon(store, () => {
      photos.reserve(
        {
          ...{ id, token, code, template, mode, shots: visit.of, look, public_page },
          ...{ language: language(), expires_at: expires },
        },
        when,
      )
    })
    onStep('reserved')
    const photo: PhotoView = { id, link: url, way, qr, code, stage: 'reserved', look }
    session.send({ type: 'shutter', photo, asked: isAsked() ? 'open' : 'never' })
    log.info({ photo: id }, 'photo reserved')
    return photo
  }

  /** Shows the code of a photo again that was on the screen when the last run broke off. */
  function resume(id: string) {
    const photo = photos.find(id)
    const recent = photo && Date.now() - Date.parse(photo.reserved_at) < longestTakeaway
    if (!recent || !findShared(photos, photo.token)) throw new Trouble('PHOTO_UNKNOWN', { id })
    const { stage, code, look } = photo
    const isUnseen = photo.story_sight === 'waits'
    const view = {
      ...{ id, stage, code: code ?? '', look: look ?? event.look, isUnseen },
      ...addressOf(photo.token, isUnseen ? wayUnseen() : reach.way()),
    }
    const open = isAsked() && answers.newest(id) === 0
    return session.send({
      ...{ type: 'resume', photo: view, asked: open ? 'open' : 'never' },
      language: chooseLanguage([photo.language], event.language),
    })
  }

  function addressOf(token: string, way: LinkWay): PhotoAddress {
    const link = reach.address(way) + sharePath(token)
    return { link, way, qr: linkCode(link) }
  }

  function readdress(): void {
    const visit = session.visit
    const way = reach.now().local ? 'local' : reach.way()
    if (!('photo' in visit) || visit.photo.way !== 'local' || !reach.now()[way]) return
    const photo = photos.find(visit.photo.id)
    if (photo) session.send({ type: 'address', id: photo.id, address: addressOf(photo.token, way) })
  }

  /** Writes down what this visit's people answered the brand. */
  async function answer(said: CheckedInput<'consent.answer'>) {
    const visit = session.visit
    if (visit.at !== 'takeaway' && visit.at !== 'choose')
      throw new Trouble('NOT_NOW', { came: 'consent.answer', at: visit.at })
    const photoId = visit.photo.id
    const asked = answers.offered('kiosk')
    await answers.reply({ ...said, photoId, asked, way: 'kiosk', language: language() }, moment())
    log.info({ photo: photoId, asked, given: said.given }, 'answered')
    return session.send({ type: 'answered', asked: said.given.length > 0 ? 'yes' : 'no' })
  }

  /** Somebody types the code of an earlier photo; whoever guesses soon has to wait. */
  function findByCode(code: string) {
    if (session.visit.at !== 'code') throw new Trouble('NOT_NOW', { came: 'code.find', at: session.visit.at })
    if (!codeTries.take('')) throw new Trouble('TOO_MANY')
    const photo = photos.findByCode(code)
    const isOpen = photo && findShared(photos, photo.token)
    if (!isOpen) return session.send({ type: 'found', found: { is: 'unknown' } })
    const { id, reserved_at: takenAt } = photo
    const allowed = answers.given(id, Date.now()).length > 0
    return session.send({ type: 'found', found: { is: 'photo', id, takenAt, allowed } })
  }

  async function settleFound(what: 'take-back' | 'erase') {
    const visit = session.visit
    if (visit.at !== 'code' || visit.found.is !== 'photo')
      throw new Trouble('NOT_NOW', { came: 'code.settle', at: visit.at })
    const { id } = visit.found
    if (what === 'erase') await erasure.erase(id, 'asked')
    else answers.takeAllBack(id, 'kiosk', moment())
    log.info({ photo: id, what }, 'settled by code')
    return session.send({ type: 'found', found: { is: what === 'erase' ? 'erased' : 'taken-back' } })
  }

  return {
    handlers: {
      'visit.do': ({ verb }) => act(verb),
      'visit.language': ({ language }) => speak(language),
      'visit.pick': pick,
      'visit.shutter': shutter,
      'visit.look': ({ look }) => setLook(look),
      'visit.story': ({ words }) => tell(words),
      'visit.resume': ({ id }) => resume(id),
      'consent.answer': answer,
      'code.find': ({ code }) => findByCode(code),
      'code.settle': ({ what }) => settleFound(what),
    },
    readdress,
  }
}

/** Throws CALL_INPUT when what came is not offered at this event. */
function checkOffered(call: string, key: string, came: string, offered: readonly string[]): void {
  if (!offered.includes(came)) throw new Trouble('CALL_INPUT', { call, key, expected: offered.join(', ') })
}
