/**
 * What is heard. Each sound has something on the screen that says the same: the tick and the voice the numeral, the
 * shutter the bloom, the chime the code.
 */
import type { KioskSound } from '../../electron/contract/kiosk.ts'
import chime from '../../resources/sounds/chime.wav'
import shutter from '../../resources/sounds/shutter.wav'
import tick from '../../resources/sounds/tick.wav'
import { speak } from './voice.ts'

const files = { tick, shutter, chime }
type Sound = keyof typeof files

/** The shutter is heard out before the chime, in seconds. */
const chimeAfter = 0.35

export class Sounds {
  readonly #report: (what: string, detail: string) => void
  #wanted: readonly KioskSound[] = []
  #language = ''
  #context: AudioContext | null = null
  readonly #decoded = new Map<Sound, AudioBuffer>()

  constructor(report: (what: string, detail: string) => void) {
    this.#report = report
  }

  /** Somebody is here: what the event wants to be heard is made ready, so that nothing is decoded at the shutter. */
  wake(wanted: readonly KioskSound[], language: string): void {
    this.#wanted = wanted
    this.#language = language
    if (wanted.includes('voice')) speechSynthesis.getVoices() // Chromium reads them only when asked
    if (this.#context) void this.#context.resume()
    else if (wanted.length > 0) void this.#load()
  }

  /** Nobody is here: the loudspeaker sleeps. */
  rest(): void {
    speechSynthesis.cancel()
    void this.#context?.suspend()
  }

  /** A second of the count. */
  count(left: number): void {
    this.#play('tick')
    if (this.#wanted.includes('voice')) speak(String(left), this.#language)
  }

  shutter(): void {
    this.#play('shutter')
  }

  /** The code is there. */
  chime(): void {
    this.#play('chime', chimeAfter)
  }

  async #load(): Promise<void> {
    const context = new AudioContext({ latencyHint: 'interactive' })
    this.#context = context
    try {
      for (const [name, file] of Object.entries(files) as [Sound, string][]) {
        const bytes = await (await fetch(file)).arrayBuffer()
        this.#decoded.set(name, await context.decodeAudioData(bytes))
      }
    } catch (error) {
      // A machine without sound takes photos all the same.
      this.#report('sounds', String(error))
    }
  }

  #play(name: Sound, after = 0): void {
    const buffer = this.#decoded.get(name)
    if (!this.#context || !buffer || !this.#wanted.includes(name)) return
    const source = new AudioBufferSourceNode(this.#context, { buffer })
    source.connect(this.#context.destination)
    source.start(this.#context.currentTime + after)
  }
}
