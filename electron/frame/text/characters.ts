/** Which characters of a text are drawn, and by what. */
import { type Emoji, findEmoji, looksLikeEmoji } from './emoji.ts'
import type { FontChain } from './fonts.ts'
import { graphemes, scriptOf } from './itemise.ts'
import type { Font } from './shape.ts'

/** What draws a cluster. */
export type Source = { readonly font: Font } | { readonly emoji: readonly Emoji[] }

/** One line of text: white space becomes one space, but those that forbid a break stay; controls are dropped. */
export function tidy(words: string): string {
  return words
    .replace(/[\p{Cs}\ufffe\uffff]/gu, '')
    .replace(/[^\S\u00a0\u202f\u2007\u3000\ufeff]+/g, ' ')
    .replace(/\p{Cc}/gu, '')
    .replace(/ +/g, ' ')
    .trim()
}

// Spaces, joiners, variation selectors, bidi controls: never drawn, so never missing.
const unseen = /^[\p{White_Space}\p{Default_Ignorable_Code_Point}]$/u

/** The words without the characters that nothing draws, and those characters. */
export function drawable(text: string, chain: FontChain): { text: string; missing: string[] } {
  const missing = new Set<string>()
  const kept = graphemes(text).map(({ text: cluster }) => {
    if (findSource(cluster, chain, null)) return cluster
    // What can be drawn of it, such as the letter below an unknown accent.
    const left = [...cluster].filter(one => unseen.test(one) || findSource(one, chain, null))
    for (const one of cluster) if (!left.includes(one)) missing.add(one)
    const rest = left.join('')
    if (findSource(rest, chain, null)) return rest
    for (const one of left.slice(1)) if (!unseen.test(one)) missing.add(one)
    return left[0] ?? ''
  })
  // Nothing but invisible characters draws nothing.
  const whole = kept.join('')
  return { text: [...whole].every(one => unseen.test(one)) ? '' : tidy(whole), missing: [...missing] }
}

/** What draws a cluster, or null. Punctuation and spaces stay with the font before them. */
export function findSource(cluster: string, chain: FontChain, before: Font | null): Source | null {
  const needed = [...cluster].filter(one => !unseen.test(one))
  const script = scriptOf(needed[0] ?? ' ')
  const coloured = looksLikeEmoji(cluster) ? findEmoji(cluster) : null
  if (coloured) return { emoji: coloured }
  // Composed and decomposed forms are one character to HarfBuzz.
  const forms = [needed, [...needed.join('').normalize('NFC')], [...needed.join('').normalize('NFD')]]
  const covers = (font: Font) => forms.some(form => form.every(one => font.draws(one.codePointAt(0)!)))
  const stays = script === 'Common' && !/\p{N}/u.test(cluster)
  if (before && stays && covers(before)) return { font: before }
  for (const font of chain(script)) if (covers(font)) return { font }
  const emoji = needed.length > 0 ? findEmoji(cluster) : null
  return emoji && { emoji }
}
