/** The kiosk page as a whole: wires the link, the visit, the camera and the shutter together. */
import type {
  KioskFrameView,
  KioskHello,
  KioskPictureView,
  OfferedLanguage,
} from '../../electron/contract/calls.ts'
import { cameraReport, filmReport, kioskWindowMark, operatorPath } from '../../electron/contract/operator.ts'
import { type Mode, photoPaths, type VisitView } from '../../electron/contract/visit.ts'
import type { Language } from '../../text/languages.ts'
import type { TextKey, Values } from '../../text/messages.ts'
import { framedPath, put, putOriginal } from '../client/bytes.ts'
import type { Station } from '../client/station.ts'
import { afterPaint } from './after-paint.ts'
import { Boomerang } from './boomerang.svelte.ts'
import { wearTheme } from './brand-theme.ts'
import { brightnessOf } from './brightness.ts'
import { Camera, type Showing } from './camera.svelte.ts'
import { Comfort } from './comfort.svelte.ts'
import { Countdown } from './countdown.svelte.ts'
import { startEncoder } from './encoder.ts'
import { Link } from './link.svelte.ts'
import { Reports } from './reports.ts'
import { Shots } from './shots.svelte.ts'
import { Shutter } from './shutter.ts'
import { Sounds } from './sounds.ts'
import { Story } from './story.svelte.ts'
import { photoOf, Visit } from './visit.svelte.ts'
import type { Words } from './words.svelte.ts'

/** Below this brightness faces are lit by the screen: a dim bar, not an evening's room. */
const dark = 50
/** Where people see themselves, or soon will. */
const warmAt: readonly VisitView['at'][] = ['expect', 'live', 'count']

