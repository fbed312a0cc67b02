/**
 * How a message is said, once its language's words are at hand: for pages that load only the language they show.
 *
 * A message is a sentence with `{gaps}`. One that depends on a number is several sentences: `by` names the gap that
 * counts, and every form that the language's plural has (CLDR) is there: `{ "by": "days", "one": …, "other": … }`.
 */
import type en from './en.json'
import type { Language } from './languages.ts'

/** The forms that whole numbers below a million take, and `other`, said without a number; Intl.PluralRules knows which number takes which. */
interface PluralForms extends Record<Language, Intl.LDMLPluralRule> {
  en: 'one' | 'other'
  'en-XA': 'one' | 'other'
  de: 'one' | 'other'
  fr: 'one' | 'other'
  es: 'one' | 'other'
  pt: 'one' | 'other'
  it: 'one' | 'other'
  nl: 'one' | 'other'
  pl: 'one' | 'few' | 'many' | 'other'
  tr: 'one' | 'other'
  ar: 'zero' | 'one' | 'two' | 'few' | 'many' | 'other'
  he: 'one' | 'two' | 'other'
  hi: 'one' | 'other'
  zh: 'other'
  ja: 'other'
  ko: 'other'
}

/** What `L` must say, message by message: a missing message or form does not compile. */
export type MessagesIn<L extends Language> = {
  readonly [K in keyof typeof en]: {
    readonly [M in keyof (typeof en)[K]]: (typeof en)[K][M] extends string
      ? string
      : { readonly by: string } & Readonly<Record<PluralForms[L], string>>
  }
}

type Plural = { readonly by: string; readonly other: string } & Readonly<
  Partial<Record<Intl.LDMLPluralRule, string>>
>

/** The messages of some language. */
export type Messages = {
  readonly [K in keyof typeof en]: {
    readonly [M in keyof (typeof en)[K]]: (typeof en)[K][M] extends string ? string : Plural
  }
}

type Paths<T> = { [K in keyof T & string]: `${K}.${keyof T[K] & string}` }[keyof T & string]
export type TextKey = Paths<typeof en>

/** What fills the gaps of a message, by their names. */
export type Values = Readonly<Record<string, string | number>>

/** The keys of all messages, such as `attract.start`. */
export function keysOf(messages: Messages): string[] {
  return Object.entries(messages).flatMap(([group, said]) =>
    Object.keys(said).map(name => `${group}.${name}`),
  )
}

/** The words for `key`, in the form for its number, with `{gaps}` filled from `values`. A gap without a value stays as it is. */
export function sayIn(language: Language, messages: Messages, key: TextKey, values: Values = {}): string {
  const [group, name] = key.split('.') as [keyof Messages, string]
  const message = (messages[group] as Record<string, string | Plural>)[name] ?? key
  const words = typeof message === 'string' ? message : formFor(language, message, values)
  return words.replace(/\{(\w+)\}/g, (gap, name: string) => String(values[name] ?? gap))
}

function formFor(language: Language, message: Plural, values: Values): string {
  const form = new Intl.PluralRules(language).select(Number(values[message.by]))
  return message[form] ?? message.other
}
