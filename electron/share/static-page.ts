/**
 * The pages of a photo as files that anybody may serve: they have no server behind them that could answer. One is for
 * its people, who can take back and delete there; the other is where their posts lead, and shows the picture alone.
 */
import { chooseLanguage, type Language, say } from '../../text/index.ts'
import { type Photo, saidWith } from '../capture/photos.ts'
import { consentAsk } from '../consent/wording.ts'
import type { Purpose } from '../contract/consent.ts'
import { type SavedName, savedFile, savedType } from '../contract/share.ts'
import type { EventSettings } from '../event/settings.ts'
import { outputs } from '../frame/outputs.ts'
import { altText, captionFor, postFor } from './captions.ts'
import { filmPart } from './film-part.ts'
import { postToken, sharePath } from './links.ts'
import { codeLine, leftOut } from './manage-part.ts'
import { date, htmlPage, inHtml, readLook, type Words, wordsIn } from './markup.ts'
import { mastodonAddress, postAddress } from './networks.ts'
import { brandPart, mainAction, type ShareView, sharePart } from './share-part.ts'

/** What lies beside its page: what can be saved, and the card beside a link. */
export type PublicPicture = 'card' | SavedName

/** How a photo stands: the pictures that lie beside the page, and what the brand may do. */
export interface Published {
  /** Empty while it is not framed. */
  readonly pictures: readonly PublicPicture[]
  readonly allowed: readonly { readonly purpose: Purpose; readonly until: string }[]
  /** Whether somebody in the picture has said yes, though it may not be enough to allow anything. */
  readonly isAnythingGiven?: boolean
  /** Forms that the storage itself takes, to take back what was allowed and to erase the photo. */
  readonly requests?: { readonly 'take-back': RequestForm; readonly erase: RequestForm } | null
}

/** A form as a browser sends it to the storage. */
export interface RequestForm {
  readonly address: string
  readonly fields: Readonly<Record<string, string>>
  /** Until when it is taken, in milliseconds since 1970. */
  readonly until: number
}

export interface StaticPages {
  /** For the photo's own people. The same photo gives the same bytes. */
  pageOf(photo: Photo, published: Published): string
  /** For whoever follows a post. Its picture is there. */
  postPageOf(photo: Photo, published: Published): string
  /** Where a form leads that was sent. */
  received(language: Language): string
}

export interface StaticPageParts {
  readonly event: EventSettings
  /** Where the pages are read, without a slash at its end. */
  readonly address: string
  /** Where the built style and script are. */
  readonly folder?: string
}

/** How often a page whose picture is on its way loads itself again where no script does it better, in seconds. */
const lookAgainAfter = 4

