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
import { escapeHtml } from '../system/html.ts'
import { root } from '../system/root.ts'
import { sharePath } from './links.ts'
import { codeLine, managePart, type Stands, type Unwritten } from './manage-part.ts'
import { date, wordsIn } from './markup.ts'

export interface PhonePages {
  /** Allows this page's own style, script and pictures, and nothing else (W3C CSP 3). */
  readonly policy: string
  /** The page of a photo, and how it stands with the brand. `unwritten` says why an answer was not written down. */
  photo(photo: Photo, stands: Stands, language: Language, unwritten?: Unwritten): string
  /** Says what deleting does, and asks once. */
  confirmDelete(photo: Photo, language: Language): string
  deleted(language: Language): string
  /** The one page for every link that opens nothing. */
  gone(language: Language): string
  /** Too many requests came from this address. */
  busy(language: Language): string
  /** Something went wrong that should not. */
  trouble(language: Language): string
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
    "form-action 'self'",
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

  const wordsFor = (language: Language) => wordsIn(language, { event: event.name, brand: event.brand })

  function message(title: TextKey, text: TextKey): (language: Language) => string {
    const made = eachLanguage(language => {
      const words = wordsFor(language)
      const body = `<main class="message"><h1>${words(title)}</h1><p>${words(text)}</p></main>`
      return page(language, say(language, title), '', body)
    })
    return language => made[language]
  }

  return {
    policy,
    gone: message('phone.goneTitle', 'phone.gone'),
    busy: message('phone.busyTitle', 'phone.busy'),
    deleted: message('phone.deletedTitle', 'phone.deleted'),
    trouble: message('phone.troubleTitle', 'phone.trouble'),
    photo(photo, stands, language, unwritten) {
      const words = wordsFor(language)
      const state = pageState(photo)
      const picture = `${sharePath(photo.token)}/photo.jpg`
      const source = state === 'picture' ? `src="${picture}"` : `data-src="${picture}"`
      const head = state === 'picture' ? '' : '<noscript><meta http-equiv="refresh" content="4"></noscript>\n'
      const isShown = stands.purposes.some(({ standing }) => standing.allowed)
      const until = { date: date(language, photo.expires_at, 'long') }
      const manage = managePart({ photo, stands, event, language, words, unwritten })
      const needsScript = state !== 'picture' || manage.includes('id="sign"')
      const body = `
<main>
<p class="event">${escapeHtml(event.name)}</p>
<figure>
<img id="picture" ${source} alt="${words('phone.picture')}" width="1080" height="1350">
<figcaption id="waiting" role="status">
<strong>${words('phone.onItsWay')}</strong>
<span class="on-its-way">${words('phone.onItsWayNote')}</span>
<span class="delayed">${words('phone.delayed')}</span>
<noscript>${words('phone.onItsWayReload')}</noscript>
</figcaption>
</figure>
<div id="ready">
<a class="save" href="${picture}?save" download="${fileName(event.name)}">${words('phone.save')}</a>
<p>${words('phone.saveHow')}</p>
</div>
<p class="small">${words(isShown ? 'phone.until' : 'phone.private', until)}</p>
${codeLine(photo, words)}
${manage}
</main>
${needsScript ? `<script>${script}</script>` : ''}`
      const title = say(language, 'phone.title', { event: event.name })
      return page(language, title, head, body, ` data-state="${state}"`)
    },
    confirmDelete(photo, language) {
      const words = wordsFor(language)
      const here = sharePath(photo.token)
      const facts = [
        'phone.deleteLink',
        'phone.deleteHere',
        'phone.deleteUsed',
        'phone.deleteCopies',
      ] as const
      const body = `<main class="message">
<h1>${words('phone.deleteTitle')}</h1>
<ul class="facts">${facts.map(key => `<li>${words(key)}</li>`).join('')}</ul>
<p><strong>${words('phone.deleteFinal')}</strong></p>
<div class="answers">
<form method="post" action="${here}/delete"><button>${words('phone.deleteYes')}</button></form>
<a href="${here}">${words('phone.deleteNo')}</a>
</div>
</main>`
      return page(language, say(language, 'phone.deleteTitle'), '', body)
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

function eachLanguage(make: (language: Language) => string): Record<Language, string> {
  const names = Object.keys(languages) as Language[]
  return Object.fromEntries(names.map(language => [language, make(language)])) as Record<Language, string>
}

function hash(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`
}
