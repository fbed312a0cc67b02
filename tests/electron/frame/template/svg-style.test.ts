import { describe, expect, it } from 'vitest'
import { costOf } from '../../../support/cost.ts'
import { inside, reasonOf, wrap } from './svg.ts'

describe('a style that reaches out of its drawing is refused', () => {
  const outside = /^refers to ".*"; artwork may use only what it holds itself$/
  it.each([
    ['a url in a style', `<path style="fill:url(x.svg#a)"/>`],
    ['a url in an attribute', `<path fill="url(x.svg#a)"/>`],
    ['a url in capitals', `<path fill="URL( 'http://example.org/a.svg#b' )"/>`],
    ['a url that is never closed', `<path fill="url(x.svg#a"/>`],
    ['a url behind a local one', `<path style="fill:url(#a) url(b.svg#c)"/>`],
    ['a url in a style sheet', `<style>.a{fill:url("b.svg#c")}</style>`],
    ['a url in a style sheet in CDATA', `<style><![CDATA[.a{fill:url(b.svg#c)}]]></style>`],
    ['image()', `<path style="fill:image('x.png')"/>`],
    ['image-set()', `<path style="fill:-webkit-image-set('x.png' 1x)"/>`],
    ['src()', `<path style="fill:src('x.png')"/>`],
    ['an import', `<style>@import "x.css";</style>`],
    ['an import by url', `<style>@import url(x.css);</style>`],
  ])('%s', (_what, svg) => {
    expect(reasonOf(wrap(svg))).toMatch(outside)
  })

  it.each([
    ['escapes in CSS', `<path style="fill:u\\72l(x.svg)"/>`, /with a backslash, which can hide/],
    [
      'a comment in CSS that hides the rest',
      `<path style="fill:/* url(x)"/>`,
      /comment in a style that never/,
    ],
    ['a font from outside', `<style>@font-face{font-family:x}</style>`, /with @font-face; only plain rules/],
    ['a style with href', `<image style="href:/etc/passwd"/>`, /has a style with href/],
  ])('%s', (_what, svg, reason) => {
    expect(reasonOf(wrap(svg))).toMatch(reason)
  })

  it('an address behind much white space is told in seconds', async () => {
    const hostile = wrap(`<path fill="url(${' '.repeat(1_900_000)}x)"/>`)
    const cost = await costOf(() => expect(reasonOf(hostile)).toMatch(/^refers to "x"/))
    expect(cost).toBeLessThan(10_000)
  })
})

describe('a style that is more than a plain rule is refused', () => {
  it.each([
    ['a style for what stands inside another', `<style>g path{fill:red}</style>`, /for "g path"; only/],
    ['a style with a condition', `<style>path:hover{fill:red}</style>`, /for "path:hover"; only/],
    ['a style that is important', `<path style="fill:red !important"/>`, /!important/],
    ['a style sheet left open', `<style>.a{fill:red</style>`, /style sheet that cannot be read/],
  ])('%s', (_what, svg, reason) => {
    expect(reasonOf(wrap(svg))).toMatch(reason)
  })
  it('1,001 rules', () => {
    expect(reasonOf(wrap(`<style>${'a{}'.repeat(1001)}</style>`))).toBe(
      'has more than 1000 rules in style sheets',
    )
  })
})

it('puts style sheets into the elements, the stronger rule before the weaker', () => {
  const sheet = `<style>/* Illustrator */ .a,.b{fill:red;stroke:{accent}} #x{fill:lime} path.a{opacity:1} *{fill:blue}</style>`
  expect(
    inside(
      wrap(`${sheet}<path class="b a"/><path class="a" style="fill:tan"/><path id="x"/><use href="#x"/>`),
    ),
  ).toBe(
    '<path style="fill:red;stroke:{accent};opacity:1"/>' +
      '<path style="fill:tan;stroke:{accent};opacity:1"/><path id="x" style="fill:lime"/><use href="#x" style="fill:blue"/>',
  )
})
