/** Whether a headline, with the names of the brand and the event in it, needs smaller letters. */
export const isLong = (headline: string): boolean => widthOf(headline) > 60

/** In Latin letters: a Chinese, Japanese or Korean one is as wide as two, and a mark on a letter takes no room. */
function widthOf(words: string): number {
  const wide = words.match(/[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Hangul}]/gu) ?? []
  return words.replace(/\p{Mark}/gu, '').length + wide.length
}
