/**
 * Artwork comes from strangers, and resvg opens any local path that a drawing names. So a drawing is parsed, only
 * what is known to be harmless is kept, and it is written anew: what was checked is what is drawn. Sources: SVG 2,
 * Filter Effects 1, CSS Masking 1, XML 1.0.
 */
import { SaxesParser } from 'saxes'
import { packageLimits, pictureSize, sizeWords } from './package-files.ts'
import { checkCost } from './svg-cost.ts'
import { onlyInside, readRules, readStyle, type StyleRule, safeValue } from './svg-style.ts'
import {
  type Drawing,
  everyElement,
  localUrl,
  referencesOf,
  UnsafeArtwork,
  writeDrawing,
} from './svg-tree.ts'

export { UnsafeArtwork } from './svg-tree.ts'

/** What stands in a file. Detailed maps and textures stay below; parsing takes some 50 ms. */
const mostElements = 20_000
/** Drawing programs nest a dozen groups; resvg goes down them on its stack. */
const mostLevels = 64
/** Of a picture inside an SVG; larger ones are PNG files of their own. */
const mostPictureBytes = 1024 * 1024

const svgNamespace = 'http://www.w3.org/2000/svg'
const xlinkNamespace = 'http://www.w3.org/1999/xlink'
const xhtmlNamespace = 'http://www.w3.org/1999/xhtml'

const drawn = new Set(
  (
    'svg g defs symbol use switch path rect circle ellipse line polyline polygon image linearGradient ' +
    'radialGradient stop pattern clipPath mask marker filter feBlend feColorMatrix feComponentTransfer ' +
    'feComposite feConvolveMatrix feDiffuseLighting feDisplacementMap feDistantLight feDropShadow feFlood ' +
    'feFuncA feFuncB feFuncG feFuncR feGaussianBlur feMerge feMergeNode feMorphology feOffset fePointLight ' +
    'feSpecularLighting feSpotLight feTile feTurbulence'
  ).split(' '),
)
/** Says something about the drawing and draws nothing. */
const silent = new Set(['title', 'desc', 'metadata'])
const words = new Set(['text', 'tspan', 'textPath', 'tref', 'flowRoot', 'altGlyph', 'font', 'font-face'])
const moving = new Set(['set', 'animate', 'animateMotion', 'animateTransform', 'animateColor', 'discard'])

/** An element as it was read, before anything is known of it. */
interface Raw {
  readonly name: string
  readonly attributes: Map<string, string>
  readonly children: Raw[]
}

/**
 * An SVG drawing as it may be drawn: without XML declaration, doctype, comments, foreign elements and style sheets
 * (whose rules are put into `style` attributes, so that no two drawings meet), and with a viewBox if it says any size.
 * Gaps such as `{accent}` stay. Throws `UnsafeArtwork` with the reason for everything else than shapes, gradients,
 * filters and pictures of its own.
 */
export function readArtwork(svg: string): string {
  const { root, sheets } = parse(svg)
  const rules = sheets.flatMap(readRules).sort((a, b) => a.weight - b.weight)
  const drawing = clean(root, rules)
  keepUsedIds(drawing)
  checkCost(drawing, element => {
    const size = pictureInside(element)
    return size === null ? 0 : size.width * size.height
  })
  const size = sizeOf(drawing)
  if (size !== null && !drawing.attributes.has('viewBox')) {
    drawing.attributes.set('viewBox', `0 0 ${size.width} ${size.height}`)
  }
  const written = writeDrawing(drawing)
  if (Buffer.byteLength(written) > packageLimits.svg) {
    throw new UnsafeArtwork(`has more than ${sizeWords(packageLimits.svg)} once its styles are applied`)
  }
  return written
}

/**
 * The size of a drawing in its own units: its viewBox, else its width and height in CSS pixels. Throws
 * `UnsafeArtwork` when it says neither, since nobody could place it.
 */
export function svgSize(svg: string): { width: number; height: number } {
  const size = sizeOf(drawingOf(svg))
  if (size === null) throw new UnsafeArtwork('says no size; give its <svg> a viewBox')
  return size
}

/**
 * A drawing that `readArtwork` gave, with `prefix` before all its ids and its references to them, so that several
 * (or one several times) stand in one document and none finds another's. `prefix` begins with a letter.
 */
export function withOwnIds(svg: string, prefix: string): string {
  const drawing = drawingOf(svg)
  const own = (value: string) => value.replace(localUrl, `url(#${prefix}$1)`)
  for (const { attributes, style } of everyElement(drawing)) {
    for (const [key, value] of attributes) {
      if (key === 'id') attributes.set(key, prefix + value)
      else if (key === 'href' && value.startsWith('#')) attributes.set(key, `#${prefix}${value.slice(1)}`)
      else attributes.set(key, own(value))
    }
    for (const [key, value] of style) style.set(key, own(value))
  }
  return writeDrawing(drawing)
}

