/**
 * The keys of the on-screen keyboard, language by language, as people know them from their phones and desks: where a
 * letter lies is where the hand looks for it. Accents have keys of their own above the letters, since a key that must be
 * held down is found by nobody and pressed by few. A row is its keys with spaces between.
 */
import type { Language } from '../../../text/languages.ts'

/** How what is typed becomes words, beside one key after the other. */
export type Composing = 'hangul' | 'kana' | 'pinyin'

export interface Layout {
  /** What its letters are called on a key that leads to them. */
  readonly name: string
  readonly rows: readonly string[]
  /** What shift gives; null where letters have only one form; capitals where it is left out. */
  readonly shifted?: readonly string[] | null
  /** What shift leads to where that is another script, in which one then stays. */
  readonly shiftName?: string
  readonly composing?: Composing
  /** How questions, exclamations and pauses are written, where not as in English. */
  readonly marks?: string
}

const qwerty = ['q w e r t y u i o p', 'a s d f g h j k l', 'z x c v b n m'] as const

const latin = (...rows: readonly string[]): Layout => ({ name: 'ABC', rows })

const layouts: Readonly<Record<string, Layout>> = {
  en: latin(...qwerty),
  de: latin('q w e r t z u i o p ü', 'a s d f g h j k l ö ä', 'y x c v b n m ß'),
  fr: latin('é è ê ë à â ç ù û ô î ï', 'a z e r t y u i o p', 'q s d f g h j k l m', 'w x c v b n œ æ ü ÿ'),
  es: latin('á é í ó ú ü ¿ ¡', 'q w e r t y u i o p', 'a s d f g h j k l ñ', 'z x c v b n m'),
  pt: latin('ã õ á é í ó ú â ê ô à', 'q w e r t y u i o p', 'a s d f g h j k l ç', 'z x c v b n m'),
  it: latin('à è é ì í ò ó ù ú î', ...qwerty),
  nl: latin('é è ê ë á ä í ï ó ö ú ü', ...qwerty),
  pl: latin('ą ć ę ł ń ó ś ź ż', ...qwerty),
  tr: latin('q w e r t y u ı o p ğ ü', 'a s d f g h j k l ş i', 'z x c v b n m ö ç'),
  ar: {
    name: 'أبت',
    rows: ['أ إ آ ء ؤ ئ ى ة', 'ض ص ث ق ف غ ع ه خ ح ج', 'ش س ي ب ل ا ت ن م ك ط', 'ذ ر و ز ظ د'],
    shifted: null,
    marks: '؟ ! ، .',
  },
  he: {
    name: 'אבג',
    rows: ['ק ר א ט ו ן ם פ', 'ש ד ג כ ע י ח ל ך ף', 'ז ס ב ה נ מ צ ת ץ'],
    shifted: null,
  },
  hi: {
    name: 'कखग',
    rows: ['ौ ै ा ी ू ब ह ग द ज ड ़ ॉ', 'ो े ् ि ु प र क त च ट ृ', 'ं म न व ल स य ः ॅ'],
    shifted: ['औ ऐ आ ई ऊ भ ङ घ ध झ ढ ञ ऑ', 'ओ ए अ इ उ फ ऱ ख थ छ ठ ऋ', 'ँ ण ऩ ळ श ष ॐ ऽ ऍ'],
    marks: '? ! , ।',
  },
  zh: { name: '拼音', rows: qwerty, shifted: null, composing: 'pinyin', marks: '？ ！ ， 。' },
  ja: {
    name: 'あいう',
    rows: [
      'あ か さ た な は ま や ら わ ゛',
      'い き し ち に ひ み ゆ り を ゜',
      'う く す つ ぬ ふ む よ る ん 小',
      'え け せ て ね へ め 「 れ 、 ー',
      'お こ そ と の ほ も 」 ろ 。 〜',
    ],
    shifted: [
      'ア カ サ タ ナ ハ マ ヤ ラ ワ ゛',
      'イ キ シ チ ニ ヒ ミ ユ リ ヲ ゜',
      'ウ ク ス ツ ヌ フ ム ヨ ル ン 小',
      'エ ケ セ テ ネ ヘ メ 「 レ 、 ー',
      'オ コ ソ ト ノ ホ モ 」 ロ 。 〜',
    ],
    shiftName: 'カナ',
    composing: 'kana',
    marks: '？ ！',
  },
  ko: {
    name: '가나다',
    rows: ['ㅂ ㅈ ㄷ ㄱ ㅅ ㅛ ㅕ ㅑ ㅐ ㅔ', 'ㅁ ㄴ ㅇ ㄹ ㅎ ㅗ ㅓ ㅏ ㅣ', 'ㅋ ㅌ ㅊ ㅍ ㅠ ㅜ ㅡ'],
    shifted: ['ㅃ ㅉ ㄸ ㄲ ㅆ ㅛ ㅕ ㅑ ㅒ ㅖ', 'ㅁ ㄴ ㅇ ㄹ ㅎ ㅗ ㅓ ㅏ ㅣ', 'ㅋ ㅌ ㅊ ㅍ ㅠ ㅜ ㅡ'],
    composing: 'hangul',
  },
}

/** As many as digits. */
const leastColumns = 10

const figures = ['1 2 3 4 5 6 7 8 9 0', '@ # & % + - / : ; =', '( ) " \' ’ _ * €'] as const

/** Which keys are shown: `letters`, the same with shift, or `figures` and signs. */
export type Layer = 'letters' | 'shifted' | 'figures'

/** The language's own keyboard; of one that has none, English's. */
export function layoutOf(language: Language): Layout {
  return layouts[language] ?? layouts.en!
}

/** The keys of a layer, row by row. */
export function keysOf(layout: Layout, layer: Layer, language: string): readonly (readonly string[])[] {
  if (layer === 'figures') return figures.map(keys)
  if (layer === 'letters') return layout.rows.map(keys)
  return (layout.shifted ?? layout.rows.map(row => row.replace('ß', 'ẞ').toLocaleUpperCase(language))).map(
    keys,
  )
}

/** The marks beside the space bar. */
export function marksOf({ marks = '? ! , .' }: Layout): readonly string[] {
  return keys(marks)
}

/** How many keys lie beside each other in the longest row of a language's keyboard, and how many rows it has with all. */
export function sizeOf(language: Language): { readonly columns: number; readonly rows: number } {
  const { rows, shifted, composing } = layoutOf(language)
  const lengths = [...rows, ...(shifted ?? [])].map(row => keys(row).length)
  // The space bar's row, and that of the characters to choose from.
  const further = composing === 'pinyin' ? 2 : 1
  return { columns: Math.max(leastColumns, ...lengths), rows: rows.length + further }
}

/** For who writes a name or a hashtag among other letters; null where the letters are Latin ones already. */
export function latinBeside(layout: Layout): Layout | null {
  const isLatin = layout.name === 'ABC' || layout.composing === 'pinyin'
  return isLatin ? null : layouts.en!
}

function keys(row: string): string[] {
  return row.split(' ')
}
