/**
 * Whether a headline needs smaller letters: it is wider than `most` Latin ones. 60 is what a question with the names of the
 * brand and the event in it has room for.
 */
export const isLong = (headline: string, most = 60): boolean => widthOf(headline) > most

/** In Latin letters: a Chinese, Japanese or Korean one is as wide as two, and a mark on a letter takes no room. */
function widthOf(words: string): number {
  const wide = words.match(/[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Hangul}]/gu) ?? []
  return words.replace(/\p{Mark}/gu, '').length + wide.length
}
