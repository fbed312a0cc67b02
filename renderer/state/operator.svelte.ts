/** The operator's page as a whole: who is let in, what there is to see, and the way back to the kiosk. */
import type { BrandFileView, BrandPart } from '../../electron/contract/brand.ts'
import { Trouble } from '../../electron/contract/errors.ts'
import type { Glance, GlanceRow, Level, OperatorHello } from '../../electron/contract/operator.ts'
import { glanceRows } from '../../electron/contract/operator.ts'
import type { Shell } from '../../electron/contract/shell.ts'
import type { Language } from '../../text/languages.ts'
import type { TextKey, Values } from '../../text/messages.ts'
import type { Station } from '../client/station.ts'
import { EventSheet } from './event-sheet.svelte.ts'
import { PhotoSearch } from './photo-search.svelte.ts'
import { PinEntry } from './pin-entry.svelte.ts'
import { Stories } from './stories.svelte.ts'
import { WipeCheck } from './wipe-check.svelte.ts'
import type { Words } from './words.svelte.ts'

export interface OperatorParts {
  /** What is said before the station has spoken. */
  readonly words: Words
  /** Opens the link; `token` gives what goes along with every call. */
  readonly openStation: (token: () => string | undefined) => Station
  /** Whether the kiosk is to go on in this window when nobody is the operator any more. */
  readonly isKioskWindow: boolean
  /** Shows the kiosk's page in this window. */
  readonly toKiosk: () => void
  /** Sends a file of the brand to the station, as who holds the token. */
  readonly bringFile: (part: BrandPart, file: File, token: string) => Promise<BrandFileView>
  /** What only the Electron shell can do; in a browser it is not there. */
  readonly shell?: Shell | undefined
}

/** How often it is asked how all is, in milliseconds. */
const askEvery = 2_000
/** The station need not hear of every touch. */
const stayEvery = 10_000
/** Who opens the page and types no PIN was no operator: the kiosk goes on, in milliseconds. */
const pinPatience = 60_000

export class Operator {
  readonly pin: PinEntry
  readonly search: PhotoSearch
  readonly stories: Stories
  readonly sheet: EventSheet
  readonly wipe: WipeCheck
  readonly #station: Station
  readonly #parts: OperatorParts
  #token: string | undefined
  #hello = $state.raw<OperatorHello | null>(null)
  #glance = $state.raw<Glance | null>(null)
  #seenAt = $state(0)
  #isIn = $state(false)
  #isLinked = $state(false)
  #stayed = Number.NEGATIVE_INFINITY
  #asking: ReturnType<typeof setTimeout> | undefined
  #leaving: ReturnType<typeof setTimeout> | undefined

  constructor(parts: OperatorParts) {
    this.#parts = parts
    this.#station = parts.openStation(() => this.#token)
    this.search = new PhotoSearch(this.#station)
    this.stories = new Stories(this.#station)
    this.sheet = new EventSheet(this.#station, (part, file) => parts.bringFile(part, file, this.#token ?? ''))
    this.wipe = new WipeCheck(this.#station)
    this.pin = new PinEntry({
      choose: async pin => this.#enter((await this.#station.call('operator.choose', { pin })).token),
      enter: async pin => this.#enter((await this.#station.call('operator.enter', { pin })).token),
    })
    this.#station.onStatus(status => {
      this.#isLinked = status === 'open'
      if (!this.#isLinked) return
      if (this.#token === undefined) void this.#greet()
      else void this.#look()
    })
  }

  get language(): Language {
    return this.#parts.words.language
  }

  say = (key: TextKey, values?: Values) => this.#parts.words.say(key, values)

  get isLinked(): boolean {
    return this.#isLinked
  }

  /** Whether the station has said who may come in. */
  get isKnown(): boolean {
    return this.#hello !== null
  }

  /** Whether the PIN was right. */
  get isIn(): boolean {
    return this.#isIn
  }

  /** How all is; null before the first answer. */
  get glance(): Glance | null {
    return this.#glance
  }

  /** When `glance` came, in milliseconds since 1970. */
  get seenAt(): number {
    return this.#seenAt
  }

  /** The worst of all rows. */
  get level(): Level {
    const levels = Object.values(this.#glance?.levels ?? {})
    return levels.includes('look') ? 'look' : levels.includes('working') ? 'working' : 'well'
  }

  /** The rows that are not well, the worst first. */
  get concerns(): readonly GlanceRow[] {
    const at = (level: Level) => glanceRows.filter(row => this.#glance?.levels[row] === level)
    return [...at('look'), ...at('working')]
  }

  get shell(): Shell | undefined {
    return this.#parts.shell
  }

  /** Whether the kiosk's page is open in another window, so that this one must not become a second. */
  get isBeside(): boolean {
    return (this.#glance ?? this.#hello)?.isKioskOpen ?? false
  }

  open(): void {
    this.#station.open()
  }

  /** Somebody touched the page or a key. */
  stay = () => {
    if (!this.#isIn) return this.#waitForPin()
    if (performance.now() - this.#stayed < stayEvery) return
    this.#stayed = performance.now()
    this.#station.call('operator.stay', {}).catch(() => {}) // the next glance tells
  }

  setBreak = (isOn: boolean) => this.#show(this.#station.call('operator.break', { isOn }))

  pause = (paused: boolean) => this.#show(this.#station.call('operator.pause', { paused }))

  /** Ends the operator's time, and goes back to the kiosk unless that is open elsewhere. */
  back = async () => {
    if (this.#isIn) await this.#station.call('operator.leave', {}).catch(() => {})
    await this.#end(true)
  }

  /** Gives whether the station has answered, also with its words; when not, the next opening of the link greets anew. */
  async #greet(): Promise<boolean> {
    const hello = await this.#station
      .call('operator.hello', {})
      .then(async hello => {
        await this.#parts.words.speak(hello.language)
        return hello
      })
      .catch(() => null)
    if (!hello) return false
    this.#hello = hello
    this.pin.begin(hello.hasPin)
    this.#waitForPin()
    return true
  }

  #waitForPin(): void {
    clearTimeout(this.#leaving)
    this.#leaving = setTimeout(() => void this.#end(), pinPatience)
  }

  #enter(token: string): void {
    clearTimeout(this.#leaving)
    this.#token = token
    this.#isIn = true
    this.#stayed = performance.now()
    void this.#look()
    void this.wipe.follow()
  }

  /** Asks how all is, and again after a while. */
  async #look(): Promise<void> {
    clearTimeout(this.#asking)
    await this.#show(this.#station.call('operator.glance', {}))
    if (this.#isIn) this.#asking = setTimeout(() => void this.#look(), askEvery)
  }

  async #show(asked: Promise<Glance>): Promise<void> {
    try {
      const glance = await asked
      if (!this.#isIn) return
      this.#glance = glance
      this.#seenAt = Date.now()
    } catch (error) {
      if (error instanceof Trouble && error.code === 'NOT_ALLOWED') await this.#end()
    }
  }

  /**
   * Nobody is the operator here any more: to the kiosk when this is its window, or somebody wants it. Never beside
   * another window with the kiosk: that one would be taken over, with the visit that is going on there.
   */
  async #end(isWanted = this.#parts.isKioskWindow): Promise<void> {
    clearTimeout(this.#asking)
    this.wipe.rest()
    this.search.again()
    this.stories.forget()
    this.sheet.forget()
    this.#token = undefined
    this.#isIn = false
    this.#glance = null
    if ((await this.#greet()) && isWanted && !this.#hello?.isKioskOpen) this.#parts.toKiosk()
  }
}
