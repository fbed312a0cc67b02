/**
 * The moving picture: a camera when there is one, the demo picture when there is none, and the change between
 * them without anybody touching the page.
 *
 * The camera runs from the moment somebody begins until the kiosk is back at its start screen: it needs a
 * second to wake up, and its light is off while nobody uses the kiosk.
 */
import { chooseCamera } from './camera-choice.ts'
import { CameraStream } from './camera-stream.ts'
import { demoPicture } from './demo-picture.ts'

/** off: nobody uses the kiosk. starting: a camera is being opened. */
export type Showing = 'off' | 'starting' | 'camera' | 'demo'

/** Why there is a demo picture: no camera is there, it is another program's, or this page may not use it. */
export type CameraTrouble = 'none' | 'busy' | 'refused'

export interface CameraParts {
  /** Told when the picture comes from somewhere else than before. */
  readonly onSwitch: (showing: Showing) => void
  readonly report: (what: string, detail: string) => void
}

export interface CameraSettings {
  readonly demoOnly: boolean
  readonly accent: string
  readonly demoLabel: string
  /** Photos stay mirrored, as people saw themselves. */
  readonly mirrorResult: boolean
}

/** How many pictures, how far apart, and how long they are waited for; in milliseconds. */
export interface Burst {
  readonly most: number
  readonly apart: number
  readonly longest: number
}

/** Half the time between two pictures of a usual camera, in milliseconds. */
const early = 15

/** Chromium tells of plugging only when somebody asks for the devices, so ask every two seconds. */
const lookEvery = 2000
/** A camera that has not answered by then (an unanswered permission prompt, say) makes way for the demo. */
const patience = 6000

export class Camera {
  readonly #parts: CameraParts
  readonly #stream = new CameraStream(() => this.#lookNow())
  readonly #demo = demoPicture()
  #showing = $state<Showing>('off')
  #unplugged = $state(false)
  #trouble = $state<CameraTrouble | null>(null)
  #developed = $state(false)
  #resting = $state(false)
  /** After a grab the picture stays as it is, whatever is plugged in or out. */
  #frozen = false
  #settings: CameraSettings | null = null
  #lastTrouble = ''
  #timer: ReturnType<typeof setTimeout> | undefined
  /** Counts starts and stops, so that what began before the last one changes nothing any more. */
  #run = 0