/** A drawing that was read before, or is not drawn: cleaned, but its cost is not counted. */
function drawingOf(svg: string): Drawing {
  const { root, sheets } = parse(svg)
  return clean(root, sheets.flatMap(readRules))
}

/** The elements of a document and the words of its style sheets. What draws nothing is left out. */
function parse(svg: string): { root: Raw; sheets: string[] } {
  if (Buffer.byteLength(svg) > packageLimits.svg) {
    throw new UnsafeArtwork(`has more than ${sizeWords(packageLimits.svg)}`)
  }
  const sheets: string[] = []
  const open: Raw[] = []
  let [root, elements, skipped]: [Raw | null, number, number] = [null, 0, 0]
  // XML 1.1 would allow control characters.
  const parser = new SaxesParser({ xmlns: true, forceXMLVersion: true, defaultXMLVersion: '1.0' })
  parser.on('error', cause => {
    throw new UnsafeArtwork(`is no SVG that can be read (${cause.message})`, cause)
  })
  parser.on('doctype', doctype => {
    if (/[[\]]|<!/.test(doctype)) {
      throw new UnsafeArtwork('defines an entity or a document type of its own; save it as a plain SVG')
    }
  })
  parser.on('processinginstruction', ({ target }) => {
    if (/stylesheet/i.test(target))
      throw new UnsafeArtwork(`brings a style sheet from outside; ${onlyInside}`)
  })
  parser.on('opentag', tag => {
    if (++elements > mostElements) throw new UnsafeArtwork(`has more than ${mostElements} elements`)
    if (open.length + skipped >= mostLevels) {
      throw new UnsafeArtwork(`has elements more than ${mostLevels} levels inside each other`)
    }
    if (root === null && (tag.uri !== svgNamespace || tag.local !== 'svg')) {
      throw new UnsafeArtwork(`is no SVG: it begins with <${tag.name}>, not <svg xmlns="${svgNamespace}">`)
    }
    if (skipped > 0 || isForeign(tag.uri, tag.local)) {
      skipped++
      return
    }
    const element: Raw = { name: tag.local, attributes: attributesOf(tag), children: [] }
    if (element.name === 'style') {
      const type = element.attributes.get('type') ?? 'text/css'
      const media = element.attributes.get('media') ?? 'all'
      if (type.trim() !== 'text/css' || !['all', 'screen', ''].includes(media)) {
        throw new UnsafeArtwork(`has a style sheet of the kind ${type} for ${media}; plain CSS is allowed`)
      }
      sheets.push('')
    } else open.at(-1)?.children.push(element)
    root ??= element
    open.push(element)
  })
  const inStyle = (text: string) => {
    if (skipped === 0 && open.at(-1)?.name === 'style') sheets[sheets.length - 1] += text
  }
  parser.on('text', inStyle)
  parser.on('cdata', inStyle)
  parser.on('closetag', () => {
    if (skipped > 0) skipped--
    else open.pop()
  })
  parser.write(svg.replace(/^\uFEFF/, '')).close()
  if (root === null) throw new UnsafeArtwork('is empty')
  return { root, sheets }
}

/** Whether an element belongs to a drawing program or to describing words. Throws for what artwork may not have. */
function isForeign(uri: string, name: string): boolean {
  if (uri === xhtmlNamespace) throw new UnsafeArtwork(`has HTML in it (<${name}>); only shapes are drawn`)
  if (uri !== svgNamespace || silent.has(name)) return true
  if (drawn.has(name) || name === 'style') return false
  if (words.has(name)) {
    throw new UnsafeArtwork(
      `has words in it (<${name}>); words belong into "texts", or must be turned into paths`,
    )
  }
  if (moving.has(name)) throw new UnsafeArtwork(`moves (<${name}>); a frame is a still picture`)
  throw new UnsafeArtwork(`has a <${name}>, which artwork may not have`)
}

/** Attributes of SVG by their names; `href` is written in one way. Those of drawing programs are left out. */
function attributesOf(tag: {
  readonly local: string
  readonly attributes: Record<string, { local: string; uri: string; value: string }>
}): Map<string, string> {
  const attributes = new Map<string, string>()
  for (const { local, uri, value } of Object.values(tag.attributes)) {
    if (/^on/i.test(local)) throw new UnsafeArtwork(`has an ${local} handler; a picture does nothing`)
    if (local.toLowerCase() === 'src') throw new UnsafeArtwork(`refers to "${value}"; ${onlyInside}`)
    if (local.toLowerCase() === 'href') {
      const href = safeHref(tag.local, value)
      // Where both stand, the one without namespace counts (SVG 2, 16.1.5), and either is checked.
      if (uri === '') attributes.set('href', href)
      else if (uri === xlinkNamespace && !attributes.has('href')) attributes.set('href', href)
      continue
    }
    if (uri !== '' || !/^[a-z][a-z0-9-]*$/i.test(local) || /^(data|aria)-/.test(local)) continue
    attributes.set(local, local === 'class' || local === 'id' ? value : safeValue(value))
  }
  return attributes
}

