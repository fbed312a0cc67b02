/** The words that staff see before anybody else does, and what they have said to them. */
import { Trouble } from '../../electron/contract/errors.ts'
import type { StorySight, StoryToSee } from '../../electron/contract/story.ts'
import type { TextKey } from '../../text/messages.ts'
import { framedPath } from '../client/bytes.ts'
import type { Station } from '../client/station.ts'

export class Stories {
  /** Where the framed picture of a photo comes from. */
  readonly framedPicture = framedPath
  readonly #station: Station
  #all = $state.raw<readonly StoryToSee[]>([])
  /** What was judged here stays in the list, so that it can be undone. */
  #judged: readonly string[] = []
  #trouble = $state<TextKey | null>(null)
  #isAsking = false

  constructor(station: Station) {
    this.#station = station
  }

  /** Newest first. */
  get all(): readonly StoryToSee[] {
    return this.#all
  }

  /** Why the last thing was not done. */
  get trouble(): TextKey | null {
    return this.#trouble
  }

  load = () =>
    this.#ask(async () => {
      this.#all = await this.#station.call('story.list', { also: [...this.#judged] })
    })

  judge = (id: string, sight: StorySight) =>
    this.#ask(async () => {
      this.#judged = [...this.#judged.filter(one => one !== id), id].slice(-50)
      this.#all = await this.#station.call('story.judge', { id, sight, also: [...this.#judged] })
    })

  forget(): void {
    this.#all = []
    this.#judged = []
    this.#trouble = null
  }

  async #ask(call: () => Promise<void>): Promise<void> {
    if (this.#isAsking) return
    this.#isAsking = true
    this.#trouble = null
    try {
      await call()
    } catch (error) {
      this.#trouble = error instanceof Trouble ? `errors.${error.code}` : 'operator.lost'
    } finally {
      this.#isAsking = false
    }
  }
}
