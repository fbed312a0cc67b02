/**
 * The part of a photo's page between the picture and what the brand may do: saving and posting it. Everything is a link,
 * so that it works without JavaScript; what only a script can do is hidden until there is one.
 */
import { type ExtraPicture, type Network, type SavedName, savedFile } from '../contract/share.ts'
import type { EventSettings } from '../event/settings.ts'
import { inHtml, type Words } from './markup.ts'
import { blueskyRoom } from './networks.ts'
import { longestText } from './onward.ts'

export interface ShareView {
  readonly event: EventSettings
  readonly words: Words
  readonly caption: string
  /** The address that a post points to; null where none opens for everybody. */
  readonly link: string | null
  /** Where a tap on a network leads with this text, `instance` being for Mastodon; null where it cannot be posted to. */
  readonly to: (network: Network, text: string, instance: string) => string | null
  /** Where the brand's own link leads. */
  readonly brandLink: string
  /** Where a picture is saved from. */
  readonly saveFrom: (name: SavedName) => string
  /** What is there, and what may still come. Where there is a boomerang, that is what is shared first. */
  readonly there: readonly SavedName[]
  readonly coming: readonly ExtraPicture[]
  /** The photo's published page, where that is another than this one, and until when it is there. */
  readonly keep?: { readonly address: string; readonly until: string } | undefined
}

/** Names that are the same in every language. */
const names: { readonly [N in Network]: string } = {
  whatsapp: 'WhatsApp',
  x: 'X',
  facebook: 'Facebook',
  linkedin: 'LinkedIn',
  threads: 'Threads',
  bluesky: 'Bluesky',
  telegram: 'Telegram',
  mastodon: 'Mastodon',
  pinterest: 'Pinterest',
  reddit: 'Reddit',
}

const savedWords = {
  photo: 'phone.save',
  story: 'share.story',
  square: 'share.square',
  original: 'share.original',
  boomerang: 'share.saveFilm',
  animation: 'share.animation',
} as const satisfies Record<SavedName, string>

/** What the script puts words and a server in the place of. */
const textGap = '{text}'
const instanceGap = 'instance.example'
const commonInstance = 'mastodon.social'

/** The main action: the share sheet where the script finds one, and the link that saves. */
export function mainAction({ event, words, there, saveFrom }: ShareView): string {
  const name = there.includes('boomerang') ? 'boomerang' : 'photo'
  return `<div id="ready">
<button class="share" id="share" type="button" hidden>${words(name === 'photo' ? 'share.share' : 'share.shareFilm')}</button>
<p id="share-failed" role="alert" hidden>${words('share.failed')}</p>
<a class="save" href="${saveFrom(name)}" download="${fileName(event.name, name)}">${words(savedWords[name])}</a>
<ol class="steps">
<li>${words('share.stepSave')}</li>
<li>${words('share.stepPost')}</li>
</ol>
</div>`
}

/** Words, networks, further pictures, and at its end what the brand would like to be looked at. */
export function sharePart(view: ShareView): string {
  return `<div class="rows" id="post">
${captionPart(view)}
${networksPart(view)}
${savePart(view)}
${brandPart(view)}
</div>`
}

/** A file name that every phone's system takes. */
export function fileName(event: string, name: SavedName = 'photo'): string {
  const base = event
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\w-]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .toLowerCase()
  return `${base || 'photo'}${name === 'photo' ? '.jpg' : `-${savedFile(name)}`}`
}

function captionPart({ words, caption }: ShareView): string {
  const text = inHtml(caption)
  return `<h2 id="words">${words('share.words')}</h2>
<p class="caption" dir="auto">${text}</p>
<div class="edit" hidden>
<textarea class="text" id="caption" dir="auto" rows="3" maxlength="${longestText}" aria-labelledby="words">
${text}</textarea>
<div class="copy"><button type="button" id="copy">${words('share.copy')}</button>
<p role="status"><span hidden>${words('share.copied')}</span></p></div>
</div>`
}

function networksPart(view: ShareView): string {
  const { event, words, link } = view
  const rows = event.share.networks.map(network =>
    network === 'mastodon' ? mastodonRow(view) : networkRow(view, network),
  )
  if (!rows.some(Boolean)) return ''
  return `<h2>${words('share.networks')}</h2>
<p class="note">${words(link ? 'share.networksLink' : 'share.networksWords')}</p>
<ul class="networks">
${rows.join('')}</ul>`
}

function networkRow({ caption, link, to }: ShareView, network: Network): string {
  const [now, pattern] = [caption, textGap].map(text => to(network, text, ''))
  if (!now || !pattern) return ''
  const most = network === 'bluesky' ? ` data-most="${blueskyRoom(link)}"` : ''
  return `<li><a href="${inHtml(now)}" data-to="${inHtml(pattern)}"${most} target="_blank" rel="noopener nofollow">${names[network]}</a></li>
`
}

/** Everybody has an account at another server, so that only a script can lead there. */
function mastodonRow({ words, caption, to }: ShareView): string {
  const [now, pattern] = [to('mastodon', caption, commonInstance), to('mastodon', textGap, instanceGap)]
  if (!now || !pattern) return ''
  return `<li id="mastodon" hidden>
<details>
<summary>${names.mastodon}</summary>
<div class="field">
<label for="instance">${words('share.instance')}</label>
<input class="text" type="text" id="instance" dir="ltr" value="${commonInstance}" autocapitalize="none" autocomplete="off" spellcheck="false" inputmode="url" maxlength="253">
<a href="${inHtml(now)}" data-to="${inHtml(pattern)}" target="_blank" rel="noopener nofollow">${words('share.toInstance')}</a>
</div>
</details>
</li>
`
}

function savePart({ event, words, there, coming, saveFrom, keep }: ShareView): string {
  const row = (name: SavedName, hidden = '') =>
    `<li${hidden}><a href="${saveFrom(name)}" download="${fileName(event.name, name)}">${words(savedWords[name])}</a></li>
`
  const besideFilm: readonly SavedName[] = there.includes('boomerang') ? ['photo', 'animation'] : []
  const names = [...besideFilm, ...event.share.pictures].filter(
    name => there.includes(name) || coming.some(one => one === name),
  )
  const rows = names.map(name => row(name, there.includes(name) ? '' : ' class="coming" hidden'))
  const kept = keep
    ? `<li class="keep"><a href="${inHtml(keep.address)}">${words('share.keep')}</a>
<p class="note">${words('share.keepUntil', { date: keep.until })}</p></li>
`
    : ''
  if (rows.length === 0 && !kept) return ''
  const isEmpty = !names.some(name => there.includes(name)) && !kept
  return `<div id="more"${isEmpty ? ' hidden' : ''}>
<h2>${words('share.more')}</h2>
<ul class="saves">
${rows.join('')}${kept}</ul>
</div>`
}

/** The event's one link, marked as the brand's. */
export function brandPart({ event, words, brandLink }: ShareView): string {
  const { address, words: called } = event.share.link
  if (!address) return ''
  return `<p class="brand"><span class="note">${words('share.fromBrand')}</span>
<a href="${inHtml(brandLink)}" target="_blank" rel="noopener nofollow">${inHtml(called || event.brand)}</a></p>`
}
