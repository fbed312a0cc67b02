/**
 * The page behind the QR code, made on the station so that it works without JavaScript too. Style and script
 * come with the page, in one answer, and the content security policy names them by their hash.
 */
import { type Language, say, type TextKey } from '../../text/index.ts'
import { languageCodes } from '../../text/languages.ts'
import { type Photo, saidWith } from '../capture/photos.ts'
import { type Network, type SavedName, savedFile } from '../contract/share.ts'
import type { EventSettings } from '../event/settings.ts'
import { filmDue } from '../frame/clips.ts'
import { captionFor, postFor } from './captions.ts'
import { filmPart } from './film-part.ts'
import { sharePath } from './links.ts'
import { codeLine, leftOut, managePart, type Stands, type Unwritten } from './manage-part.ts'
import { date, htmlPage, inHtml, readLook, wordsIn } from './markup.ts'
import { mastodonAddress, type Post, postAddress } from './networks.ts'
import { mainAction, type ShareView, sharePart } from './share-part.ts'

export interface PhonePages {
  /** Allows this page's own style, script, pictures and films, and nothing else (W3C CSP 3). */
  readonly policy: string
  photo(view: PhotoView): string
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

/** The addresses of a photo's published pages: for its own people, and where their posts lead. */
export interface PublishedAt {
  readonly page: string
  readonly post: string
}

export interface PhotoView {
  readonly photo: Photo
  readonly language: Language
  /** How it stands with the brand. */
  readonly stands: Stands
  /** Those that are there, beside the framed one. */
  readonly pictures: readonly SavedName[]
  /** Where the photo is published; null where it is not. */
  readonly published: PublishedAt | null
  /** Why an answer was not written down. */
  readonly unwritten?: Unwritten | undefined
}

/** A photo that is not framed after this time is told of honestly, and nothing more comes after it. */
const delayedAfter = 2 * 60_000

/** `event` gives names and colours, `folder` the built style and script. */
export function openPhonePages(event: EventSettings, folder?: string): PhonePages {
  const look = readLook(event, folder)
  const policy = [...look.policy, "form-action 'self'", "frame-ancestors 'none'"].join('; ')
  const wordsFor = (language: Language) => wordsIn(language, { event: event.name, brand: event.brand })

  function message(title: TextKey, text: TextKey): (language: Language) => string {
    const made = eachLanguage(language => {
      const words = wordsFor(language)
      const body = `<main class="message"><h1>${words(title)}</h1><p>${words(text)}</p></main>`
      return htmlPage({ language, title: say(language, title), look, body })
    })
    return language => made[language]
  }

  function shareView(view: PhotoView): ShareView {
    const { photo, language, pictures, published } = view
    const link = published?.post ?? null
    const here = sharePath(photo.token)
    const { pictures: offered } = event.share
    const until = date(language, photo.expires_at, 'long')
    return {
      event,
      words: wordsFor(language),
      caption: captionFor(event, language, saidWith(photo)),
      link,
      to: (network, text, instance) =>
        wayTo(here, postFor(event, language, { text, link }), { network, instance }),
      brandLink: `${here}/to/link`,
      saveFrom: name => `${here}/${savedFile(name)}?save`,
      there: ['photo', ...pictures],
      coming: isNew(photo) ? offered.filter(name => !pictures.includes(name)) : [],
      keep: published ? { address: published.page, until } : undefined,
    }
  }

  return {
    policy,
    gone: message('phone.goneTitle', 'phone.gone'),
    busy: message('phone.busyTitle', 'phone.busy'),
    deleted: message('phone.deletedTitle', 'phone.deleted'),
    trouble: message('phone.troubleTitle', 'phone.trouble'),
    photo(view) {
      const { photo, language, stands, unwritten } = view
      const words = wordsFor(language)
      const state = pageState(view)
      const here = sharePath(photo.token)
      const picture = `<img id="picture" src="${here}/${savedFile('photo')}" alt="${words('phone.picture')}" width="1080" height="1350">`
      const isShown = stands.purposes.some(({ standing }) => standing.allowed)
      const share = shareView(view)
      const body = `
<main>
<h1 class="unseen">${words('phone.title')}</h1>
<figure>
${state === 'picture' ? picture : `<template id="coming" data-page="${here}"${photo.mode === 'boomerang' ? ' data-film' : ''}>${picture}</template>`}
${filmPart(share, name => `${here}/${savedFile(name)}`)}
<figcaption id="waiting" role="status">
<b class="event">${inHtml(event.name)}</b>
<strong>${words('phone.onItsWay')}</strong>
<span class="on-its-way">${words('phone.onItsWayNote')}</span>
<span class="delayed">${words('phone.delayed')}</span>
<span class="lost">${words('share.lost')}</span>
<noscript>${words('phone.onItsWayReload')}</noscript>
</figcaption>
</figure>
<p id="offline" class="notice" role="status" hidden>${words('share.offline')}</p>
${mainAction(share)}
<p class="small">${words(isShown ? 'phone.until' : 'phone.private', { date: date(language, photo.expires_at, 'long') })}</p>
${leftOut(photo, words)}
<p class="back" hidden><a id="to-visit">${words('remote.back')}</a></p>
${sharePart(share)}
${codeLine(photo, words)}
${managePart({ photo, stands, event, language, words, unwritten })}
</main>
<script>${look.script}</script>`
      return htmlPage({
        language,
        title: say(language, 'phone.title', { event: event.name }),
        look,
        head: state === 'picture' ? '' : '<noscript><meta http-equiv="refresh" content="4"></noscript>\n',
        body,
        data: { state, count: `${here}/count` },
      })
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
      return htmlPage({ language, title: say(language, 'phone.deleteTitle'), look, body })
    },
  }
}

/**
 * Where a tap on a network leads: to the kiosk, which counts it and leads on. Mastodon's addresses are everybody's own,
 * and the kiosk leads to none that somebody gives it. Null where the network cannot be posted to.
 */
function wayTo(here: string, post: Post, { network, instance }: { network: Network; instance: string }) {
  if (network === 'mastodon') return mastodonAddress(instance, post)
  return postAddress(network, post) && `${here}/to/${network}?text=${encodeURIComponent(post.text)}`
}

type PageState = 'on-its-way' | 'delayed' | 'picture'

function pageState({ photo, pictures }: PhotoView): PageState {
  const isDue = filmDue(photo, pictures.includes('boomerang')) !== null
  if (photo.stage === 'framed') return isDue ? 'on-its-way' : 'picture'
  return !isNew(photo) || photo.stage === 'failed' ? 'delayed' : 'on-its-way'
}

function isNew(photo: Photo): boolean {
  return Date.now() - Date.parse(photo.reserved_at) <= delayedAfter
}

function eachLanguage(make: (language: Language) => string): Record<Language, string> {
  const made = languageCodes.map(language => [language, make(language)])
  return Object.fromEntries(made) as Record<Language, string>
}
