/**
 * Where each network lets people post. An address opens the network's own form with words and a link in it: a picture
 * cannot travel that way, and whether anything is posted stays between the person and the network.
 */
import type { Network } from '../contract/share.ts'

export interface Post {
  readonly text: string
  /** An address that opens for everybody; null where there is none. */
  readonly link: string | null
  readonly title: string
  /** Where everybody finds the picture; null where nobody does. */
  readonly picture: string | null
}

/** As many graphemes as Bluesky takes (docs.bsky.app, "Action Intent Links"). */
const blueskyMost = 300
/** As many letters as Reddit takes in a title. */
const redditMost = 300

/** A name with a dot in it: no port, no path, no user, and no bare number of a machine. */
const hostName =
  /^(?=.{4,253}$)(?:[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?\.)+(?:[a-z]{2,63}|xn--[a-z\d-]{1,58}[a-z\d])$/i

const addresses: { readonly [N in Network]: (post: Post) => string | null } = {
  whatsapp: ({ text, link }) => address('https://wa.me/', { text: lines(text, link) }),
  x: ({ text, link }) => address('https://x.com/intent/post', { text, url: link }),
  facebook: ({ link }) => link && address('https://www.facebook.com/sharer/sharer.php', { u: link }),
  linkedin: ({ link }) => link && address('https://www.linkedin.com/sharing/share-offsite/', { url: link }),
  threads: ({ text, link }) => address('https://www.threads.net/intent/post', { text, url: link }),
  bluesky: ({ text, link }) =>
    address('https://bsky.app/intent/compose', { text: lines(shorten(text, blueskyRoom(link)), link) }),
  telegram: ({ text, link }) => link && address('https://t.me/share/url', { url: link, text }),
  mastodon: () => null, // everybody has another instance
  pinterest: ({ text, link, picture }) =>
    link &&
    picture &&
    address('https://www.pinterest.com/pin/create/button/', { url: link, media: picture, description: text }),
  reddit: ({ text, link, title }) =>
    link &&
    address('https://www.reddit.com/submit', {
      url: link,
      title: shorten(text.replace(/\s+/g, ' ').trim() || title, redditMost),
    }),
}

/**
 * The network's own address for posting; null where it takes links alone and there is none. Mastodon has none of its
 * own: see `mastodonAddress`.
 */
export function postAddress(network: Network, post: Post): string | null {
  return addresses[network](post)
}

/** The address for posting at a Mastodon `instance`, such as mastodon.social; null when that is no plain host name. */
export function mastodonAddress(instance: string, { text, link }: Post): string | null {
  if (!hostName.test(instance)) return null
  return address(`https://${instance.toLowerCase()}/share`, { text: lines(text, link) })
}

/** How many graphemes of text a post on Bluesky has room for beside the link. */
export function blueskyRoom(link: string | null): number {
  return Math.max(blueskyMost - (link ? graphemes(link).length + 1 : 0), 0)
}

/** Everything that people typed is encoded, spaces too: some apps take a plus for a plus. */
function address(base: string, parameters: Readonly<Record<string, string | null>>): string {
  const query = Object.entries(parameters)
    .filter((entry): entry is [string, string] => !!entry[1])
    .map(([name, value]) => `${name}=${encodeURIComponent(value.toWellFormed())}`)
  return query.length > 0 ? `${base}?${query.join('&')}` : base
}

function lines(text: string, link: string | null): string {
  return [text, link].filter(Boolean).join('\n')
}

/** At most so many graphemes, what people take for letters. */
function shorten(text: string, most: number): string {
  const all = graphemes(text)
  if (all.length <= most) return text
  return most > 0 ? `${all.slice(0, most - 1).join('')}…` : ''
}

function graphemes(text: string): string[] {
  return Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment)
}
