/**
 * The page behind the QR code, made on the station so that it works without JavaScript too. Style and script
 * come with the page, in one answer, and the content security policy names them by their hash.
 */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { direction, type Language, languages, say, type TextKey } from '../../text/index.ts'
import type { Photo } from '../capture/photos.ts'
import { textOn } from '../event/colour.ts'
import type { EventSettings } from '../event/settings.ts'
import { root } from '../system/root.ts'
import { sharePath } from './links.ts'

export interface PhonePages {
  /** Allows this page's own style, script and pictures, and nothing else (W3C CSP 3). */
  readonly policy: string
  /** The page of a photo. `allowed` says whether the brand may show it. */
  photo(photo: Photo, allowed: boolean, language: Language): string
  /** The one page for every link that opens nothing. */
  gone(language: Language): string
  /** Too many requests came from this address. */
  busy(language: Language): string
}

/** A photo that is not framed after this time is told of honestly. */
const delayedAfter = 2 * 60_000

/** Reads the built style and script. `event` gives names and colours. */
export async function openPhonePages(
  event: EventSettings,
  folder = join(root, 'dist/phone'),
): Promise<PhonePages> {
  const [css, script] = await Promise.all([
    readFile(join(folder, 'phone.css'), 'utf8'),
    readFile(join(folder, 'phone.js'), 'utf8'),
  ])
  const colours = `:root{--accent:${event.accent};--on-accent:${textOn(event.accent)}}`
  const style = colours + css
  const policy = [
    "default-src 'none'",
    `style-src '${hash(style)}'`,
    `script-src '${hash(script)}'`,
    "img-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')

  function page(language: Language, title: string, head: string, body: string, attributes = ''): string {
    return `<!doctype html>
<html lang="${language}" dir="${direction(language)}"${attributes}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
${head}</head>
<body>${body}</body>
</html>
`
  }

  function message(language: Language, title: TextKey, text: TextKey): string {
    const body = `<main class="message"><h1>${words(language, title)}</h1><p>${words(language, text)}</p></main>`
    return page(language, say(language, title), '', body)
  }

  const gone = eachLanguage(language => message(language, 'phone.goneTitle', 'phone.gone'))
  const busy = eachLanguage(language => message(language, 'phone.busyTitle', 'phone.busy'))

  return {
    policy,
    gone: language => gone[language],
    busy: language => busy[language],
    photo(photo, allowed, language) {
      const text = (key: TextKey, more = {}) =>
        words(language, key, { event: event.name, brand: event.brand, ...more })
      const here = sharePath(photo.token)
      const state = pageState(photo)
      const date = new Intl.DateTimeFormat(language, { dateStyle: 'long' }).format(
        Date.parse(photo.expires_at),
      )
      const picture = `${here}/photo.jpg`
      const source = state === 'picture' ? `src="${picture}"` : `data-src="${picture}"`
      const head = state === 'picture' ? '' : '<noscript><meta http-equiv="refresh" content="4"></noscript>\n'
      const body = `
<main>
<p class="event">${escapeHtml(event.name)}</p>
<figure>
<img id="picture" ${source} alt="${text('phone.picture')}" width="1080" height="1350">
<figcaption id="waiting" role="status">
<strong>${text('phone.onItsWay')}</strong>
<span class="on-its-way">${text('phone.onItsWayNote')}</span>
<span class="delayed">${text('phone.delayed')}</span>
<noscript>${text('phone.onItsWayReload')}</noscript>
</figcaption>
</figure>
<div id="ready">
<a class="button" href="${picture}?save" download="${fileName(event.name)}">${text('phone.save')}</a>
<p>${text('phone.saveHow')}</p>
</div>
<p class="small">${text('phone.private', { date })}</p>
${allowed ? `<p class="small">${text('phone.shared')}</p>` : ''}
</main>
${state === 'picture' ? '' : `<script>${script}</script>`}`
      return page(
        language,
        say(language, 'phone.title', { event: event.name }),
        head,
        body,
        ` data-state="${state}"`,
      )
    },
  }
}

type PageState = 'on-its-way' | 'delayed' | 'picture'

function pageState(photo: Photo): PageState {
  if (photo.stage === 'framed') return 'picture'
  const late = Date.now() - Date.parse(photo.reserved_at) > delayedAfter
  return late || photo.stage === 'failed' ? 'delayed' : 'on-its-way'
}

/** A file name that every phone's system takes. */
export function fileName(event: string): string {
  const plain = event
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\w-]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .toLowerCase()
  return `${plain || 'photo'}.jpg`
}

function words(language: Language, key: TextKey, values = {}): string {
  return escapeHtml(say(language, key, values))
}

function escapeHtml(text: string): string {
  const entities: Record<string, string> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  }
  return text.replace(/[&<>"']/g, character => entities[character] ?? character)
}

function eachLanguage(make: (language: Language) => string): Record<Language, string> {
  const names = Object.keys(languages) as Language[]
  return Object.fromEntries(names.map(language => [language, make(language)])) as Record<Language, string>
}

function hash(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`
}
