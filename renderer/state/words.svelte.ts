/** The words on a page: those of one language, the others are fetched when they are wanted. */
import type { Language } from '../../text/languages.ts'
import { type Messages, sayIn, type TextKey, type Values } from '../../text/messages.ts'
import { type OwnWords, withOwnWords } from '../../text/own-words.ts'

type Load = (language: Language) => Promise<Messages>

export class Words {
  readonly #load: Load
  #spoken: { readonly language: Language; readonly messages: Messages }
  #wanted: Language
  #own = $state.raw<OwnWords>({})
  readonly #said = $derived.by(() => {
    const { language, messages } = this.#spoken
    return withOwnWords(messages, this.#own[language])
  })

  private constructor(load: Load, language: Language, messages: Messages) {
    this.#load = load
    this.#spoken = $state.raw({ language, messages })
    this.#wanted = language
  }

  /** Words to begin with. Throws when they cannot be fetched. */
  static async in(language: Language, load: Load): Promise<Words> {
    return new Words(load, language, await load(language))
  }

  /** What is spoken now. */
  get language(): Language {
    return this.#spoken.language
  }

  say(key: TextKey, values?: Values): string {
    return sayIn(this.language, this.#said, key, values)
  }

  /** From here on an event's own words are said in the place of these. */
  speakWith(own: OwnWords): void {
    this.#own = own
  }

  /** Goes over to `language` as soon as its words are there; whoever asked last decides. Throws when they cannot be fetched. */
  async speak(language: Language): Promise<void> {
    this.#wanted = language
    if (language === this.language) return
    const messages = await this.#load(language)
    if (language === this.#wanted) this.#spoken = { language, messages }
  }
}