function safeHref(element: string, value: string): string {
  // Browsers drop white space and control characters inside an address (URL Standard, 4.4).
  const href = value.replace(/[\s\p{Cc}]/gu, '')
  // resvg takes "#x" on an <image> for the name of a file.
  if (element !== 'image' && /^#[^\s"'(){}#]+$/.test(href)) return href
  if (element === 'image' && /^data:/i.test(href)) {
    const [, data] = href.match(/^data:image\/(?:png|jpe?g);base64,([A-Za-z0-9+/]+={0,2})$/) ?? []
    if (data === undefined) {
      throw new UnsafeArtwork('has an image inside that is no PNG or JPEG written in base64')
    }
    pictureIn(data)
    return href
  }
  const shown = href.length > 80 ? `${href.slice(0, 80)}…` : href
  throw new UnsafeArtwork(`refers to "${shown}"; ${onlyInside}`)
}

/** The size of a base64 picture, from its first bytes: what it is called does not count. */
function pictureIn(data: string): { width: number; height: number } {
  const bytes = Buffer.from(data, 'base64')
  if (bytes.length > mostPictureBytes) {
    throw new UnsafeArtwork(`has an image inside of more than ${sizeWords(mostPictureBytes)}`)
  }
  const size = pictureSize(bytes)
  if (size === null) throw new UnsafeArtwork('has an image inside that is no PNG or JPEG written in base64')
  const { width, height } = size
  const { side } = packageLimits
  if (width < 1 || height < 1 || width > side || height > side) {
    throw new UnsafeArtwork(`has an image inside of ${width} × ${height} pixels; at most ${side} a side`)
  }
  return size
}

function pictureInside({ name, attributes }: Drawing): { width: number; height: number } | null {
  const href = attributes.get('href')
  if (name !== 'image' || !href?.startsWith('data:')) return null
  return pictureIn(href.slice(href.indexOf(',') + 1))
}

/**
 * The tree with its style sheets applied. `rules` go from the weakest to the strongest. Throws `UnsafeArtwork` when
 * that makes more than a file may have: one rule may be long, and fit every element.
 */
function clean(root: Raw, rules: readonly StyleRule[]): Drawing {
  let room: number = packageLimits.svg
  const one = (raw: Raw): Drawing => {
    const attributes = new Map(raw.attributes)
    const classes = new Set((attributes.get('class') ?? '').split(/\s+/))
    const style = new Map<string, string>()
    const put = (more: ReadonlyMap<string, string>) => {
      for (const [property, value] of more) {
        style.set(property, value)
        room -= property.length + value.length
      }
      if (room < 0) {
        throw new UnsafeArtwork(`has more than ${sizeWords(packageLimits.svg)} once its styles are applied`)
      }
    }
    for (const rule of rules) {
      const fits =
        (rule.tag === null || rule.tag === raw.name) &&
        (rule.id === null || rule.id === attributes.get('id')) &&
        rule.classes.every(name => classes.has(name))
      if (fits) put(rule.style)
    }
    put(readStyle(attributes.get('style') ?? ''))
    attributes.delete('class')
    attributes.delete('style')
    return { name: raw.name, attributes, style, children: raw.children.map(one) }
  }
  return one(root)
}

/** Drops ids that nothing refers to: layer names, often given twice. */
function keepUsedIds(drawing: Drawing): void {
  const all = [...everyElement(drawing)]
  const used = new Set(all.flatMap(referencesOf).map(({ id }) => id))
  const seen = new Set<string>()
  for (const { attributes } of all) {
    const id = attributes.get('id')
    if (id === undefined) continue
    if (!used.has(id)) attributes.delete('id')
    else if (seen.has(id)) throw new UnsafeArtwork(`gives the id "${id}" to two elements`)
    else seen.add(id)
  }
}

/** CSS pixels in each unit (CSS Values 4, 6.2). */
const units: Readonly<Record<string, number>> = {
  '': 1,
  px: 1,
  pt: 96 / 72,
  pc: 16,
  in: 96,
  cm: 96 / 2.54,
  mm: 96 / 25.4,
}

function sizeOf({ attributes }: Drawing): { width: number; height: number } | null {
  const isSize = (...sides: number[]) => sides.every(side => Number.isFinite(side) && side > 0)
  const box = (attributes.get('viewBox') ?? '')
    .trim()
    .split(/[\s,]+/)
    .map(Number)
  if (box.length === 4 && isSize(box[2]!, box[3]!)) return { width: box[2]!, height: box[3]! }
  const length = (key: string) => {
    const [, number, unit] =
      attributes
        .get(key)
        ?.trim()
        .match(/^([\d.]+)\s*([a-z]*)$/i) ?? []
    return Number(number) * (units[unit?.toLowerCase() ?? ''] ?? Number.NaN)
  }
  const [width, height] = [length('width'), length('height')]
  return isSize(width, height) ? { width, height } : null
}
