/** The CSS of a drawing: what style attributes and simple style sheets say, with nothing that reaches outside. */
import { gapNames } from '../gaps.ts'
import { UnsafeArtwork } from './svg-tree.ts'

/** Illustrator writes one for each look, a few hundred at most; each is tried on every element. */
const mostRules = 1000

/** One rule of a style sheet, for elements that have all of its parts. */
export interface StyleRule {
  readonly tag: string | null
  readonly id: string | null
  readonly classes: readonly string[]
  /** The higher goes before the lower (Selectors 4, 17); of equals, the later. */
  readonly weight: number
  readonly style: ReadonlyMap<string, string>
}

/**
 * A value without comments and with `url(#id)` written in one way. Throws `UnsafeArtwork` when it refers to anything
 * outside the drawing, however that is written (CSS Syntax 3: escapes, comments; CSS Images 4: image(), src() …).
 */
export function safeValue(value: string): string {
  if (value.includes('\\'))
    throw new UnsafeArtwork('writes a style with a backslash, which can hide an address')
  // Runs of white space become one, so that no expression below takes more than a straight look.
  const plain = withoutComments(value).replace(/\s+/g, ' ').trim()
  const local = plain.replace(/\burl\(\s*(["']?)\s*#([^\s"'(){}#]+)\s*\1\s*\)/gi, 'url(#$2)')
  const rest = local.replaceAll(/url\(#[^\s"'(){}#]+\)/g, '')
  const outside = rest.match(
    /(?:url|src|(?:-[a-z]+-)?(?:image|image-set|cross-fade|element))\s*\(\s*["']?([^"')]*)|@import\s*([^;]*)|(javascript:|expression\s*\().*/i,
  )
  if (outside !== null) {
    throw new UnsafeArtwork(`refers to "${outside[1] ?? outside[2] ?? outside[3]}"; ${onlyInside}`)
  }
  return local
}

/** Without comments, in one pass: an expression would look to the end for each comment that has none. */
function withoutComments(value: string): string {
  const [start, ...parts] = value.split('/*')
  let plain = start!
  let isOpen = false
  for (const part of parts) {
    // A comment may hold the start of another, and ends at the first star and slash.
    const end = part.indexOf('*/')
    isOpen = end < 0
    if (!isOpen) plain += ` ${part.slice(end + 2)}`
  }
  if (isOpen) throw new UnsafeArtwork('has a comment in a style that never ends')
  return plain
}

export const onlyInside = 'artwork may use only what it holds itself'

/** The declarations of a style attribute or rule; the later goes before the earlier (CSS Cascading 4, 6.4.4). */
export function readStyle(css: string): Map<string, string> {
  const style = new Map<string, string>()
  for (const declaration of safeValue(css).split(';')) {
    const colon = declaration.indexOf(':')
    const property = declaration.slice(0, Math.max(colon, 0)).trim().toLowerCase()
    const value = declaration.slice(colon + 1).trim()
    // No shape needs quotes, and drawing programs' own properties start with a hyphen.
    if (!/^[a-z][a-z-]*$/.test(property) || value === '' || /["'<>@]/.test(value)) continue
    if (property === 'href' || property === 'src') throw new UnsafeArtwork(`has a style with ${property}`)
    if (/!\s*important/i.test(value)) throw new UnsafeArtwork('has a style with !important; leave that out')
    style.delete(property)
    style.set(property, value)
  }
  return style
}

/** The rules of a style sheet, in their order. Throws `UnsafeArtwork` for any but simple ones. */
export function readRules(sheet: string): StyleRule[] {
  // The braces of a gap are not a rule's.
  const gaps = new RegExp(`\\{(${gapNames.join('|').replaceAll('.', '\\.')})\\}`, 'g')
  const plain = safeValue(sheet)
    .replace(/<!--|-->/g, ' ')
    .replace(gaps, '\uE000$1\uE001')
  if (plain.includes('@')) {
    throw new UnsafeArtwork(
      `has a style sheet with ${plain.match(/@[\w-]*/)![0]}; only plain rules are allowed`,
    )
  }
  const rules: StyleRule[] = []
  const blocks = plain.split('}')
  if (blocks.pop()!.trim() !== '') throw new UnsafeArtwork('has a style sheet that cannot be read')
  for (const block of blocks) {
    const [selectors, body, ...more] = block.split('{')
    if (body === undefined || more.length > 0) {
      throw new UnsafeArtwork('has a style sheet that cannot be read')
    }
    const style = readStyle(body.replaceAll('\uE000', '{').replaceAll('\uE001', '}'))
    for (const selector of selectors!.split(',')) rules.push({ ...readSelector(selector.trim()), style })
    if (rules.length > mostRules) throw new UnsafeArtwork(`has more than ${mostRules} rules in style sheets`)
  }
  return rules
}

function readSelector(selector: string): Omit<StyleRule, 'style'> {
  const simple = selector.match(/^(\*|[a-zA-Z][\w-]*)?((?:[.#][\p{L}_-][\p{L}\p{N}_-]*)*)$/u)
  if (simple === null || selector === '') {
    throw new UnsafeArtwork(`has a style for "${selector}"; only elements, .classes and #ids are allowed`)
  }
  const parts = simple[2]!.match(/[.#][^.#]+/g) ?? []
  const classes = parts.filter(part => part.startsWith('.')).map(part => part.slice(1))
  const ids = parts.filter(part => part.startsWith('#')).map(part => part.slice(1))
  if (ids.length > 1) throw new UnsafeArtwork(`has a style for "${selector}", which has two ids`)
  const tag = simple[1] === undefined || simple[1] === '*' ? null : simple[1]
  return {
    tag,
    id: ids[0] ?? null,
    classes,
    weight: ids.length * 10_000 + classes.length * 100 + (tag === null ? 0 : 1),
  }
}
