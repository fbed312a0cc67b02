/**
 * What may be asked of the station through a door: name → who may ask, what comes in. What goes out is in
 * `CallOutputs`. Doors check the input here, once; behind them it is trusted.
 */
import { z } from 'zod'
import { type Language, languageCodes, pseudoLanguage } from '../../text/languages.ts'
import type { OwnWords } from '../../text/own-words.ts'
import type { KioskTheme } from './brand.ts'
import { mostPeople, type Purpose, purposes } from './consent.ts'
import { colourFields, type EventForm, type FormWrong, formFields, type Shade } from './event-form.ts'
import type { Flash, KioskSound, KioskTrouble, LensSide } from './kiosk.ts'
import { type LookName, lookNames } from './looks.ts'
import { type Glance, type OperatorHello, pinForm, type Sought } from './operator.ts'
import type { GuestWifi, Reach } from './share.ts'
import { mostStoryUnits, type StoryToSee, storySights } from './story.ts'
import { type Mode, modes, type PhotoView, type RemoteView, type VisitView, visitVerbs } from './visit.ts'
import type { WipeView } from './wipe.ts'

/** kiosk: the kiosk's page. locked: the operator's page before its PIN. operator: the same after it. */
export type Role = 'kiosk' | 'locked' | 'operator'

const nothing = z.strictObject({})
const photo = z.strictObject({ id: z.uuid() })
const formValue = z.union([
  z.string().max(1000),
  z.number(),
  z.boolean(),
  z.array(z.string().max(100)).max(600),
])
const photoIds = z.array(z.uuid()).max(50)
const colour = z.string().regex(/^#[0-9a-fA-F]{6}$/)
const pin = z.strictObject({ pin: z.string().regex(pinForm) })

export const calls = {
  /** What a kiosk page needs to draw itself. */
  'kiosk.hello': { role: 'kiosk', input: nothing },
  /** A touch that moves the visit on. */
  'visit.do': { role: 'kiosk', input: z.strictObject({ verb: z.enum(visitVerbs) }) },
  /** Chooses the visit's language. */
  'visit.language': {
    role: 'kiosk',
    input: z.strictObject({ language: z.enum([...languageCodes, pseudoLanguage]) }),
  },
  /** Picks what is taken, and in which frame. */
  'visit.pick': {
    role: 'kiosk',
    input: z.strictObject({ mode: z.enum(modes), frame: z.string().max(80) }),
  },
  /** The moment of truth: reserves the photo and gives its code. The picture's bytes follow to `photoPaths.original(id)`. */
  'visit.shutter': { role: 'kiosk', input: nothing },
  /** Chooses the look of the photo that its people see. */
  'visit.look': { role: 'kiosk', input: z.strictObject({ look: z.enum(lookNames) }) },
  /** The code of this photo is still on the page's screen, but the station was started again: goes on there. */
  'visit.resume': { role: 'kiosk', input: photo },
  /** What this visit's people say with their photo; empty is nothing. Throws STORY_UNWANTED. */
  'visit.story': { role: 'kiosk', input: z.strictObject({ words: z.string().max(mostStoryUnits) }) },
  /** What this visit's people answer the brand: nothing given is a no to everything that was asked. */
  'consent.answer': {
    role: 'kiosk',
    input: z.strictObject({
      given: z.array(z.enum(purposes)),
      people: z.int().min(1).max(mostPeople),
      agreed: z.int().min(0).max(mostPeople),
      children: z.boolean(),
    }),
  },
  /** Looks for the photo with this short code. */
  'code.find': { role: 'kiosk', input: z.strictObject({ code: z.string().max(20) }) },
  /** Takes back what was allowed with the photo that was found, or erases it everywhere. */
  'code.settle': { role: 'kiosk', input: z.strictObject({ what: z.enum(['take-back', 'erase']) }) },
  /** A phone leads the visit, and the kiosk takes it back. */
  'remote.end': { role: 'kiosk', input: nothing },
  /** A page tells of trouble, for the log. */
  'kiosk.report': {
    role: 'kiosk',
    input: z.strictObject({
      level: z.enum(['info', 'warn', 'error']),
      what: z.string().min(1).max(80),
      detail: z.string().max(2000).default(''),
    }),
  },
  /** What the operator's page needs before its PIN. */
  'operator.hello': { role: 'locked', input: nothing },
  /** Chooses the PIN, the first time, and is let in. */
  'operator.choose': { role: 'locked', input: pin },
  'operator.enter': { role: 'locked', input: pin },
  /** Somebody is still here. */
  'operator.stay': { role: 'operator', input: nothing },
  'operator.leave': { role: 'operator', input: nothing },
  'operator.glance': { role: 'operator', input: nothing },
  /** Stops the sync, or lets it go on; also over a restart. */
  'operator.pause': { role: 'operator', input: z.strictObject({ paused: z.boolean() }) },
  /** Gives the kiosk a break, or ends it; also over a restart. A visit that is going on comes to its end. */
  'operator.break': { role: 'operator', input: z.strictObject({ isOn: z.boolean() }) },
  /** Looks for the photo with this short code, for staff. */
  'photo.find': { role: 'operator', input: z.strictObject({ code: z.string().max(20) }) },
  /** Takes back all that was allowed with it, or erases it everywhere. */
  'photo.takeBack': { role: 'operator', input: photo },
  'photo.erase': { role: 'operator', input: photo },
  /** The words that staff see first: those that wait, and of the others those in `also`. */
  'story.list': { role: 'operator', input: z.strictObject({ also: photoIds }) },
  /** What staff say to the words beside a photo. */
  'story.judge': {
    role: 'operator',
    input: z.strictObject({ id: z.uuid(), sight: z.enum(storySights), also: photoIds }),
  },
  /** The event's settings as staff may change them. */
  'settings.read': { role: 'operator', input: nothing },
  /** Writes what was changed; nothing while something is wrong with it. */
  'settings.save': {
    role: 'operator',
    input: z.strictObject({ changed: z.partialRecord(z.enum(formFields), formValue) }),
  },
  /** How a colour does on the kiosk with this ground. */
  'settings.shade': {
    role: 'operator',
    input: z.strictObject({ field: z.enum(colourFields), colour, ground: colour }),
  },
  /** Begins to look whether this kiosk may be wiped; one at a time. */
  'wipe.start': { role: 'operator', input: z.strictObject({ dropOriginals: z.boolean() }) },
  'wipe.stop': { role: 'operator', input: nothing },
  /** How it goes, with what came after the first `after` photos. */
  'wipe.read': { role: 'operator', input: z.strictObject({ after: z.int().min(0) }) },
} as const satisfies Record<string, { role: Role; input: z.ZodType }>

export type CallName = keyof typeof calls
export type CallInput<N extends CallName> = z.input<(typeof calls)[N]['input']>
export type CheckedInput<N extends CallName> = z.output<(typeof calls)[N]['input']>

export interface CallOutputs {
  'kiosk.hello': KioskHello
  'visit.do': VisitView
  'visit.language': VisitView
  'visit.pick': VisitView
  'visit.shutter': PhotoView
  'visit.look': VisitView
  'visit.resume': VisitView
  'visit.story': VisitView
  'consent.answer': VisitView
  'code.find': VisitView
  'code.settle': VisitView
  'remote.end': null
  'kiosk.report': null
  'operator.hello': OperatorHello
  /** What every further call of the operator carries. */
  'operator.choose': { readonly token: string }
  'operator.enter': { readonly token: string }
  'operator.stay': null
  'operator.leave': null
  'operator.glance': Glance
  'operator.pause': Glance
  'operator.break': Glance
  'photo.find': Sought
  'photo.takeBack': Sought
  'photo.erase': Sought
  'story.list': readonly StoryToSee[]
  'story.judge': readonly StoryToSee[]
  'settings.read': EventForm
  /** What is wrong; nothing when it is saved. */
  'settings.save': readonly FormWrong[]
  'settings.shade': Shade
  'wipe.start': WipeView
  'wipe.stop': WipeView
  'wipe.read': WipeView
}

/** One function a call; `station.ts` must have exactly these. */
export type Handlers = {
  readonly [N in CallName]: (input: CheckedInput<N>) => CallOutputs[N] | Promise<CallOutputs[N]>
}

/** What a kiosk page needs to draw itself. Pixels are those of the finished picture. */
export interface KioskHello {
  readonly version: string
  /** The event's. */
  readonly language: Language
  /** What a visit can be in, the event's language first. */
  readonly languages: readonly OfferedLanguage[]
  readonly camera: 'auto' | 'demo'
  readonly accent: string
  readonly onAccent: string
  readonly theme: KioskTheme
  /** The photos that are seen between two visits, newest first. */
  readonly attract: readonly string[]
  readonly event: { readonly name: string; readonly hashtag: string; readonly brand: string }
  /** Those that can be picked, the event's own first. */
  readonly frames: readonly KioskFrameView[]
  /** What can be taken. */
  readonly modes: readonly Mode[]
  /** What becomes of a photo's colours: what people can choose from, the event's own first. */
  readonly looks: readonly LookName[]
  /** What is heard. */
  readonly sounds: readonly KioskSound[]
  /** Whether photos stay mirrored, as people saw themselves. */
  readonly mirrorResult: boolean
  /** The event's own words. */
  readonly texts: OwnWords
  readonly flash: Flash
  readonly lens: LensSide
  /** What keeps the kiosk from taking good photos; null when nothing does. */
  readonly trouble: KioskTrouble | null
  readonly visit: VisitView
  /** How a phone can lead the visit; null while none can. */
  readonly remote: RemoteView | null
  /** Where phones get photos now. */
  readonly reach: Reach
  readonly isOnBreak: boolean
  /** What phones must join before they reach the kiosk; null where they are on its network anyway. */
  readonly wifi: GuestWifi | null
}

export interface KioskFrameView extends KioskPictureView {
  readonly name: string
  /** What it is called. */
  readonly title: string
  /** What it makes of several shots; null where no strips are taken, or it has none. */
  readonly strip: KioskPictureView | null
}

/** A picture that a frame makes. */
export interface KioskPictureView {
  readonly width: number
  readonly height: number
  /** Where the shots go, in their order. */
  readonly slots: readonly FrameSlot[]
  /** The artwork over the live view: a transparent PNG of `width` × `height`. */
  readonly overlay: string
  /** Gives what people say as it lies in the picture, `words` in a `language`, as such a PNG; null where it does not. */
  readonly story: string | null
}

/** What people are told and asked in one language. */
export interface OfferedLanguage {
  readonly language: Language
  /** What it calls itself. */
  readonly name: string
  /** What happens with the photo. */
  readonly wording: Wording
  /** What the brand asks for; exactly these words are shown and written into the ledger. Null when it asks for nothing. */
  readonly consent: ConsentAsk | null
  /** What people are asked beside their photo; null where nothing. */
  readonly story: StoryAsk | null
}

/** A question, in which language it is, and what becomes of the words. */
export interface StoryAsk {
  readonly language: Language
  readonly question: string
  /** Whether staff see them first. */
  readonly isSeenFirst: boolean
}

/** A photo's place before it is turned around its centre, `rotation` degrees clockwise. */
export interface FrameSlot {
  /** Which of the shots, counted from 1. */
  readonly shot: number
  readonly place: { readonly x: number; readonly y: number; readonly width: number; readonly height: number }
  readonly rotation: number
  readonly fit: 'cover' | 'contain'
  /** What stays when the photo is cropped: 0 is left or top, 1 right or bottom. */
  readonly focus: { readonly x: number; readonly y: number }
  /** Behind a photo that does not fill its place. */
  readonly ground: string
}

/** What is said before the photo, in one language. */
export interface Wording {
  readonly language: string
  readonly lines: readonly string[]
}

/** The brand's question in one language, each purpose for itself. */
export interface ConsentAsk {
  readonly language: string
  readonly headline: string
  readonly lead: string
  readonly choices: readonly { readonly purpose: Purpose; readonly words: string }[]
  /** How long a yes holds, and how to take it back. */
  readonly terms: readonly string[]
  /** Whether children are in the picture, and what follows if so. */
  readonly children: string
  readonly childrenNote: string
}
