/** What every page that is made on the station is put together from. */
import { type Language, say, type TextKey } from '../../text/index.ts'
import { escapeHtml } from '../system/html.ts'

/** The words for `key`, as text in HTML and never as markup. */
export type Words = (key: TextKey, values?: Readonly<Record<string, string | number>>) => string

/** `common` fills the gaps that every text may have. */
export function wordsIn(language: Language, common: Readonly<Record<string, string | number>> = {}): Words {
  return (key, values) => inHtml(say(language, key, { ...common, ...values }))
}

/** `text` without what nobody sees: controls but for new lines, and those that turn the letters after them around. */
export function plain(text: string): string {
  return text
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replace(/(?!\n)[\p{Cc}\p{Cs}\u202A-\u202E\u2066-\u2069]/gu, '')
}

/** What somebody typed, as it is written in HTML. */
export function inHtml(text: string): string {
  return escapeHtml(plain(text))
}

/** A day in the phone's language, by the station's clock; `at` is RFC 3339. */
export function date(language: Language, at: string, dateStyle: 'long' | 'medium'): string {
  return new Intl.DateTimeFormat(language, { dateStyle }).format(Date.parse(at))
}
