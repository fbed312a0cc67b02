import { describe, expect, test } from 'vitest'
import { type Network, networks } from '../../../electron/contract/share.ts'
import { blueskyRoom, mastodonAddress, type Post, postAddress } from '../../../electron/share/networks.ts'

const link = 'https://photos.example.org/s/aaaaaaaaaaaaaaaaaaaaaa'
const post: Post = { text: 'Our moment & more #lights', link, title: 'Photo', picture: `${link}.jpg` }
const textAlone: Post = { ...post, link: null, picture: null }

/** What the network reads from the address. */
function read(address: string | null) {
  if (address === null) return null
  const { origin, pathname, searchParams } = new URL(address)
  return [origin + pathname, Object.fromEntries(searchParams)]
}

describe('the address for posting', () => {
  const { text } = post
  const withLink = `${text}\n${link}`
  test.each<[Network, string, object]>([
    ['whatsapp', 'https://wa.me/', { text: withLink }],
    ['x', 'https://x.com/intent/post', { text, url: link }],
    ['facebook', 'https://www.facebook.com/sharer/sharer.php', { u: link }],
    ['linkedin', 'https://www.linkedin.com/sharing/share-offsite/', { url: link }],
    ['threads', 'https://www.threads.net/intent/post', { text, url: link }],
    ['bluesky', 'https://bsky.app/intent/compose', { text: withLink }],
    ['telegram', 'https://t.me/share/url', { url: link, text }],
    [
      'pinterest',
      'https://www.pinterest.com/pin/create/button/',
      { url: link, media: `${link}.jpg`, description: text },
    ],
    ['reddit', 'https://www.reddit.com/submit', { url: link, title: text }],
  ])('of %s holds the words and the link', (network, base, parameters) => {
    expect(read(postAddress(network, post))).toEqual([base, parameters])
  })

  test('without a link for everybody is there only where words alone can be posted', () => {
    const open = networks.filter(network => postAddress(network, textAlone) !== null)
    expect(open).toEqual(['whatsapp', 'x', 'threads', 'bluesky'])
    expect(read(postAddress('x', textAlone))).toEqual(['https://x.com/intent/post', { text }])
  })

  test('of Pinterest needs a picture that everybody finds', () => {
    expect(postAddress('pinterest', { ...post, picture: null })).toBeNull()
  })

  test('of Reddit has the words in one short line, and the title where there are none', () => {
    const titleOf = (words: string) =>
      new URL(postAddress('reddit', { ...post, text: words })!).searchParams.get('title')
    expect(titleOf('one\n two')).toBe('one two')
    expect(titleOf('x'.repeat(400))).toHaveLength(300)
    expect(titleOf(' \n')).toBe('Photo')
  })

  test('keeps what people typed inside its own field', () => {
    const hostile = 'a&url=https://evil.example#x\r\nLocation: https://evil.example\u202e"><script>\ud800'
    for (const network of networks) {
      const address = postAddress(network, { ...post, text: hostile }) ?? ''
      expect(address).toMatch(/^[!-~]*$/)
      expect(address).not.toMatch(/[\s"<>]|evil\.example#/)
      const read = address && new URL(address)
      expect(read && [read.hash, read.searchParams.getAll('url').length < 2]).toEqual(
        address ? ['', true] : '',
      )
    }
    expect(postAddress('whatsapp', { ...textAlone, text: 'a b+c' })).toBe('https://wa.me/?text=a%20b%2Bc')
  })
})

describe('Bluesky', () => {
  const textOf = (words: string, at = link as string | null) =>
    new URL(postAddress('bluesky', { ...post, text: words, link: at })!).searchParams.get('text')!
  const length = (text: string) => Array.from(new Intl.Segmenter().segment(text)).length

  test('gets at most 300 letters as people count them, and the whole link', () => {
    const family = '👩‍👩‍👧'
    const text = textOf(family.repeat(400))
    expect(length(text)).toBe(300)
    expect(text.endsWith(`…\n${link}`)).toBe(true)
    expect(text.startsWith(family.repeat(blueskyRoom(link) - 1))).toBe(true)
  })

  test('gets what fits as it is', () => {
    expect(textOf('x'.repeat(300), null)).toBe('x'.repeat(300))
    expect(textOf('x'.repeat(301), null)).toBe(`${'x'.repeat(299)}…`)
    expect(textOf('x', `https://photos.example.org/${'y'.repeat(300)}`)).toMatch(/^https:/)
  })
})

describe('Mastodon', () => {
  test('is posted to at the instance that people name', () => {
    expect(read(mastodonAddress('Mastodon.Social', post))).toEqual([
      'https://mastodon.social/share',
      { text: `${post.text}\n${link}` },
    ])
    expect(mastodonAddress('xn--mnchen-3ya.xn--p1ai', textAlone)).toMatch(
      /^https:\/\/xn--mnchen-3ya\.xn--p1ai\/share\?/,
    )
  })

  test.each([
    '',
    'localhost',
    '127.0.0.1',
    '[::1]',
    'mastodon.social:8080',
    'mastodon.social/share?x=',
    'me@mastodon.social',
    'https://mastodon.social',
    'mastodon.social\r\nSet-Cookie: a=b',
    '-a.example',
    'a..example',
    `${'a'.repeat(64)}.example`,
    `${'abc.'.repeat(70)}example`,
    'münchen.example',
    'a.\u202eexample',
  ])('has no address at %j', instance => {
    expect(mastodonAddress(instance, post)).toBeNull()
  })
})
