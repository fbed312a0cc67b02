/** How a key joins the words before it, and what one press of delete takes away. */
import { charactersOf } from '../../../electron/contract/story.ts'
import type { Composing } from './layouts.ts'

export interface Composer {
  /** `words` with `key` typed after them. */
  type(words: string, key: string): string
  /** `words` without what was typed last. */
  remove(words: string): string
}

const plain: Composer = {
  type: (words, key) => words + key,
  remove: words => charactersOf(words).slice(0, -1).join(''),
}

const small = [...'あいうえおつやゆよわアイウエオツヤユヨワ']
const large = [...'ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ']
const marks: Readonly<Record<string, string>> = { ゛: '\u3099', ゜: '\u309A' }

/** Voice marks and the small forms change the kana before them, and change it back. */
const kana: Composer = {
  ...plain,
  type(words, key) {
    const last = charactersOf(words).at(-1) ?? ''
    const before = words.slice(0, words.length - last.length)
    if (key === '小') return before + (large[small.indexOf(last)] ?? small[large.indexOf(last)] ?? last)
    const mark = marks[key]
    if (mark === undefined) return words + key
    const [bare = '', worn] = last.normalize('NFD')
    const marked = worn === mark ? bare : (bare + mark).normalize('NFC')
    return before + (bare !== '' && marked.length === 1 ? marked : last)
  },
}

/** Indian languages write a syllable of several keys as one character: delete takes back one key. */
const byKey: Composer = { ...plain, remove: words => [...words].slice(0, -1).join('') }

/** The composer of a layout; Korean's comes when it is asked for, since few need it. */
export async function composerFor(composing: Composing | undefined, language: string): Promise<Composer> {
  if (composing === 'kana') return kana
  if (composing !== 'hangul') return composerUntil(language)
  const { assemble, removeLastCharacter } = await import('es-hangul')
  return {
    type: (words, key) => assemble([words, key]),
    remove: words => (/\p{Script=Hangul}$/u.test(words) ? removeLastCharacter(words) : plain.remove(words)),
  }
}

/** What serves until that has come. */
export function composerUntil(language: string): Composer {
  return language === 'hi' ? byKey : plain
}
