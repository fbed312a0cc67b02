/** What every page that is made on the station is put together from. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { direction, type Language, say, type TextKey } from '../../text/index.ts'
import { textOn } from '../event/colour.ts'
import type { EventSettings } from '../event/settings.ts'
import { escapeHtml } from '../system/html.ts'
import { root } from '../system/root.ts'

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

/** By language and style: making one takes longer than the rest of a page's words. */
const dateFormats = new Map<string, Intl.DateTimeFormat>()

/** A day in the phone's language, by the station's clock; `at` is RFC 3339. */
export function date(language: Language, at: string, dateStyle: 'long' | 'medium'): string {
  const key = `${language} ${dateStyle}`
  const format = dateFormats.get(key) ?? new Intl.DateTimeFormat(language, { dateStyle })
  dateFormats.set(key, format)
  return format.format(Date.parse(at))
}

/** Style and script, which come with every page so that it is one request. */
export interface Look {
  readonly style: string
  readonly script: string
  /** What a content security policy (W3C CSP 3) says so that these two run, and nothing else does. */
  readonly policy: readonly string[]
}

/** Reads the built style and script and sets the event's colours. */
export function readLook({ accent }: EventSettings, folder: string = join(root, 'dist/phone')): Look {
  const read = (name: string) => readFileSync(join(folder, name), 'utf8')
  const style = `:root{--accent:${accent};--on-accent:${textOn(accent)}}${read('phone.css')}`
  const script = read('phone.js')
  const policy = [
    "default-src 'none'",
    `style-src '${hash(style)}'`,
    `script-src '${hash(script)}'`,
    "img-src 'self'",
    "media-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
  ]
  return { style, script, policy }
}

export interface Page {
  readonly language: Language
  /** Text, not markup. */
  readonly title: string
  readonly look: Look
  /** Markup for the head, before the style, and for the body. */
  readonly head?: string
  readonly body: string
  /** Of the root, for style and script. */
  readonly data?: Readonly<Record<string, string>>
}

/** A whole document (HTML Living Standard). */
export function htmlPage({ language, title, look, head = '', body, data = {} }: Page): string {
  const attributes = Object.entries(data).map(([name, value]) => ` data-${name}="${escapeHtml(value)}"`)
  return `<!doctype html>
<html lang="${language}" dir="${direction(language)}"${attributes.join('')}>
<head>
<meta charset="utf-8">
${head}<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">
<title>${inHtml(title)}</title>
<style>${look.style}</style>
</head>
<body>${body}</body>
</html>
`
}

function hash(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`
}
