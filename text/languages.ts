/** The languages there are, without their words: for who only asks which, what it is called and which way it runs. */

export const languageCodes = [
  'en',
  'de',
  'fr',
  'es',
  'pt',
  'it',
  'nl',
  'pl',
  'tr',
  'ar',
  'he',
  'hi',
  'zh',
  'ja',
  'ko',
] as const
/** English in disguise (pseudo.ts): never offered, so it is not among them. */
export const pseudoLanguage = 'en-XA'
export type Language = (typeof languageCodes)[number] | typeof pseudoLanguage

/** Codes that were others once (IANA's registry of subtags, Preferred-Value) and that old phones still send. */
const formerly: Readonly<Record<string, string>> = { iw: 'he' }

/** The best language for a list of wishes, as in an Accept-Language header (RFC 9110, 12.5.4) or navigator.languages. */
export function chooseLanguage(wishes: readonly string[], otherwise: Language = 'en'): Language {
  for (const wish of wishes) {
    const base = wish.trim().toLowerCase().split(/[-;]/)[0] ?? ''
    const language = languageCodes.find(one => one === (formerly[base] ?? base))
    if (language) return language
  }
  return otherwise
}

/** Which way the language is written, for a page's `dir`. */
export function direction(language: Language): 'ltr' | 'rtl' {
  const script = new Intl.Locale(language).maximize().script ?? ''
  return ['Arab', 'Hebr', 'Thaa', 'Syrc', 'Nkoo', 'Adlm'].includes(script) ? 'rtl' : 'ltr'
}

/** What the language calls itself, as at the start of a line: Français. */
export function nameOf(language: Language): string {
  const name = new Intl.DisplayNames(language, { type: 'language' }).of(language) ?? language
  return name.charAt(0).toLocaleUpperCase(language) + name.slice(1)
}
