/** How a message is said, once its language's words are at hand: for pages that load only the language they show. */
import type en from './en.json'

export type Messages = { [K in keyof typeof en]: { [L in keyof (typeof en)[K]]: string } }

type Paths<T> = { [K in keyof T & string]: `${K}.${keyof T[K] & string}` }[keyof T & string]
export type TextKey = Paths<typeof en>

/** What fills the gaps of a message, by their names. */
export type Values = Readonly<Record<string, string | number>>

/** The words for `key`, with `{gaps}` filled from `values`. A gap without a value stays as it is. */
export function sayIn(messages: Messages, key: TextKey, values: Values = {}): string {
  const [group, name] = key.split('.') as [keyof Messages, string]
  const words = (messages[group] as Record<string, string>)[name] ?? key
  return words.replace(/\{(\w+)\}/g, (gap, name: string) => String(values[name] ?? gap))
}