export function openStaticPages({ event, address, folder }: StaticPageParts): StaticPages {
  const look = readLook(event, folder)

  return {
    received(language) {
      const words = wordsIn(language)
      const { privacy } = event.consent
      const write = privacy ? `<p>${words('share.receivedWrite', { privacy })}</p>` : ''
      const title = 'share.receivedTitle'
      const body = `<main class="message"><h1>${words(title)}</h1><p>${words('share.received')}</p>${write}</main>`
      return htmlPage({ language, title: say(language, title), look, head: `${rules()}\n`, body })
    },
    postPageOf(photo, published) {
      const language = chooseLanguage([photo.language], event.language)
      const words = wordsIn(language, { event: event.name, brand: event.brand })
      return htmlPage({
        language,
        title: say(language, 'share.title', { event: event.name }),
        look,
        head: `${rules()}\n${preview(photo, published, language)}`,
        body: posted(photo, published, language, words),
        data: { state: 'picture', ends: photo.expires_at },
      })
    },
    pageOf(photo, published) {
      const language = chooseLanguage([photo.language], event.language)
      const words = wordsIn(language, { event: event.name, brand: event.brand })
      const isThere = published.pictures.includes('photo')
      const state = isThere ? 'picture' : photo.stage === 'failed' ? 'delayed' : 'on-its-way'
      const head = `${rules(published.requests?.erase)}
${isThere ? preview(photo, published, language) : `<noscript><meta http-equiv="refresh" content="${lookAgainAfter}"></noscript>\n`}`
      return htmlPage({
        language,
        title: say(language, 'phone.title', { event: event.name }),
        look,
        head,
        body: isThere ? there(photo, published, language, words) : onItsWay(photo, words),
        data: { state, ends: photo.expires_at },
      })
    },
  }

  /** Where the page's forms may be sent and lead to (browsers hold both against `form-action`), and nothing of others. */
  function rules(form?: RequestForm): string {
    const action = form ? `${new URL(form.address).origin} ${new URL(address).origin}` : "'none'"
    const policy = [...look.policy, `form-action ${action}`].join('; ')
    return `<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="referrer" content="no-referrer">`
  }

  function onItsWay(photo: Photo, words: Words): string {
    return `
<main>
<h1 class="unseen">${words('phone.title')}</h1>
<figure>
<figcaption role="status">
<b class="event">${inHtml(event.name)}</b>
<strong>${words('phone.onItsWay')}</strong>
${
  photo.story_sight === 'waits'
    ? `<span>${words('phone.unseen')}</span>`
    : `<span class="on-its-way">${words('phone.onItsWayNote')}</span>
<span class="delayed">${words('phone.delayed')}</span>`
}
<noscript>${words('phone.onItsWayReload')}</noscript>
</figcaption>
</figure>
${offline(words)}
${codeLine(photo, words)}
</main>
<script>${look.script}</script>`
  }

  function there(photo: Photo, published: Published, language: Language, words: Words): string {
    const until = { date: date(language, photo.expires_at, 'long') }
    const share = shareView(photo, published, language, words)
    const isShown = published.allowed.length > 0
    return `
<main>
<h1 class="unseen">${words('phone.title')}</h1>
${picture(photo, share, language)}
${offline(words)}
${mainAction(share)}
<p class="small">${words(isShown ? 'phone.until' : 'phone.private', until)}</p>
${leftOut(photo, words)}
${sharePart(share)}
${mayPart(published, language, words)}
${wayOut(photo, published, language, words)}
</main>
${ended(words, until)}
<script>${look.script}</script>`
  }

  function posted(photo: Photo, published: Published, language: Language, words: Words): string {
    const { privacy } = event.consent
    const until = { date: date(language, photo.expires_at, 'long') }
    const share = shareView(photo, published, language, words)
    return `
<main>
<h1 class="unseen">${words('share.title')}</h1>
${picture(photo, share, language)}
${offline(words)}
<div class="rows">${brandPart(share)}</div>
${privacy ? `<p class="small">${words('share.objection').replace('{privacy}', () => addressee(privacy, null))}</p>` : ''}
</main>
${ended(words, until)}
<script>${look.script}</script>`
  }

  function picture({ token }: Photo, share: ShareView, language: Language): string {
    const { words } = share
    return `<figure>
<img id="picture" src="${publicFile(token, 'photo')}" alt="${inHtml(altText(event, language))}" width="1080" height="1350">
${filmPart(share, name => publicFile(token, name))}
<figcaption role="status">
<b class="event">${inHtml(event.name)}</b>
<span class="lost">${words('share.lost')}</span>
</figcaption>
</figure>`
  }

  function shareView(photo: Photo, { pictures }: Published, language: Language, words: Words): ShareView {
    const link = address + sharePath(postToken(photo.token))
    return {
      ...{ event, words, link },
      caption: captionFor(event, language, saidWith(photo)),
      to(network, text, instance) {
        const post = postFor(event, language, { text, link })
        return network === 'mastodon' ? mastodonAddress(instance, post) : postAddress(network, post)
      },
      brandLink: event.share.link.address,
      saveFrom: name => publicFile(photo.token, name),
      there: pictures.filter(name => name !== 'card'),
      coming: [],
    }
  }

  /** What networks and messengers show beside a link (ogp.me). They need whole addresses. */
  function preview(photo: Photo, { pictures }: Published, language: Language): string {
    const link = address + sharePath(postToken(photo.token))
    const text = captionFor(event, language, saidWith(photo))
    const title = say(language, 'share.title', { event: event.name })
    const hasCard = pictures.includes('card')
    const tags: [string, string | number][] = [
      ['og:type', 'website'],
      ['og:title', title],
      ['og:description', text],
      ['og:url', link],
    ]
    if (hasCard)
      tags.push(
        ['og:image', `${address}/s/${publicFile(photo.token, 'card')}`],
        ['og:image:type', 'image/jpeg'],
        ['og:image:width', outputs.card.canvas.width],
        ['og:image:height', outputs.card.canvas.height],
        ['og:image:alt', altText(event, language)],
      )
    if (pictures.includes('boomerang'))
      tags.push(
        ['og:video', `${address}/s/${publicFile(photo.token, 'boomerang')}`],
        ['og:video:type', savedType('boomerang')],
        ['og:video:width', outputs.post.canvas.width],
        ['og:video:height', outputs.post.canvas.height],
      )
    const properties = tags.map(
      ([name, value]) => `<meta property="${name}" content="${inHtml(`${value}`)}">\n`,
    )
    return `<meta name="description" content="${inHtml(text)}">
${properties.join('')}<meta name="twitter:card" content="${hasCard ? 'summary_large_image' : 'summary'}">
`
  }

  function mayPart({ allowed }: Published, language: Language, words: Words): string {
    const { choices } = consentAsk(
      event,
      language,
      allowed.map(({ purpose }) => purpose),
    )
    const rows = allowed.map(
      ({ until }, i) => `<li class="allowed">
<p>${inHtml(choices[i]?.words ?? '')}</p>
<p class="state">${words('phone.allowedUntil', { date: date(language, until, 'medium') })}</p>
</li>
`,
    )
    return `<div class="manage" id="manage">
<h2>${words('phone.may')}</h2>
${rows.length > 0 ? `<ul class="purposes">\n${rows.join('')}</ul>` : `<p class="note">${words('share.mayNothing')}</p>`}
</div>`
  }

  /** How to take back and delete: by forms that the storage takes, and by asking people. */
  function wayOut(photo: Photo, published: Published, language: Language, words: Words): string {
    const { privacy } = event.consent
    return `<div class="manage">
<h2>${words('share.undo')}</h2>
${published.requests ? buttons(published, published.requests, language, words) : ''}
<p class="note">${words('share.undoKiosk')}</p>
${privacy ? `<p class="note">${words('share.undoWrite').replace('{privacy}', () => addressee(privacy, photo.code))}</p>` : ''}
</div>
${codeLine(photo, words)}`
  }
}

