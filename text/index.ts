/**
 * The words people read, one file a language. English is the source: its keys are the type, so a missing
 * or extra key in another language does not compile.
 */
import ar from './ar.json' with { type: 'json' }
import de from './de.json' with { type: 'json' }
import en from './en.json' with { type: 'json' }
import es from './es.json' with { type: 'json' }
import fr from './fr.json' with { type: 'json' }

type Paths<T> = { [K in keyof T & string]: T[K] extends string ? K : `${K}.${Paths<T[K]>}` }[keyof T & string]
type Messages = { [K in keyof typeof en]: { [L in keyof (typeof en)[K]]: string } }

export type TextKey = Paths<typeof en>

export const languages = { en, de, fr, es, ar } as const satisfies Record<string, Messages>
export type Language = keyof typeof languages

/** The words for `key` in `language`, with `{gaps}` filled from `values`. A gap without a value stays as it is. */
export function say(
  language: Language,
  key: TextKey,
  values: Readonly<Record<string, string | number>> = {},
): string {
  const [group, name] = key.split('.') as [keyof Messages, string]
  const words = (languages[language][group] as Record<string, string>)[name] ?? key
  return words.replace(/\{(\w+)\}/g, (gap, name: string) => String(values[name] ?? gap))
}

/** The best language for a list of wishes, as in an Accept-Language header (RFC 9110, 12.5.4) or navigator.languages. */
export function chooseLanguage(wishes: readonly string[], otherwise: Language = 'en'): Language {
  for (const wish of wishes) {
    const base = wish.trim().toLowerCase().split(/[-;]/)[0] ?? ''
    if (Object.hasOwn(languages, base)) return base as Language
  }
  return otherwise
}

/** Which way the language is written, for a page's `dir`. */
export function direction(language: Language): 'ltr' | 'rtl' {
  const script = new Intl.Locale(language).maximize().script ?? ''
  return ['Arab', 'Hebr', 'Thaa', 'Syrc', 'Nkoo', 'Adlm'].includes(script) ? 'rtl' : 'ltr'
}
