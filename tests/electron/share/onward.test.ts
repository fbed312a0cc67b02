import { expect, onTestFinished, test } from 'vitest'
import { type Network, networks } from '../../../electron/contract/share.ts'
import type { Deed } from '../../../electron/share/counts.ts'
import { longestText, openOnward } from '../../../electron/share/onward.ts'
import { kioskFolder } from '../../support/kiosk-folder.ts'

/** The way on from a photo; `isPublic` is whether published pages are well. */
async function setUp(isPublic: boolean, share: Readonly<Record<string, unknown>> = {}) {
  const kiosk = await kioskFolder({ name: 'Harbour Lights', share })
  onTestFinished(() => kiosk[Symbol.asyncDispose]())
  const { token } = kiosk.photos.find(await kiosk.take())!
  const deeds: Deed[] = []
  const onward = openOnward({
    ...{ photos: kiosk.photos, event: kiosk.event },
    publishedAt: token =>
      isPublic ? { page: 'https://public.example/s/own', post: `https://public.example/s/${token}` } : null,
    counts: { did: (_, __, deed) => void deeds.push(deed) },
  })
  return { ...onward, token, deeds, page: `https://public.example/s/${token}` }
}

const hosts: Readonly<Record<Exclude<Network, 'mastodon'>, string>> = {
  whatsapp: 'wa.me',
  x: 'x.com',
  facebook: 'www.facebook.com',
  linkedin: 'www.linkedin.com',
  threads: 'www.threads.net',
  bluesky: 'bsky.app',
  telegram: 't.me',
  pinterest: 'www.pinterest.com',
  reddit: 'www.reddit.com',
}

test('every network gets the link of the published page, and Pinterest its picture', async () => {
  const { to, token, page } = await setUp(true)
  for (const [network, host] of Object.entries(hosts)) {
    const address = new URL(to(token, network, 'What a night')!)
    expect([address.protocol, address.host]).toEqual(['https:', host])
    expect(decodeURIComponent(address.href)).toContain(page)
  }
  expect(new URL(to(token, 'pinterest', '')!).searchParams.get('media')).toBe(`${page}.jpg`)
  expect(Object.keys(hosts).length).toBe(networks.length - 1)
})

test('a post without words has the title of the published page', async () => {
  const { to, token } = await setUp(true)
  const title = new URL(to(token, 'reddit', '')!).searchParams.get('title')
  expect(title).toBe('A photo from Harbour Lights')
})

test("the kiosk's own address is never posted: nobody elsewhere can open it", async () => {
  const { to, token } = await setUp(false)
  for (const network of Object.keys(hosts)) {
    const address = to(token, network, 'What a night')!
    expect(address === `/s/${token}` || !address.includes(token), address).toBe(true)
    expect(address).not.toContain('local.example')
  }
  expect(to(token, 'facebook', '')).toBe(`/s/${token}`)
})

test('only what the event offers is there', async () => {
  const { to, token } = await setUp(true, { networks: ['x', 'mastodon'] })
  expect(to(token, 'x', '')).toMatch(/^https:\/\/x\.com\//)
  for (const place of ['mastodon', 'whatsapp', 'link', 'toString', ''])
    expect(to(token, place, '')).toBeNull()
  expect(to('A'.repeat(22), 'x', 'x'.repeat(longestText + 1))).toBeNull()
})

test('words may have lines, and every kind of line end is one', async () => {
  const { to, token } = await setUp(false)
  const [one, other] = ['a\r\nb\rc', 'a\nb\nc'].map(text => to(token, 'whatsapp', text))
  expect(one).toBe('https://wa.me/?text=a%0Ab%0Ac')
  expect(other).toBe(one)
})

test.each(['a\tb', 'a\0', '\u007f', '\u0085', 'x'.repeat(longestText + 1)])(
  'no page sends %j',
  async text => {
    const { to, token } = await setUp(false)
    expect(() => to(token, 'whatsapp', text)).toThrow('CALL_INPUT')
  },
)

test('a tap is what somebody intended, the one on the link apart', async () => {
  const { tapped, token, deeds } = await setUp(true)
  tapped(token, 'bluesky', 'x')
  tapped(token, 'link', 'x')
  expect(deeds).toEqual([
    { kind: 'share.intended', detail: { share_to: 'bluesky' } },
    { kind: 'link.tapped', detail: {} },
  ])
})
