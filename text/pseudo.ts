/**
 * English in disguise, "[Ţåķé öûŕ þĥöţö ·····]": words without accents come from no message file, and words that are
 * 40 % longer show what other languages would overflow. Never offered to anybody; the station's flag `--words pseudo`.
 */
import type { Messages } from './messages.ts'

const plain = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'
const accented = 'åƀçðéƒĝĥîĵķļḿñöþɋŕšţûṽŵẋýžÅƁÇÐÉƑĜĤÎĴĶĻḾÑÖÞɊŔŠŢÛṼŴẊÝŽ'
const disguise = new Map([...plain].map((letter, index) => [letter, [...accented][index]]))

/** No longer than a long word, so that lines break as real ones do. */
const longestPadding = 8

/** `words` in disguise, with their `{gaps}` as they are. */
export function pseudo(words: string): string {
  const letters = words.replace(/\{\w+\}/g, '').length
  const disguised = words.replace(/\{\w+\}|./gsu, part => disguise.get(part) ?? part)
  const padding = '·'.repeat(Math.ceil(letters * 0.4)).replaceAll('·'.repeat(longestPadding), '$& ')
  return `[${disguised} ${padding.trimEnd()}]`
}

/** Every message in disguise. */
export function pseudoMessages<M extends Messages>(messages: M): M {
  const disguised = (value: unknown, key: string): unknown =>
    typeof value === 'string' ? (key === 'by' ? value : pseudo(value)) : each(value as object)
  const each = (group: object): object =>
    Object.fromEntries(Object.entries(group).map(([key, value]) => [key, disguised(value, key)]))
  return each(messages) as M
}
