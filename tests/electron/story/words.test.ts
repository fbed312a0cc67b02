import { describe, expect, it } from 'vitest'
import { charactersOf, longestStory } from '../../../electron/contract/story.ts'
import { cleanStory } from '../../../electron/story/words.ts'

describe('what attendees said', () => {
  it.each([
    ['  my  sister\tand I ', 'my sister and I'],
    ['two\r\nlines\u2028and\u0085more', 'two lines and more'],
    ['Set-Cookie: a=b\r\n\r\n<script>', 'Set-Cookie: a=b <script>'],
    ['cafe\u0301', 'café'],
    ['a\u202eb\u2066c\u2069d\u200ee\u200bf\u0000', 'abcdef'],
    ['half \ud83d, private \ue000', 'half , private'],
    ['\u200d\ufe0f ', ''],
    ['', ''],
  ])('%j is kept as %j', (came, kept) => {
    expect(cleanStory(came)).toBe(kept)
  })

  it('keeps the joiners that languages and emoji are written with', () => {
    for (const words of ['می‌خواهم', 'क्‍ष', '👩‍👩‍👧 🏳️‍🌈', 'مرحبا بكم', 'שלום'])
      expect(cleanStory(words)).toBe(words)
  })

  it('leaves a letter its accents and no more', () => {
    expect(cleanStory(`e${'\u0323'.repeat(300)}`)).toBe(`ẹ${'\u0323'.repeat(4)}`)
    expect(cleanStory('Việt Nam, הַיּוֹם, ٱلرَّحْمَٰنِ')).toBe('Việt Nam, הַיּוֹם, ٱلرَّحْمَٰنِ'.normalize('NFC'))
  })

  it('counts as people do, and refuses what is longer', () => {
    expect(charactersOf('👩‍👩‍👧é한')).toHaveLength(3)
    expect(cleanStory('👩‍👩‍👧'.repeat(longestStory))).not.toBe('')
    expect(() => cleanStory('a'.repeat(longestStory + 1))).toThrow(
      expect.objectContaining({ code: 'CALL_INPUT' }),
    )
  })
})
