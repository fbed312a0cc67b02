/**
 * The words people read, one file a language. English is the source: its keys are the type, so a missing
 * message or plural form in another language does not compile (messages.ts says what a message is). Here are all of them, for the station and its commands; a page
 * loads one by load.ts.
 */
import ar from './ar.json' with { type: 'json' }
import de from './de.json' with { type: 'json' }
import en from './en.json' with { type: 'json' }
import es from './es.json' with { type: 'json' }
import fr from './fr.json' with { type: 'json' }
import he from './he.json' with { type: 'json' }
import hi from './hi.json' with { type: 'json' }
import it from './it.json' with { type: 'json' }
import ja from './ja.json' with { type: 'json' }
import ko from './ko.json' with { type: 'json' }
import { type Language, type languageCodes, pseudoLanguage } from './languages.ts'
import { type Messages, type MessagesIn, sayIn, type TextKey, type Values } from './messages.ts'
import nl from './nl.json' with { type: 'json' }
import { type OwnWords, withOwnWords } from './own-words.ts'
import pl from './pl.json' with { type: 'json' }
import { pseudoMessages } from './pseudo.ts'
import pt from './pt.json' with { type: 'json' }
import tr from './tr.json' with { type: 'json' }
import zh from './zh.json' with { type: 'json' }

export { chooseLanguage, direction, type Language } from './languages.ts'
export type { TextKey } from './messages.ts'

export const languages = { en, de, fr, es, pt, it, nl, pl, tr, ar, he, hi, zh, ja, ko } as const satisfies {
  [L in (typeof languageCodes)[number]]: MessagesIn<L>
}

/** The words for `key` in `language`, in the form for its number, with `{gaps}` filled from `values`. A gap without a value stays as it is. */
export function say(language: Language, key: TextKey, values: Values = {}): string {
  return sayIn(language, messagesIn(language), key, values)
}

/** From here on this process says what an event says in its own words. */
export function speakWith(ownWords: OwnWords): void {
  own = ownWords
  spoken.clear()
}

let own: OwnWords = {}
const spoken = new Map<Language, Messages>()

function messagesIn(language: Language): Messages {
  const known = spoken.get(language)
  if (known) return known
  const messages = language === pseudoLanguage ? pseudoMessages(en) : languages[language]
  const said = withOwnWords<Messages>(messages, own[language])
  spoken.set(language, said)
  return said
}
