/** What the phone that leads a visit asks for at the share door, and what the kiosk is told of it. */
import { EventEmitter, once } from 'node:events'
import { z } from 'zod'
import { type Language, languageCodes } from '../text/languages.ts'
import type { Photos } from './capture/photos.ts'
import type { CheckedInput, Handlers } from './contract/calls.ts'
import { Trouble } from './contract/errors.ts'
import { lookNames } from './contract/looks.ts'
import { mostStoryUnits } from './contract/story.ts'
import { modes, type RemoteView, type VisitView } from './contract/visit.ts'
import type { RemoteHandlers } from './doors/share-door.ts'
import { type EventSettings, offeredLanguages } from './event/settings.ts'
import type { KioskFrames } from './frame/kiosk-frames.ts'
import type { Session } from './session/session.ts'
import { remotePath, sharePath } from './share/links.ts'
import type { ReachWatch } from './share/reach.ts'
import { openRemote, remoteVerbs } from './share/remote.ts'
import { openRemotePages, type RemoteScreen } from './share/remote-page.ts'
import { linkCode } from './system/qr.ts'
import type { VisitCalls } from './visit-calls.ts'

export interface RemoteCallsParts {
  readonly session: Session
  readonly photos: Photos
  readonly event: EventSettings
  /** Whether people are told, before the photo, that it gets a page on the internet. */
  readonly isPublic: boolean
  readonly frames: Pick<KioskFrames, 'all' | 'modes' | 'standard' | 'namesFor' | 'framerOf'>
  /** The kiosk's browser makes films: where it does not, a phone offers no boomerang either. */
  readonly makesFilms: () => boolean
  /** What moves the visit, the same for a hand and for a phone. */
  readonly visitCalls: VisitCalls['handlers']
  readonly reach: ReachWatch
  readonly tell: (view: RemoteView | null) => void
  /** Told of each phone that takes the lead. */
  readonly onTaken: () => void
}

export interface RemoteCalls {
  readonly handlers: Pick<Handlers, 'visit.do' | 'remote.end'>
  /** At the share door. */
  readonly phone: RemoteHandlers
  /** What the kiosk shows of it. */
  now(): RemoteView | null
  /** Follows the visit. */
  moved(visit: VisitView): void
  /** Where phones reach the door has changed. */
  readdress(): void
  close(): void
}

/** `at` is the screen that the phone saw: one decision is never taken for another. */
const at = z.string()
const forms = z.union([
  z.strictObject({ at, do: z.enum(remoteVerbs) }),
  z.strictObject({ at, look: z.enum(lookNames) }),
  z.strictObject({ at, mode: z.enum(modes) }),
  z.strictObject({ at, frame: z.string() }),
  z.strictObject({ at, story: z.string().max(mostStoryUnits) }),
  z.strictObject({ at, language: z.enum(languageCodes) }),
])
type Form = z.output<typeof forms>

