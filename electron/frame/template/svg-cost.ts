/**
 * What drawing costs, bounded before it is drawn: a few hundred bytes can ask for hours of work, by using each
 * element many times or by filters whose work grows with the square of a number. Times are of resvg 2.6.2 on one
 * core, for a whole canvas of 1080 × 1350.
 */
import { type Drawing, everyElement, propertyOf, referencesOf, UnsafeArtwork } from './svg-tree.ts'

/** The most of each that may be drawn, with every use counted again. */
export const costLimits = {
  elements: 100_000,
  /** How deep uses, patterns and masks stand in each other; resvg goes down them on its stack. */
  depth: 100,
  /** Groups drawn on their own because of opacity, blending, clips or masks: 18 ms each. */
  layers: 500,
  /** Steps of filters. */
  steps: 200,
  /** Steps that look at many pixels for each one: blur, noise and light, up to 0.4 s each. */
  slowSteps: 24,
  /** Of pictures inside, 64 MB decoded for a square of 4096. */
  pixels: 4 * 4096 * 4096,
} as const

interface Cost {
  elements: number
  depth: number
  layers: number
  steps: number
  slowSteps: number
  pixels: number
  /** Places where markers could stand. */
  points: number
}

const costWords: Record<keyof typeof costLimits, string> = {
  elements: 'elements',
  depth: 'levels inside each other',
  layers: 'groups with opacity, blending, clips or masks',
  steps: 'steps of filters',
  slowSteps: 'steps of blur, noise or light',
  pixels: 'pixels of pictures',
}

/** Drawn only where something refers to them. */
const definitions = new Set(
  'defs symbol pattern clipPath mask marker filter linearGradient radialGradient'.split(' '),
)
const slow = new Set(
  'feGaussianBlur feDropShadow feTurbulence feDiffuseLighting feSpecularLighting feDisplacementMap feMorphology feConvolveMatrix'.split(
    ' ',
  ),
)

/**
 * Throws `UnsafeArtwork` when a drawing costs more than `costLimits`, or refers to itself. `pixelsOf` gives how many
 * pixels the picture in an element has.
 */
