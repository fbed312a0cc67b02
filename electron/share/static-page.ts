/** The page of a photo as a file that anybody may serve: it has no server behind it that could answer. */
import { chooseLanguage, direction, say } from '../../text/index.ts'
import type { Photo } from '../capture/photos.ts'
import type { Purpose } from '../contract/consent.ts'
import type { ExtraPicture } from '../contract/share.ts'
import type { EventSettings } from '../event/settings.ts'
import { escapeHtml } from '../system/html.ts'
import { wordsIn } from './markup.ts'

/** A picture that lies beside its page: the framed one, the card beside a link, and what can be saved. */
export type PublicPicture = 'photo' | 'card' | ExtraPicture

/** How a photo stands: the pictures that lie beside the page, and what the brand may do. */
export interface Published {
  /** Empty while it is not framed. */
  readonly pictures: readonly PublicPicture[]
  readonly allowed: readonly { readonly purpose: Purpose; readonly until: string }[]
}

export interface StaticPages {
  /** The same photo gives the same bytes. */
  pageOf(photo: Photo, published: Published): string
}

export interface StaticPageParts {
  readonly event: EventSettings
  /** Where the pages are read, without a slash at its end. */
  readonly address: string
}

export function openStaticPages({ event }: StaticPageParts): StaticPages {
  return {
    pageOf(photo, { pictures }) {
      const language = chooseLanguage([photo.language], event.language)
      const words = wordsIn(language, { event: event.name, brand: event.brand })
      const body = pictures.includes('photo')
        ? `<img src="${photo.token}.jpg" alt="${words('phone.picture')}" width="1080" height="1350">`
        : `<h1>${words('phone.onItsWay')}</h1>`
      return `<!doctype html>
<html lang="${language}" dir="${direction(language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
${pictures.includes('photo') ? '' : '<meta http-equiv="refresh" content="4">'}
<title>${escapeHtml(say(language, 'phone.title', { event: event.name }))}</title>
</head>
<body>${body}</body>
</html>
`
    },
  }
}
