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

const seam = /(?<=\p{scx=Latin})(?=\p{scx=Han})|(?<=\p{scx=Han})(?=\p{scx=Latin})/gu

/**
 * A headline that may break beside a name in Latin letters, rather than within one: among Chinese words, which stand
 * together without spaces, the only space would be the name's own. Browsers set the two a little apart by themselves (CSS
 * Text 4, 8.4); this space (U+2006) does the same, and may end a line.
 */
export const openAroundNames = (headline: string): string => headline.replace(seam, '\u2006')