export function openRemoteCalls(parts: RemoteCallsParts): RemoteCalls {
  const { session, photos, event, isPublic, frames, visitCalls, reach } = parts
  const pages = openRemotePages(event)
  const changes = new EventEmitter().setMaxListeners(0)
  const remote = openRemote(changed)
  /** Moves on with everything that a phone's screen can show. */
  let number = 0
  /** What the phone that leads speaks: every language there is, also those that the event's visits are not in. */
  let spoken: Language = event.language
  /** The phone that leads had the photo taken: only then is the photo's page its own, too. */
  let isItsPhoto = false
  /** What the phone gave to say with the photo, one word of which is not wanted at this event. */
  let unwanted: string | null = null

  function changed(): void {
    parts.tell(now())
    moveOn()
  }

  function moveOn(): void {
    number++
    changes.emit('moved')
  }

  function now(): RemoteView | null {
    if (remote.isLed) return { is: 'led' }
    if (!event.remote || remote.offered === null || !reach.now().local) return null
    return { is: 'offered', qr: linkCode(reach.address('local') + remotePath(remote.offered)) }
  }

  function screen(key: string): RemoteScreen {
    const visit = session.visit
    const photo = isItsPhoto && 'photo' in visit ? photos.find(visit.photo.id) : undefined
    const picked = visit.picked ?? frames.standard
    const names = frames.namesFor(picked.mode)
    return {
      ...{ key, number, visit, picked, isPublic, unwanted, language: spoken },
      isInFrame: frames.framerOf({ mode: picked.mode, template: picked.frame }).hasStory,
      modes: frames.modes.filter(mode => mode !== 'boomerang' || parts.makesFilms()),
      frames: frames.all.filter(({ name }) => names.includes(name)),
      photoPage: photo ? sharePath(photo.token) : null,
    }
  }

  function take(token: string, language: Language): string | null {
    const key = event.remote ? remote.take(token) : null
    if (key === null) return null
    parts.onTaken()
    isItsPhoto = false
    speak(language)
    return remotePath(key)
  }

  function speak(language: Language): void {
    spoken = language
    if (offeredLanguages(event).includes(language)) visitCalls['visit.language']({ language })
    else visitCalls['visit.do']({ verb: 'stay' })
    moveOn()
  }

  function follow(form: Form): void {
    const visit = session.visit
    if (form.at !== visit.at) return // the kiosk has gone on meanwhile, and the phone will see where to
    if ('do' in form) {
      visitCalls['visit.do']({ verb: form.do })
      if (form.do === 'count' || form.do === 'again') isItsPhoto = true
    } else if ('look' in form) visitCalls['visit.look']({ look: form.look })
    else if ('story' in form) visitCalls['visit.story']({ words: form.story })
    else if ('language' in form) speak(form.language)
    else {
      const picked = visit.picked ?? frames.standard
      if ('frame' in form) visitCalls['visit.pick']({ mode: picked.mode, frame: form.frame })
      else {
        // In the same frame if it can be.
        const names = frames.namesFor(form.mode)
        const frame = names.find(name => name === picked.frame) ?? names[0] ?? picked.frame
        visitCalls['visit.pick']({ mode: form.mode, frame })
      }
    }
  }

  /** What a hand on the kiosk does. One more photo may be that of the next people: the phone has no part in it. */
  function touch(input: CheckedInput<'visit.do'>) {
    const visit = visitCalls['visit.do'](input)
    if (input.verb === 'count') isItsPhoto = false
    if (input.verb === 'again') remote.letGo()
    return visit
  }

  return {
    handlers: {
      'visit.do': touch,
      'remote.end'() {
        remote.letGo()
        return null
      },
    },
    phone: {
      opens: key => isOffered(key) || remote.leads(key),
      page(key, language) {
        if (isOffered(key)) return pages.ask(key, language)
        return remote.leads(key) ? pages.page(screen(key)) : null
      },
      async next(key, after, signal) {
        if (!remote.leads(key)) return null
        if (after === number) await once(changes, 'moved', { signal }).catch(() => {})
        if (!remote.leads(key)) return pages.overPart(spoken)
        return after === number ? 'same' : pages.part(screen(key))
      },
      act(key, fields, language) {
        if (isOffered(key)) return take(key, language)
        if (!remote.leads(key)) return null
        const form = readForm(fields)
        const before = session.visit.at
        try {
          follow(form)
        } catch (error) {
          const code = error instanceof Trouble && error.code
          if (code === 'STORY_UNWANTED' && 'story' in form) {
            unwanted = form.story
            moveOn()
          } else if (code !== 'NOT_NOW') throw error
          // Two hands at once, or a break: the phone sees where the visit is.
        }
        const { photoPage } = screen(key)
        const isNewCode = session.visit.at === 'takeaway' && before !== 'takeaway'
        return isNewCode && photoPage !== null ? photoPage : remotePath(key)
      },
      over: pages.over,
    },
    now,
    moved(visit) {
      if (visit.at !== 'story') unwanted = null
      remote.moved(visit)
      moveOn()
    },
    readdress: () => parts.tell(now()),
    close: remote.close,
  }

  function isOffered(key: string): boolean {
    return event.remote && remote.isOffered(key)
  }
}

function readForm(fields: URLSearchParams): Form {
  const checked = forms.safeParse(Object.fromEntries(fields))
  if (checked.success) return checked.data
  throw new Trouble('CALL_INPUT', { call: 'remote', key: '', expected: 'what the page of a remote sends' })
}