export class Kiosk {
  readonly reports: Reports
  readonly link: Link
  readonly visit: Visit
  readonly camera: Camera
  readonly boomerang: Boomerang
  readonly comfort = new Comfort()
  readonly shots = new Shots()
  /** What this visit's people are about to say with their photo. */
  readonly story = new Story(words => this.visit.tell(words))
  readonly countdown = new Countdown(left => this.#sounds.count(left))
  readonly #sounds: Sounds
  readonly #words: Words
  readonly #shutter: Shutter
  /** The screen lights up for this photo. */
  #lights = $state(false)
  /** What a count begins with as soon as there is a picture to count down to. */
  #countFrom = 0
  /** The photo whose code was on the screen last. */
  #shown: string | null = null

  /** `words` are what is said before the station has spoken. */
  constructor(station: Station, words: Words) {
    this.#words = words
    this.reports = new Reports(station)
    const report = (what: string, detail: string) => this.reports.send('warn', what, detail)
    this.#sounds = new Sounds(report)
    this.camera = new Camera({ onSwitch: showing => this.#switched(showing), report })
    this.boomerang = new Boomerang({ send: put, report })
    this.visit = new Visit({ station, onMove: (view, before) => this.#moved(view, before), report })
    this.#shutter = new Shutter({
      station,
      encode: startEncoder(),
      afterPaint,
      send: putOriginal,
      onRefused: () => void this.visit.cancel(),
      report,
    })
    this.link = new Link(station, async hello => {
      this.#words.speakWith(hello.texts)
      this.#greeted(hello)
      await this.#words.speak(this.visit.view.language ?? hello.language)
    })
  }

  /** What the page speaks now. */
  get language(): Language {
    return this.#words.language
  }

  /** The words for `key` in the visit's language. */
  say = (key: TextKey, values?: Values) => this.#words.say(key, values)

  /** What the visit's people are told and asked; null before the station has spoken. */
  get spoken(): OfferedLanguage | null {
    const hello = this.link.hello
    const language = this.visit.view.language ?? hello?.language
    return hello?.languages.find(one => one.language === language) ?? null
  }

  /** What this visit's photo is taken in; null before the station has spoken. */
  get frame(): KioskFrameView | null {
    const frames = this.link.hello?.frames ?? []
    const picked = frames.find(({ name }) => name === this.visit.view.picked?.frame)
    // As the station has it: a strip is taken in the first that makes one.
    const first = this.mode === 'strip' ? frames.find(({ strip }) => strip) : undefined
    return picked ?? first ?? frames[0] ?? null
  }

  /** What can be taken here: no boomerang where the browser makes no film of it. */
  get modes(): readonly Mode[] {
    const modes = this.link.hello?.modes ?? []
    return modes.filter(mode => mode !== 'boomerang' || this.boomerang.makesFilms !== false)
  }

  /** What this visit takes. */
  get mode(): Mode {
    const picked = this.visit.view.picked?.mode
    return this.modes.find(mode => mode === picked) ?? this.modes[0] ?? 'photo'
  }

  /** What is shown of the frame now: the picture that it makes, or while a strip is taken, the place of the next shot. */
  get picture(): KioskPictureView | null {
    const { frame, mode } = this
    const { view } = this.visit
    if (mode !== 'strip' || !frame?.strip) return frame
    return photoOf(view) ? frame.strip : placeOf(frame.strip, view.at === 'count' ? view.shot : 1)
  }

  /** Where the framed picture of a photo comes from. */
  framedPicture = framedPath
  /** The camera's own file of a photo, for a page that was loaded anew and has it no more. */
  originalPicture = photoPaths.original

  /** The last moment before a photo in the dark: the screen is white, and the camera sees it. */
  get flashes(): boolean {
    return this.#lights && this.countdown.left === 1
  }

  /** The code of this visit's photo is on the screen: from here on there is time for everything else. */
  codeShown(id: string): void {
    // It was there before: the people come back to it from choosing.
    if (this.#shown === id) return
    this.#shown = id
    const pressed =
      performance.getEntriesByName('kept').at(-1) ?? performance.getEntriesByName('shutter').at(-1)
    const painted = performance.getEntriesByName('qr-painted').at(-1)
    this.camera.rest()
    this.#sounds.chime()
    if (pressed && painted) {
      this.reports.send('info', 'touch-to-code', `${(painted.startTime - pressed.startTime).toFixed(1)} ms`)
    }
  }

  /** Shows the operator's page in this window, unless that would lose a photo or break off a count. The visit goes on. */
  toOperator = () => {
    const isBusy = this.#shutter.isBusy || this.boomerang.isBusy
    if (this.link.status !== 'open' || isBusy || this.visit.view.at === 'count') return
    location.replace(operatorPath + kioskWindowMark)
  }

  /** Its people keep the photo: from here on they wait for its code. */
  keep = () => {
    performance.mark('kept')
    return this.visit.keep()
  }

  #greeted(hello: KioskHello): void {
    this.reports.flush()
    wearTheme(document, hello.theme, report => this.reports.send('warn', 'brand', report))
    this.boomerang.hurry()
    if (hello.modes.includes('boomerang')) void this.#askForFilms(hello)
    const settled = this.#shutter.settle(hello.visit)
    // The station was started again under a code that nobody may have scanned yet: it stays.
    const photo = photoOf(this.visit.view)
    if (photo && hello.visit.at === 'attract') return void this.visit.resume(photo.id)
    this.visit.show(hello.visit)
    // A count that this page is not counting (it was loaded anew) would never reach its shutter.
    if (hello.visit.at === 'count' && !settled && this.countdown.left === 0) void this.visit.cancel()
  }

  #moved(view: VisitView, before: VisitView): void {
    const language = view.language ?? this.link.hello?.language
    if (language)
      this.#words.speak(language).catch(error => this.reports.send('warn', 'no-words', String(error)))
    this.comfort.visit(view.at !== 'attract')
    if (view.at === 'live') this.#takeWhatIsShown()
    if (view.at === 'attract') this.#wipe()
    else if (warmAt.includes(view.at)) this.#warmUp()
    if (view.at === 'review' || view.at === 'story') this.camera.develop()
    else if (view.at === 'takeaway') void this.boomerang.keep(view.photo.id, view.photo.look)
    else if (view.at !== 'count' && view.at !== 'choose') this.boomerang.forget()
    if (view.at === 'count') this.story.wipe()
    else if (view.at === 'takeaway') this.story.end()
    if (view.at !== 'count') {
      this.#countFrom = 0
      this.countdown.stop()
    } else if (before.at === 'count' ? view.shot > before.shot : before.at !== 'attract') {
      if (view.shot === 1) {
        performance.clearMarks()
        this.shots.clear()
      }
      this.#countFrom = view.seconds
      this.#countWhenSeen()
    }
  }

  /** Begins the count when its people see themselves. */
  #countWhenSeen(): void {
    const { showing } = this.camera
    if (this.#countFrom === 0 || (showing !== 'camera' && showing !== 'demo')) return
    const flash = this.link.hello?.flash ?? 'auto'
    this.#lights = flash === 'on' || (flash === 'auto' && brightnessOf(this.camera.element) < dark)
    this.countdown.start(this.#countFrom, () => this.#shoot())
    this.#countFrom = 0
  }

  /** Where this browser makes no films, what is picked, or what the event takes first, may not be what is shown here. */
  #takeWhatIsShown(): void {
    const { mode, frame } = this
    const taken = this.visit.view.picked?.mode ?? this.link.hello?.modes[0]
    if (frame && mode !== taken) void this.visit.pick({ mode, frame: frame.name })
  }

  #warmUp(): void {
    const hello = this.link.hello
    if (!hello) return
    this.#sounds.wake(hello.sounds, this.language)
    this.camera.start({
      demoOnly: hello.camera === 'demo',
      accent: hello.accent,
      demoLabel: this.say('live.demoPhoto'),
      mirrorResult: hello.mirrorResult,
    })
  }

  /** Nothing of a visit outlives it on this page. */
  #wipe(): void {
    this.camera.stop()
    this.shots.clear()
    this.#shown = null
    this.story.wipe()
    this.#sounds.rest()
    performance.clearMarks()
  }

