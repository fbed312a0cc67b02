import { describe, expect, it } from 'vitest'
import { picture, reasonOf, wrap } from './svg.ts'

describe('what would never end is refused', () => {
  const laughs = (link: (id: number) => string, wrapIn: (id: number, inner: string) => string) =>
    wrap(
      Array.from({ length: 9 }, (_, i) =>
        wrapIn(i, i === 0 ? '<path d="M0 0"/>' : link(i - 1).repeat(10)),
      ).join('') + link(8),
    )
  const rect = (paint: string) => `<rect width="9" height="9" ${paint}/>`
  it.each([
    [
      'a billion uses',
      laughs(
        id => `<use href="#g${id}"/>`,
        (id, inner) => `<g id="g${id}">${inner}</g>`,
      ),
    ],
    [
      'a billion patterns',
      laughs(
        id => rect(`fill="url(#p${id})"`),
        (id, inner) => `<pattern id="p${id}">${inner}</pattern>`,
      ),
    ],
    [
      'a billion patterns given by a style sheet',
      laughs(
        id => rect(`class="c${id}"`),
        (id, inner) => `<style>.c${id}{fill:url(#p${id})}</style><pattern id="p${id}">${inner}</pattern>`,
      ),
    ],
    [
      'a billion patterns given by their group',
      laughs(
        id => `<g fill="url(#p${id})">${rect('')}</g>`,
        (id, inner) => `<pattern id="p${id}">${inner}</pattern>`,
      ),
    ],
    [
      'a billion markers',
      laughs(
        id => `<path d="M0 0L1 1" marker-end="url(#m${id})"/>`,
        (id, inner) => `<marker id="m${id}">${inner}</marker>`,
      ),
    ],
    [
      'a billion masks',
      laughs(
        id => rect(`mask="url(#m${id})"`),
        (id, inner) => `<mask id="m${id}">${inner}</mask>`,
      ),
    ],
  ])('%s', (_what, svg) => {
    expect(reasonOf(svg)).toMatch(/^asks for more than \d+ (elements|groups)/)
  })

  it.each([
    [
      'an element that uses its parent',
      `<g id="a"><use href="#a"/></g>`,
      /^has a <\w+> that refers to itself/,
    ],
    [
      'two that use each other',
      `<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>`,
      /refers to itself/,
    ],
    ['a pattern of itself', `<pattern id="p">${rect('fill="url(#p)"')}</pattern>`, /refers to itself/],
    ['a mask of itself', `<mask id="m" mask="url(#m)"/>`, /refers to itself/],
    ['a gradient after itself', `<linearGradient id="a" href="#a"/>`, /refers to itself/],
    [
      'a group painting its own pattern',
      `<g fill="url(#p)"><pattern id="p">${rect('')}</pattern></g>`,
      /paints a group/,
    ],
    [
      'uses 101 levels deep',
      Array.from({ length: 101 }, (_, i) => `<g id="g${i}"><use href="#g${i - 1}"/></g>`).join(''),
      /^asks for more than 100 levels/,
    ],
    ['501 groups with opacity', '<g opacity=".5"/>'.repeat(501), /^asks for more than 500 groups/],
    [
      'noise in 9 octaves',
      '<filter id="a"><feTurbulence numOctaves="9"/></filter>',
      /numOctaves 9; at most 8/,
    ],
    ['a swelling of 11', '<filter id="a"><feMorphology radius="0 11"/></filter>', /radius 11; at most 10/],
    [
      'a swelling in shares',
      '<filter id="a" primitiveUnits="objectBoundingBox"/>',
      /primitiveUnits="userSpace/,
    ],
    ['a convolution of 6', '<filter id="a"><feConvolveMatrix order="6"/></filter>', /order 6; at most 5/],
    [
      'a pattern of 60000',
      '<pattern patternUnits="userSpaceOnUse" width="60000" height="1"/>',
      /at most 4096/,
    ],
    ['a pattern of twice its shape', '<pattern width="2" height="1"/>', /width 2; at most 1/],
    ['a millionfold', '<path transform="rotate(3) scale(1e6)"/>', /^enlarges a <path> more than 1000 times/],
    [
      '25 blurs',
      `<filter id="b"><feGaussianBlur/></filter>${rect('filter="url(#b)"').repeat(25)}`,
      /24 steps of blur/,
    ],
    ['25 blurs by function', rect('filter="blur(9px)"').repeat(25), /24 steps of blur/],
  ])('%s', (_what, svg, reason) => {
    expect(reasonOf(wrap(svg))).toMatch(reason)
  })

  it.each([
    [
      'a pattern for each shape of a group',
      `<pattern id="p">${rect('').repeat(400)}</pattern><g fill="url(#p)">${rect('').repeat(400)}</g>`,
    ],
    [
      'a marker for each corner of a line',
      `<marker id="m">${rect('').repeat(400)}</marker><path marker-mid="url(#m)" d="M${'1 1 '.repeat(400)}"/>`,
    ],
  ])('%s', (_what, svg) => {
    expect(reasonOf(wrap(svg))).toMatch(/^asks for more than 100000 elements/)
    expect(reasonOf(wrap(svg.replaceAll('"url(#', '"#')))).toBe('is fine')
  })
  it('uses in a chain of 9,000', () => {
    const links = Array.from({ length: 9000 }, (_, i) => `<g id="g${i}"><use href="#g${i + 1}"/></g>`)
    expect(reasonOf(wrap(links.join('')))).toMatch(/^asks for more than 100 levels/)
  })
  it('a picture used too often', async () => {
    const image = `<image id="a" href="data:image/png;base64,${await picture(4096, 4096)}"/>`
    expect(reasonOf(wrap(image + '<use href="#a"/>'.repeat(3)))).toBe('is fine')
    expect(reasonOf(wrap(image + '<use href="#a"/>'.repeat(4)))).toMatch(/pixels of pictures/)
  })
})