/** What somebody holding the page's link may ask for. Deleting is asked about once more, in the page itself. */
function buttons(
  { allowed, isAnythingGiven }: Published,
  requests: NonNullable<Published['requests']>,
  language: Language,
  words: Words,
): string {
  const until = { date: date(language, new Date(requests.erase.until).toISOString(), 'long') }
  const facts = ['share.deleteWhen', 'phone.deleteUsed', 'phone.deleteCopies'] as const
  return `<p class="note">${words('share.undoButtons', until)}</p>
${allowed.length > 0 || isAnythingGiven ? requestForm(requests['take-back'], words('code.takeBack')) : ''}
<details>
<summary>${words('phone.delete')}</summary>
<ul class="facts">${facts.map(key => `<li>${words(key)}</li>`).join('')}</ul>
<p><strong>${words('phone.deleteFinal')}</strong></p>
${requestForm(requests.erase, words('phone.deleteYes'))}
</details>`
}

/** The storage reads the fields before `file`; it takes what is there for its content, which nobody reads. */
function requestForm({ address, fields }: RequestForm, action: string): string {
  const hidden = Object.entries({ ...fields, file: '1' }).map(
    ([name, value]) => `<input type="hidden" name="${inHtml(name)}" value="${inHtml(value)}">`,
  )
  return `<form class="request" method="post" action="${inHtml(address)}" enctype="multipart/form-data">
${hidden.join('\n')}
<button>${action}</button>
</form>`
}

/**
 * The name of a picture's file beside the pages, whatever the folder is called in which all lie. What posts show has the
 * name of their page; of the others, only the photo's own people know the name.
 */
export function publicFile(token: string, name: PublicPicture): string {
  if (name === 'photo') return `${postToken(token)}.jpg`
  const isPosted = name === 'card' || name === 'boomerang'
  return `${isPosted ? postToken(token) : token}-${name === 'card' ? 'card.jpg' : savedFile(name)}`
}

function ended(words: Words, until: { readonly date: string }): string {
  return `<div class="message ended"><h1>${words('share.endedTitle')}</h1><p>${words('share.ended', until)}</p></div>`
}

function offline(words: Words): string {
  return `<p id="offline" class="notice" role="status" hidden>${words('share.offline')}</p>`
}

/** Where a mail can be written with one tap, with the code in it; other addresses as they are. */
function addressee(privacy: string, code: string | null): string {
  if (!/^[^\s@/?&]+@[^\s@/?&]+\.[^\s@/?&]+$/.test(privacy)) return inHtml(privacy)
  const mail = `mailto:${encodeURIComponent(privacy).replace('%40', '@')}${code ? `?subject=${encodeURIComponent(code)}` : ''}`
  return `<a href="${inHtml(mail)}">${inHtml(privacy)}</a>`
}
