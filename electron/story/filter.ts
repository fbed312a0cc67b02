/**
 * The event's own list of words that it does not want beside its pictures. There is none built in: which words hurt
 * depends on the language, the place and the people, and a list for everybody insults some of them.
 */

/** What people write in place of a letter, beside the letter itself. */
const lookalikes: Readonly<Record<string, string>> = {
  a: '4@',
  b: '8',
  c: '(',
  e: '3€',
  g: '69',
  i: '1!|',
  l: '1|',
  o: '0',
  s: '5$',
  t: '7+',
  z: '2',
}

/** Cyrillic and Greek letters, and the Latin ones that they look like: as those they are read, in the list and in the words. */
const foreign = [...'аеорсухіјѕһԁԛԝαονικρτυ']
const latin = [...'aeopcyxijshdqwaovikptu']

/** Scripts that write words without spaces: there a word is found anywhere. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u
/** Korean adds its endings to a word. */
const endingsFollow = /\p{Script=Hangul}/u
const letter = /[\p{L}\p{M}]/u

/** Signs that can be letters: `read` makes a dot of every other one. */
const letterSigns = /[@$!|€(+]/g
/** More strokes in a row than a word has for an i or an l. */
const manyStrokes = /([1!|]{4})[1!|]+/g

/** A word or several as they are looked for; beyond its ends there may be no letter unless it says so. */
interface Wanted {
  readonly pattern: RegExp
  readonly isOpen: { readonly before: boolean; readonly after: boolean }
}

/**
 * Gives whether words have one of `list` in them, as a whole word: neither capitals nor accents, digits for letters,
 * repeated letters, dots between them nor letters that stand apart hide it, and no innocent word is caught for what is
 * inside it. A `*` at the end or the beginning of an entry stands for any letters.
 */
export function openWordFilter(list: readonly string[]): (words: string) => boolean {
  const wanted = list.map(wantedOf).filter(one => one !== null)
  return words => {
    // A sign is a letter, or stands between letters. Where it could be either, a pattern tries all ways that there are.
    const asLetters = read(words).replace(manyStrokes, '$1')
    const asDots = asLetters.replace(letterSigns, '.')
    return wanted.some(one => isIn(asLetters, one) || isIn(asDots, one))
  }
}

function isIn(plain: string, { pattern, isOpen }: Wanted): boolean {
  pattern.lastIndex = 0
  for (let found = pattern.exec(plain); found; found = pattern.exec(plain)) {
    const [before, after] = [plain.slice(0, found.index), plain.slice(pattern.lastIndex)]
    const isWhole =
      (isOpen.before || !letter.test(before.at(-1) ?? '')) && (isOpen.after || !letter.test(after[0] ?? ''))
    // A number is no word, whatever it looks like.
    if (isWhole && letter.test(found[0])) return true
    pattern.lastIndex = found.index + 1
  }
  return false
}

function wantedOf(entry: string): Wanted | null {
  const parts = read(entry)
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .filter(word => word !== '')
    .map(patternOfWord)
  if (parts.length === 0) return null
  const isWithin = unspaced.test(entry)
  return {
    pattern: new RegExp(parts.join('[ .]*'), 'gu'),
    isOpen: {
      before: isWithin || entry.trim().startsWith('*'),
      after: isWithin || entry.trim().endsWith('*') || endingsFollow.test(entry),
    },
  }
}

/** Its letters one after the other, perhaps with dots between them; or each by itself, with something between all. */
function patternOfWord(word: string): string {
  const runs = word.match(/(.\p{M}*)\1*/gu) ?? []
  const letters = runs.map(run => {
    const [one = ''] = run.match(/.\p{M}*/u) ?? []
    const like = `(?:${[one, ...(lookalikes[one] ?? '')].map(part => part.replace(/[$(+|]/, '\\$&')).join('|')})`
    const least = run.length / one.length
    return { each: Array<string>(least).fill(like), many: `${like}{${least},}` }
  })
  const joined = letters.map(({ many }) => many).join('[.]*')
  const apart = letters.flatMap(({ each }) => each)
  return apart.length < 3 ? joined : `(?:${joined}|${apart.join('[ .]+')})`
}

/** As it is compared: in small letters, without accents, points and what is not seen, a space or a dot for what is none. */
function read(words: string): string {
  return words
    .normalize('NFKD')
    .replace(/\p{Cf}|(?![\u3099\u309A])[\p{Script=Inherited}\u0591-\u05C7]/gu, '')
    .normalize('NFC')
    .toLowerCase()
    .replace(/ı/g, 'i')
    .replace(/ß/g, 'ss')
    .replace(/\p{Z}/gu, ' ')
    .replace(/(?![@$!|€(+])[\p{P}\p{S}]/gu, '.')
    .replace(/\p{L}/gu, one => latin[foreign.indexOf(one)] ?? one)
}
