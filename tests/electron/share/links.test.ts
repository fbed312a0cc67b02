import { expect, test } from 'vitest'
import { looksLikeToken, openLinkPool } from '../../../electron/share/links.ts'

const address = () => 'http://192.168.1.20:4461'

test('every link is new, unguessable and not derived from its id', () => {
  const pool = openLinkPool(address)
  const links = Array.from({ length: 200 }, () => pool.take())
  expect(new Set(links.map(link => link.token)).size).toBe(200)
  for (const { id, token, url } of links) {
    expect(looksLikeToken(token)).toBe(true)
    expect(Buffer.from(token, 'base64url')).toHaveLength(16)
    expect(url).toBe(`http://192.168.1.20:4461/s/${token}`)
    expect(url).not.toContain(id)
  }
})

test('ids are in the order of the photos, though the links were made ahead', () => {
  const pool = openLinkPool(address)
  const ids = Array.from({ length: 50 }, () => pool.take().id)
  expect(ids.toSorted()).toEqual(ids)
})

test('when the network changes, the next link has the new address', () => {
  let now = 'http://10.0.0.5:4461'
  const pool = openLinkPool(() => now)
  expect(pool.take().url).toContain('10.0.0.5')
  now = 'http://10.0.9.9:4461'
  expect(pool.take().url).toContain('10.0.9.9')
})

test.each(['', 'short', 'x'.repeat(23), '../../../etc/passwd...', 'aaaaaaaaaaaaaaaaaaaaa%'])(
  '%j cannot be a token',
  text => {
    expect(looksLikeToken(text)).toBe(false)
  },
)
