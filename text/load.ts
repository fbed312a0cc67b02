/** One language's words, fetched alone: a page carries no others. */
import { type Language, type languageCodes, pseudoLanguage } from './languages.ts'
import type { Messages } from './messages.ts'

const files = {
  en: () => import('./en.json', { with: { type: 'json' } }),
  de: () => import('./de.json', { with: { type: 'json' } }),
  fr: () => import('./fr.json', { with: { type: 'json' } }),
  es: () => import('./es.json', { with: { type: 'json' } }),
  pt: () => import('./pt.json', { with: { type: 'json' } }),
  it: () => import('./it.json', { with: { type: 'json' } }),
  nl: () => import('./nl.json', { with: { type: 'json' } }),
  pl: () => import('./pl.json', { with: { type: 'json' } }),
  tr: () => import('./tr.json', { with: { type: 'json' } }),
  ar: () => import('./ar.json', { with: { type: 'json' } }),
  he: () => import('./he.json', { with: { type: 'json' } }),
  hi: () => import('./hi.json', { with: { type: 'json' } }),
  zh: () => import('./zh.json', { with: { type: 'json' } }),
  ja: () => import('./ja.json', { with: { type: 'json' } }),
  ko: () => import('./ko.json', { with: { type: 'json' } }),
} as const satisfies Record<(typeof languageCodes)[number], () => Promise<{ default: Messages }>>

/** The words of `language`. Throws when they cannot be fetched. */
export async function loadMessages(language: Language): Promise<Messages> {
  if (language !== pseudoLanguage) return (await files[language]()).default
  const [{ pseudoMessages }, english] = await Promise.all([import('./pseudo.ts'), files.en()])
  return pseudoMessages(english.default)
}