  #shoot(): void {
    performance.mark('shutter')
    const { frame } = this
    if (this.mode === 'boomerang' && frame) return void this.#shootBurst(frame)
    const { view } = this.visit
    const [shot, of] = view.at === 'count' ? [view.shot, view.of] : [1, 1]
    const picture = shot === of ? this.camera.grab() : this.camera.glimpse()
    if (!picture) return void this.visit.cancel()
    if (of > 1) this.shots.add(picture)
    if (shot < of) void this.visit.shot()
    else
      this.#shutter.press(of > 1 ? this.shots.take() : Promise.resolve([picture]), this.camera.mirrorsResult)
    this.#sounds.shutter()
  }

  /** The photo of a boomerang is its first picture. */
  async #shootBurst(frame: KioskFrameView): Promise<void> {
    this.#sounds.shutter()
    const first = await this.boomerang.take(this.camera, frame)
    const { at } = this.visit.view
    if (first && at === 'count')
      return this.#shutter.press(Promise.resolve([first]), this.camera.mirrorsResult)
    // The camera went away; or somebody wanted to wait, in the middle of a burst.
    first?.close()
    this.boomerang.forget()
    if (at === 'count') void this.visit.cancel()
    else if (warmAt.includes(at)) this.#warmUp()
  }

  async #askForFilms({ frames }: KioskHello): Promise<void> {
    if (!frames[0]) return
    await this.boomerang.ask(frames[0])
    this.reports.send('info', filmReport, this.boomerang.makesFilms ? 'yes' : 'no')
  }

  /** A count must end with the picture that it began with. */
  #switched(showing: Showing): void {
    const trouble = this.camera.trouble
    const seen = showing === 'demo' && trouble && trouble !== 'none' ? trouble : showing
    if (showing === 'camera' || showing === 'demo') this.reports.send('info', cameraReport, seen)
    if (this.visit.view.at !== 'count') return
    if (this.countdown.left > 0) void this.visit.cancel()
    else this.#countWhenSeen()
  }
}

/** The place of a shot by itself, as large as a picture. */
function placeOf({ slots }: KioskPictureView, shot: number): KioskPictureView | null {
  const slot = slots.find(one => one.shot === shot)
  if (!slot) return null
  const { width, height } = slot.place
  const whole = { ...slot, place: { x: 0, y: 0, width, height }, rotation: 0 }
  return { width, height, slots: [whole], overlay: '', story: null }
}