export function checkCost(drawing: Drawing, pixelsOf: (element: Drawing) => number): void {
  const ids = new Map<string, Drawing>()
  for (const element of everyElement(drawing)) {
    checkNumbers(element)
    const id = element.attributes.get('id')
    if (id !== undefined) ids.set(id, element)
  }
  const known = new Map<Drawing, Cost>()
  const open = new Set<Drawing>()

  const costOf = (element: Drawing): Cost => {
    const before = known.get(element)
    if (before !== undefined) return before
    if (open.has(element)) {
      throw new UnsafeArtwork(`has a <${element.name}> that refers to itself, which would never end`)
    }
    if (open.size >= costLimits.depth) throw tooMuch('depth') // before the stack ends
    open.add(element)
    const own: Cost = {
      elements: 1,
      depth: 1,
      layers: isLayer(element) ? 1 : 0,
      steps: element.name.startsWith('fe') ? 1 : 0,
      slowSteps: slow.has(element.name) ? 1 : 0,
      pixels: pixelsOf(element),
      points: `${propertyOf(element, 'd')} ${propertyOf(element, 'points')}`.match(/[\d.]+/g)?.length ?? 0,
    }
    if (element.name === 'line') own.points = 2
    for (const child of element.children) {
      if (!definitions.has(child.name)) add(own, costOf(child))
    }
    const once = referencesOf(element).filter(({ property }) => !isInherited(property))
    for (const { id } of once) {
      const target = ids.get(id)
      if (target) add(own, costOf(target))
    }
    // Paint is inherited: a group's pattern is drawn again for each of its shapes, a marker at each of their corners.
    const inner = { ...own }
    for (const { property, id } of referencesOf(element)) {
      const target = ids.get(id)
      if (!target || !isInherited(property)) continue
      const cost = costOf(target)
      if (target.name.endsWith('Gradient')) continue
      if ([...everyElement(element)].some(({ name }) => definitions.has(name))) {
        throw new UnsafeArtwork('paints a group that holds definitions with a pattern or marker')
      }
      add(own, cost, property.startsWith('marker') ? inner.points : inner.elements)
    }
    const functions = propertyOf(element, 'filter').match(/\b(?!url)[a-z-]{4,11} ?\(/gi)?.length ?? 0
    own.steps += functions
    own.slowSteps += functions
    refuseAbove(own)
    open.delete(element)
    known.set(element, own)
    return own
  }
  for (const element of everyElement(drawing)) costOf(element)
}

function add(sum: Cost, part: Cost, times = 1): void {
  for (const key of ['elements', 'layers', 'steps', 'slowSteps', 'pixels', 'points'] as const) {
    sum[key] += part[key] * times
  }
  sum.depth = Math.max(sum.depth, part.depth + 1)
}

function refuseAbove(cost: Cost): void {
  for (const [key, most] of Object.entries(costLimits) as [keyof typeof costLimits, number][]) {
    if (cost[key] > most) throw tooMuch(key)
  }
}

function tooMuch(key: keyof typeof costLimits): UnsafeArtwork {
  return new UnsafeArtwork(
    `asks for more than ${costLimits[key]} ${costWords[key]} when all it uses is counted`,
  )
}

function isInherited(property: string): boolean {
  return property === 'fill' || property === 'stroke' || property.startsWith('marker')
}

function isLayer(element: Drawing): boolean {
  const is = (property: string, plain: readonly string[]) => !plain.includes(propertyOf(element, property))
  return (
    is('opacity', ['', '1']) ||
    is('mix-blend-mode', ['', 'normal']) ||
    is('isolation', ['', 'auto']) ||
    is('mask', ['', 'none']) ||
    is('clip-path', ['', 'none']) ||
    is('filter', ['', 'none'])
  )
}

/** Refuses numbers with which one element alone takes a machine's memory or its evening. */
function checkNumbers(element: Drawing): void {
  const { name, attributes } = element
  const numbers = (key: string) =>
    (attributes.get(key) ?? '').match(/[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?/gi)?.map(Number) ?? []
  const atMost = (key: string, most: number) => {
    const [came] = numbers(key).filter(number => !(Math.abs(number) <= most))
    if (came !== undefined) {
      throw new UnsafeArtwork(`has a <${name}> with ${key} ${came}; at most ${most} is allowed`)
    }
  }
  for (const key of ['transform', 'patternTransform', 'gradientTransform']) {
    const transform = (element.style.get(key) ?? attributes.get(key) ?? '').toLowerCase()
    for (const [, kind, inside] of transform.matchAll(/\b(scale|matrix)(?:[xyz]|3d)? ?\(([^)]*)/g)) {
      const factors = inside!.match(/[-+.\de]+/g)?.slice(0, kind === 'matrix' ? 4 : 2) ?? []
      if (factors.some(factor => Math.abs(Number(factor)) > 1000)) {
        throw new UnsafeArtwork(`enlarges a <${name}> more than 1000 times`)
      }
    }
  }
  if (name === 'feTurbulence') atMost('numOctaves', 8)
  if (name === 'feConvolveMatrix') atMost('order', 5)
  if (name === 'feMorphology') atMost('radius', 10)
  if (attributes.get('primitiveUnits') === 'objectBoundingBox') {
    throw new UnsafeArtwork(
      `has a <${name}> measured by what it filters; use primitiveUnits="userSpaceOnUse"`,
    )
  }
  if (name === 'pattern') {
    const units = attributes.get('patternUnits')
    const isWhole = attributes.has('width') && attributes.has('height')
    if (attributes.has('href') && units !== undefined && !isWhole) {
      throw new UnsafeArtwork('has a <pattern> that takes its size from another but not its units')
    }
    for (const side of ['width', 'height']) {
      if (/%/.test(attributes.get(side) ?? '')) atMost(side, 100)
      else atMost(side, units === 'userSpaceOnUse' ? 4096 : 1)
    }
  }
}