  constructor(parts: CameraParts) {
    this.#parts = parts
    navigator.mediaDevices?.addEventListener('devicechange', () => this.#lookNow())
  }

  get showing(): Showing {
    return this.#showing
  }

  /** Null when the camera works, is being opened, or the demo is on purpose. */
  get trouble(): CameraTrouble | null {
    return this.#trouble
  }

  /** True from the moment a camera that was in use went away until one is back. */
  get unplugged(): boolean {
    return this.#unplugged
  }

  /** What to put on the page for what is showing. */
  get element(): HTMLVideoElement | HTMLCanvasElement {
    return this.#showing === 'demo' ? this.#demo.element : this.#stream.video
  }

  /** People expect a mirror of themselves; a demo picture and a taken photo have none to mirror. */
  get mirrored(): boolean {
    return this.#showing === 'camera' && (!this.#developed || this.mirrorsResult)
  }

  /** Whether a photo of what is showing is to be mirrored too. */
  get mirrorsResult(): boolean {
    return this.#showing === 'camera' && this.#settings?.mirrorResult === true
  }

  /** Starts, or moves on after a grab that led to no photo. */
  start(settings: CameraSettings): void {
    if (this.#settings) {
      this.#resume()
      return
    }
    this.#settings = settings
    this.#run++
    this.#become('starting')
    void this.#look(this.#run)
  }

  /** Lets the camera go and wipes its last picture. */
  stop(): void {
    this.#settings = null
    this.#run++
    clearTimeout(this.#timer)
    this.#stream.close()
    this.#frozen = false
    this.#developed = false
    this.#resting = false
    this.#become('off')
  }

  /**
   * Takes what is showing, now, and stops it there; null when there is nothing to take. The frame is the camera's
   * own, at full size and not yet copied: the page goes on at once. Whoever takes it must close it.
   */
  grab(): VideoFrame | null {
    const frame = this.glimpse()
    if (frame) this.#freeze()
    return frame
  }

  /** The same, and goes on. */
  glimpse(): VideoFrame | null {
    const ready =
      this.#showing === 'demo' || (this.#showing === 'camera' && this.#stream.video.readyState >= 2)
    return ready ? new VideoFrame(this.element, { timestamp: 0 }) : null
  }

  /**
   * Hands on what is showing now, and then each picture that comes when it is time for the next one; whoever takes one must
   * close it at once, for the camera lends few. Then it stands still, as after a grab. Gives how many there were: 0 when the
   * picture came from somewhere else before the end, or there was none.
   */
  async burst({ most, apart, longest }: Burst, each: (frame: VideoFrame) => void): Promise<number> {
    const showing = this.#showing
    const started = performance.now()
    let taken = 0
    while (taken < most && performance.now() - started < longest) {
      const frame = this.#showing === showing ? this.glimpse() : null
      if (!frame) return 0
      each(frame)
      taken++
      await this.#nextPicture(started + taken * apart)
    }
    if (this.#showing !== showing) return 0
    this.#freeze()
    return taken
  }

  /** Settles with the camera's first picture after `due` (by performance.now); with a camera that hangs, half a second later. */
  async #nextPicture(due: number): Promise<void> {
    const late = Promise.withResolvers<void>()
    const timer = setTimeout(late.resolve, due - performance.now() + (this.#showing === 'demo' ? 0 : 500))
    const { video } = this.#stream
    const comes = () => new Promise<number>(resolve => video.requestVideoFrameCallback(resolve))
    const inTime = async () => {
      // A little early is nearer to it than the next one.
      while ((await comes()) < due - early);
    }
    await (this.#showing === 'demo' ? late.promise : Promise.race([inTime(), late.promise]))
    clearTimeout(timer)
  }

  #freeze(): void {
    this.#frozen = true
    this.#run++
    clearTimeout(this.#timer)
    this.#stream.video.pause()
    this.#demo.pause()
  }

  /** From now on the picture is what was taken, no mirror any more. */
  develop(): void {
    this.#developed = true
  }

  /** From now on the camera works for nobody. */
  rest(): void {
    this.#developed = true
    this.#resting = true
    this.#stream.halt()
  }

  get resting(): boolean {
    return this.#resting
  }

  #resume(): void {
    if (!this.#frozen) return
    this.#frozen = false
    this.#developed = false
    // A camera that was let go has to wake up again, and nothing is counted down to before.
    if (this.#resting && this.#showing === 'camera') this.#become('starting')
    this.#resting = false
    this.#lookNow()
    if (this.#showing === 'demo') this.#startDemo()
    else this.#stream.resume()
  }

  #startDemo(): void {
    if (this.#settings) this.#demo.start(this.#settings.accent, this.#settings.demoLabel)
  }

  #lookNow(): void {
    if (!this.#settings || this.#frozen) return
    clearTimeout(this.#timer)
    void this.#look(++this.#run)
  }

  async #look(run: number): Promise<void> {
    const settings = this.#settings
    if (!settings || run !== this.#run) return
    try {
      if (settings.demoOnly) this.#become('demo')
      else await this.#follow(run)
      this.#lastTrouble = ''
    } catch (error) {
      if (run !== this.#run) return
      this.#tell(error)
      this.#stream.close()
      this.#become('demo', troubleOf(error))
    }
    if (run === this.#run) this.#timer = setTimeout(() => void this.#look(run), lookEvery)
  }

  /** One look at the devices: keep the open camera, open another one, or show the demo. */
  async #follow(run: number): Promise<void> {
    const devices = (await navigator.mediaDevices?.enumerateDevices()) ?? []
    if (run !== this.#run) return
    const camera = chooseCamera(devices, this.#stream.id)
    if (camera && camera.deviceId === this.#stream.id && this.#stream.alive()) {
      this.#stream.resume() // a picture that was off the page for an instant stands still
      this.#become('camera')
      return
    }
    if (this.#showing === 'camera') this.#become('starting')
    this.#stream.close()
    if (!camera) {
      this.#become('demo', 'none')
      return
    }
    const wanted = () => run === this.#run
    const late = setTimeout(() => wanted() && this.#become('demo', 'busy'), patience)
    const opened = await this.#stream.open(camera, wanted).finally(() => clearTimeout(late))
    if (opened) this.#become('camera')
  }

  #become(showing: Showing, trouble: CameraTrouble | null = null): void {
    this.#trouble = trouble
    if (showing === this.#showing) return
    if (showing === 'demo') this.#startDemo()
    else this.#demo.stop()
    if (showing === 'camera' || showing === 'off') this.#unplugged = false
    else if (this.#showing === 'camera') this.#unplugged = true
    this.#showing = showing
    this.#parts.onSwitch(showing)
  }

  /** Says each trouble once, not at every look. */
  #tell(error: unknown): void {
    const trouble = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
    if (trouble !== this.#lastTrouble) this.#parts.report('camera', trouble)
    this.#lastTrouble = trouble
  }
}

/** What a refused getUserMedia means to people (Media Capture and Streams, 10.2). */
function troubleOf(error: unknown): CameraTrouble {
  const name = error instanceof Error ? error.name : ''
  if (name === 'NotReadableError' || name === 'AbortError') return 'busy'
  return name === 'NotAllowedError' || name === 'SecurityError' ? 'refused' : 'none'
}
