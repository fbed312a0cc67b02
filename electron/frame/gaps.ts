/** Gaps in artwork and texts, written `{event.name}`, and what may fill them. */

/** What an event puts into a frame. Colours are CSS hex colours; `date` is written as people read it. */
export interface FrameValues {
  readonly 'event.name': string
  readonly 'event.hashtag': string
  readonly brand: string
  readonly place: string
  readonly date: string
  readonly year: string
  /** What the people in the picture said; empty when nothing. */
  readonly story: string
  readonly accent: string
  readonly onAccent: string
}

export const gapNames = [
  'event.name',
  'event.hashtag',
  'brand',
  'place',
  'date',
  'year',
  'story',
  'accent',
  'onAccent',
] as const satisfies readonly (keyof FrameValues)[]

// Only a name right inside braces: the braces of a style sheet in an SVG are left alone.
const gap = /\{([A-Za-z][\w.]*)\}/g

/** `text` with its gaps filled. `write` turns a value into what may stand there, such as escaped XML. */
export function fillGaps(text: string, values: FrameValues, write = (value: string) => value): string {
  return text.replace(gap, (whole, name: string) => (isGapName(name) ? write(values[name]) : whole))
}

/**
 * As `fillGaps`, for words that are read: each value keeps to itself (UAX #9's isolates), so that the mark of a Latin
 * hashtag stays before it in an Arabic line. What the words begin with is left alone: it says which way they run.
 */
export function fillWords(text: string, values: FrameValues): string {
  let beginning = text.trimStart().startsWith('{')
  return fillGaps(text, values, value => {
    if (value === '') return ''
    const isFirst = beginning
    beginning = false
    return isFirst ? value : `\u2068${value}\u2069`
  })
}

/** The names in braces that no event fills. */
export function unknownGaps(text: string): string[] {
  return Array.from(text.matchAll(gap), ([, name]) => name!).filter(name => !isGapName(name))
}

/** A value as XML text or inside an attribute (XML 1.0, 2.4); characters that XML forbids (2.2) are dropped. */
export function escapeXml(value: string): string {
  const allowed = value.replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '')
  return allowed.replace(/[<>&"']/g, character => `&#${character.charCodeAt(0)};`)
}

function isGapName(name: string): name is keyof FrameValues {
  return (gapNames as readonly string[]).includes(name)
}
