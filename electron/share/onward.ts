/** From a photo's page to where people post, and to the event's one link: never to an address that somebody gives. */
import type { Photos } from '../capture/photos.ts'
import { Trouble } from '../contract/errors.ts'
import type { Network } from '../contract/share.ts'
import type { EventSettings } from '../event/settings.ts'
import { postFor } from './captions.ts'
import type { Counts } from './counts.ts'
import { sharePath } from './links.ts'
import { postAddress } from './networks.ts'
import type { PublishedAt } from './phone-page.ts'
import { findShared } from './shared-photo.ts'

export interface Onward {
  /**
   * The address that `place` is, a network or `link`; the photo's own page where the network takes links alone and the
   * photo has none for everybody. Null for what is not there. Throws CALL_INPUT for a text that no page of ours sends.
   */
  to(token: string, place: string, text: string): string | null
  /** Counts that somebody went there. */
  tapped(token: string, place: string, userAgent: string | undefined): void
}

export interface OnwardParts {
  readonly photos: Photos
  readonly event: EventSettings
  /** The photo's published pages, for nobody elsewhere can open the kiosk's own; null while they are not there. */
  readonly publishedAt: (token: string) => PublishedAt | null
  readonly counts: Pick<Counts, 'did'>
}

/** The place that is the event's link. */
const eventLink = 'link'

/** The longest text that is taken along, in characters as the page counts them. */
export const longestText = 500

export function openOnward({ photos, event, publishedAt, counts }: OnwardParts): Onward {
  const link = event.share.link.address && new URL(event.share.link.address).href // as a header may have it
  // People write to their Mastodon by a form of the page itself, which knows their instance.
  const offered = event.share.networks.filter(network => network !== 'mastodon')
  const networkAt = (place: string): Network | undefined => offered.find(network => network === place)

  return {
    to(token, place, text) {
      if (!findShared(photos, token)) return null
      if (place === eventLink) return link || null
      const network = networkAt(place)
      if (!network) return null
      const post = { text: checkedText(text), link: publishedAt(token)?.post ?? null }
      return postAddress(network, postFor(event, event.language, post)) ?? sharePath(token)
    },
    tapped(token, place, userAgent) {
      const network = networkAt(place)
      if (network) counts.did(token, userAgent, { kind: 'share.intended', detail: { share_to: network } })
      else counts.did(token, userAgent, { kind: 'link.tapped', detail: {} })
    },
  }
}

/** Words with lines at most: no other character that only machines read. */
function checkedText(text: string): string {
  const lines = text.replace(/\r\n?/g, '\n')
  if (lines.length > longestText || /[^\P{Cc}\n]/u.test(lines))
    throw new Trouble('CALL_INPUT', {
      call: 'to',
      key: 'text',
      expected: `${longestText} characters of text`,
    })
  return lines
}
