/** What a visit's people are about to say beside their photo, until they have said it or not. */
import { charactersOf, longestStory } from '../../electron/contract/story.ts'

/** What became of words that were given: they go along, one of them is not wanted at this event, or nobody answered. */
export type Told = 'told' | 'unwanted' | 'unheard'

/** The picture follows the words when the hands pause, in milliseconds. */
const pauseAfter = 250

export class Story {
  readonly #tell: (words: string) => Promise<Told>
  #words = $state('')
  #shown = $state('')
  #isUnwanted = $state(false)
  /** The words as they are now were given. */
  #isGiven = false
  #pause: ReturnType<typeof setTimeout> | undefined

  constructor(tell: (words: string) => Promise<Told>) {
    this.#tell = tell
  }

  get words(): string {
    return this.#words
  }

  /** The words as the picture shows them: they come after those in the field, and once given stay until the next photo. */
  get shown(): string {
    return this.#shown
  }

  /** How many characters there is room for. */
  get left(): number {
    return longestStory - charactersOf(this.#words).length
  }

  /** One of the words that were given is not wanted; they are still there to be changed. */
  get isUnwanted(): boolean {
    return this.#isUnwanted
  }

  /** Takes the words as they are now, on one line; what has no room is not taken. */
  write = (came: string) => {
    const words = came.replace(/\s/gu, ' ')
    if (charactersOf(words).length > longestStory) return
    this.#words = words
    this.#isUnwanted = false
    this.#isGiven = false
    clearTimeout(this.#pause)
    this.#pause = setTimeout(() => {
      this.#shown = this.#words.trim()
    }, pauseAfter)
  }

  /** Gives the words; a second touch gives them no second time. */
  tell = async () => {
    if (this.#isGiven) return
    this.#isGiven = true // before the answer, which ends the screen
    const told = await this.#tell(this.#words)
    this.#isUnwanted = told === 'unwanted'
    this.#isGiven = told === 'told'
  }

  /** Goes on without any. */
  skip = async () => {
    this.wipe()
    await this.#tell('')
  }

  /** The screen is over: words that nobody gave are in no picture. */
  end(): void {
    if (!this.#isGiven) this.wipe()
  }

  /** Nothing that one visit typed is there for the next. */
  wipe(): void {
    clearTimeout(this.#pause)
    this.#words = ''
    this.#shown = ''
    this.#isUnwanted = false
    this.#isGiven = false
  }
}
