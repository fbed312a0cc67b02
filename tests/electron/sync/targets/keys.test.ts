import { expect, test } from 'vitest'
import { keyParts, prefixParts } from '../../../../electron/sync/targets/keys.ts'

test('a key falls into its parts', () => {
  expect(keyParts('v1/events/dt=2026-11-26/a_b.c-d')).toEqual(['v1', 'events', 'dt=2026-11-26', 'a_b.c-d'])
  expect(keyParts('a')).toEqual(['a'])
  expect(keyParts('a/..b/c..')).toEqual(['a', '..b', 'c..'])
})

test.each(['', '/', '/a', 'a/', 'a//b', '.', '..', 'a/../b', './a', 'a\\b', 'a\nb', 'a\0'])(
  '%j is no key',
  key => {
    expect(() => keyParts(key)).toThrow(expect.objectContaining({ kind: 'unexpected' }))
  },
)

test('a prefix is all, or a folder', () => {
  expect(prefixParts('')).toEqual([])
  expect(prefixParts('v1/a/')).toEqual(['v1', 'a'])
  for (const prefix of ['v1', '/', '../', 'v1//'])
    expect(() => prefixParts(prefix)).toThrow(expect.objectContaining({ kind: 'unexpected' }))
})
