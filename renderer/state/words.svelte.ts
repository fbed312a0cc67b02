/** The words on a page: those of one language, the others are fetched when they are wanted. */
import type { Language } from '../../text/languages.ts'
import { type Messages, sayIn, type TextKey, type Values } from '../../text/messages.ts'

type Load = (language: Language) => Promise<Messages>

export class Words {
  readonly #load: Load
  #spoken: { readonly language: Language; readonly messages: Messages }
  #wanted: Language

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
    return sayIn(this.language, this.#spoken.messages, key, values)
  }

  /** Goes over to `language` as soon as its words are there; whoever asked last decides. Throws when they cannot be fetched. */
  async speak(language: Language): Promise<void> {
    this.#wanted = language
    if (language === this.language) return
    const messages = await this.#load(language)
    if (language === this.#wanted) this.#spoken = { language, messages }
  }
}
