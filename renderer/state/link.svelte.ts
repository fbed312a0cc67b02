/** Whether the page is in touch with its station, and what the station says of itself. */
import type { KioskHello } from '../../electron/contract/calls.ts'
import type { KioskTrouble } from '../../electron/contract/kiosk.ts'
import type { Reach } from '../../electron/contract/share.ts'
import type { RemoteView } from '../../electron/contract/visit.ts'
import type { LinkStatus, Station } from '../client/station.ts'

export class Link {
  readonly #station: Station
  #status = $state<LinkStatus>('waiting')
  #hello = $state.raw<KioskHello | null>(null)
  #trouble = $state.raw<KioskTrouble | null>(null)
  #attract = $state.raw<readonly string[]>([])
  #isOnBreak = $state(false)
  #remote = $state.raw<RemoteView | null>(null)
  #reach = $state.raw<Reach>({ local: true, public: true })

  /** `onHello` is told whenever the link is up and the station has said how things stand; the link opens when it is done. */
  constructor(station: Station, onHello: (hello: KioskHello) => Promise<void>) {
    this.#station = station
    station.on('reach', reach => {
      this.#reach = reach
    })
    station.on('remote', remote => {
      this.#remote = remote
    })
    station.on('trouble', trouble => {
      this.#trouble = trouble
    })
    station.on('attract', ids => {
      this.#attract = ids
    })
    station.on('break', isOn => {
      this.#isOnBreak = isOn
    })
    station.onStatus(status => {
      if (status === 'open') void this.#greet(onHello)
      else {
        // What somebody takes back meanwhile is not heard of.
        this.#attract = []
        this.#status = status
      }
    })
  }

  /** open only after the station's hello, so that a screen never draws what is out of date. */
  get status(): LinkStatus {
    return this.#status
  }

  /** What the station said last; null before the first time. */
  get hello(): KioskHello | null {
    return this.#hello
  }

  /** Where phones get photos now. */
  get reach(): Reach {
    return this.#reach
  }

  /** How a phone can lead the visit; null while none can. */
  get remote(): RemoteView | null {
    return this.#remote
  }

  /** What keeps the kiosk from taking good photos; null when nothing does. */
  get trouble(): KioskTrouble | null {
    return this.#trouble
  }

  /** The photos that may be seen between two visits, newest first. */
  get attract(): readonly string[] {
    return this.#attract
  }

  /** Whether staff have given the kiosk a break. */
  get isOnBreak(): boolean {
    return this.#isOnBreak
  }

  /** Opens the link, and takes the kiosk back from another window. */
  open(): void {
    this.#station.open()
  }

  async #greet(onHello: (hello: KioskHello) => Promise<void>): Promise<void> {
    try {
      const hello = await this.#station.call('kiosk.hello', {})
      this.#hello = hello
      this.#reach = hello.reach
      this.#remote = hello.remote
      this.#trouble = hello.trouble
      this.#attract = hello.attract
      this.#isOnBreak = hello.isOnBreak
      await onHello(hello)
      this.#status = this.#station.status
    } catch {
      // No answer means that the link is gone again; the next opening greets anew.
    }
  }
}
