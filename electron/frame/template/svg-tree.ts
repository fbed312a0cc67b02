/** A drawing as it is checked and written anew: SVG elements alone, style sheets already applied. */
import { escapeXml } from '../gaps.ts'

export interface Drawing {
  readonly name: string
  readonly attributes: Map<string, string>
  /** What its `style` says, by property. It goes before attributes of the same name (SVG 2, 6.6). */
  readonly style: Map<string, string>
  readonly children: Drawing[]
}

/** Why a drawing may not be used. `reason` reads on after “The frame names a.svg, which …”. */
export class UnsafeArtwork extends Error {
  override readonly name = 'UnsafeArtwork'
  readonly reason: string

  constructor(reason: string, cause?: unknown) {
    super(reason, cause === undefined ? {} : { cause })
    // It quotes the drawing, which may hold what steers a terminal, or goes on for pages.
    const plain = reason.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    this.reason = plain.length > 300 ? `${plain.slice(0, 300)}…` : plain
  }
}

/** `url(#id)` as `svg-style.ts` writes it. */
export const localUrl = /url\(#([^()]+)\)/g

/** What an element's attributes and style refer to: the property that does, and the id. */
export function referencesOf({ attributes, style }: Drawing): { property: string; id: string }[] {
  const found = [...attributes, ...style].flatMap(([property, value]) =>
    Array.from(value.matchAll(localUrl), ([, id]) => ({ property, id: id! })),
  )
  const href = attributes.get('href')
  if (href?.startsWith('#')) found.push({ property: 'href', id: href.slice(1) })
  return found
}

/** A property's value: the style's, else the attribute's, else nothing. */
export function propertyOf({ attributes, style }: Drawing, property: string): string {
  return (style.get(property) ?? attributes.get(property) ?? '').trim()
}

/** All elements of a drawing, each before those inside it. */
export function* everyElement(drawing: Drawing): Generator<Drawing> {
  const waiting = [drawing]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    yield next
    waiting.push(...next.children.toReversed())
  }
}

/** The drawing as an SVG document without declaration, comments or style sheets. */
export function writeDrawing(drawing: Drawing): string {
  return writeElement(drawing, ' xmlns="http://www.w3.org/2000/svg"')
}

function writeElement({ name, attributes, style, children }: Drawing, namespace = ''): string {
  const all = new Map(attributes)
  if (style.size > 0) all.set('style', Array.from(style, ([key, value]) => `${key}:${value}`).join(';'))
  const written = Array.from(all, ([key, value]) => ` ${key}="${escapeXml(value)}"`).join('')
  const inside = children.map(child => writeElement(child)).join('')
  return `<${name}${namespace}${written}${inside === '' ? '/>' : `>${inside}</${name}>`}`
}
