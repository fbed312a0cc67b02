/** What every page that is made on the station is put together from. */
import { type Language, say, type TextKey } from '../../text/index.ts'
import { escapeHtml } from '../system/html.ts'

/** The words for `key`, as text in HTML and never as markup. */
export type Words = (key: TextKey, values?: Readonly<Record<string, string | number>>) => string

/** `common` fills the gaps that every text may have. */
export function wordsIn(language: Language, common: Readonly<Record<string, string | number>> = {}): Words {
  return (key, values) => escapeHtml(say(language, key, { ...common, ...values }))
}

/** A day in the phone's language, by the station's clock; `at` is RFC 3339. */
export function date(language: Language, at: string, dateStyle: 'long' | 'medium'): string {
  return new Intl.DateTimeFormat(language, { dateStyle }).format(Date.parse(at))
}
