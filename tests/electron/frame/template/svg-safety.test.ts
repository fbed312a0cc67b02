import { Resvg } from '@resvg/resvg-js'
import { describe, expect, it } from 'vitest'
import { readArtwork, svgSize, withOwnIds } from '../../../../electron/frame/template/svg-safety.ts'
import { costOf } from '../../../support/cost.ts'
import { inside, picture, reasonOf, wrap } from './svg.ts'

describe('artwork that reaches out of itself is refused', () => {
  const outside = /^refers to ".*"; artwork may use only what it holds itself$/
  it.each([
    ['a file', `<image href="/etc/passwd"/>`],
    ['a file by xlink', `<image xlink:href="/etc/passwd"/>`],
    [
      'a file by xlink under another prefix',
      `<image xmlns:l="http://www.w3.org/1999/xlink" l:href="x.png"/>`,
    ],
    ['a file URL', `<image href='file:///etc/passwd'/>`],
    ['a file named like an id, which resvg would open', `<image href="#passwd"/>`],
    ['a parent path', `<image href="../x.png"/>`],
    ['a web address', `<image href="https://example.org/x.png"/>`],
    ['an address without scheme', `<use href="//example.org/x.svg#a"/>`],
    ['an address in entities', `<image href="&#x2f;etc&#47;passwd"/>`],
    ['an id written after an address in entities', `<use href="x.svg&#x23;a"/>`],
    ['an address behind white space', `<image href="&#10; &#9;/etc/passwd"/>`],
    ['an address with white space in its scheme', `<image href="java&#10;script:alert(1)"/>`],
    ['data of another kind', `<use href="data:image/png;base64,AAAA"/>`],
    ['a file under a prefix of its own for SVG', `<s:image xmlns:s="http://www.w3.org/2000/svg" href="x"/>`],
    ['a gap, which an event fills', `<image href="{event.name}"/>`],
    ['an empty address', `<use href=""/>`],
    ['src', `<image src="x.png"/>`],
  ])('%s', (_what, svg) => {
    expect(reasonOf(wrap(svg))).toMatch(outside)
  })

  it.each([
    ['feImage', `<filter id="a"><feImage href="/etc/passwd"/></filter>`, /has a <feImage>/],
    ['an SVG as data', `<image href="data:image/svg+xml;base64,PHN2Zy8+"/>`, /no PNG or JPEG written/],
    ['an SVG called a PNG', `<image href="data:image/png;base64,PHN2Zy8+"/>`, /no PNG or JPEG written/],
    ['an empty picture', `<image href="data:image/png;base64,"/>`, /no PNG or JPEG written/],
    ['text as data', `<image href="data:text/plain,x"/>`, /no PNG or JPEG written/],
  ])('%s', (_what, svg, reason) => {
    expect(reasonOf(wrap(svg))).toMatch(reason)
  })
})

describe('what does more than draw is refused', () => {
  it.each([
    ['a script', `<script>alert(1)</script>`, /^has a <script>, which artwork may not have$/],
    ['an event handler', `<path onclick="x()"/>`, /^has an onclick handler/],
    ['an event handler in capitals', `<path ONLOAD="x()"/>`, /^has an ONLOAD handler/],
    ['foreignObject', `<foreignObject/>`, /^has a <foreignObject>/],
    ['HTML', `<b xmlns="http://www.w3.org/1999/xhtml"/>`, /^has HTML in it \(<b>\)/],
    ['set', `<set attributeName="href" to="/etc/passwd"/>`, /^moves \(<set>\)/],
    ['animate', `<path><animate attributeName="d"/></path>`, /^moves \(<animate>\)/],
    ['a link', `<a href="https://example.org"/>`, /^refers to|^has a <a>/],
    ['words', `<text>hello</text>`, /^has words in it \(<text>\); words belong into "texts"/],
    ['an element nobody knows', `<iframe/>`, /^has a <iframe>/],
    ['a style sheet of another kind', `<style type="text/less"/>`, /style sheet of the kind text\/less/],
    ['an id given twice', `<g id="a"/><g id="a"/><use href="#a"/>`, /gives the id "a" to two elements/],
  ])('%s', (_what, svg, reason) => {
    expect(reasonOf(wrap(svg))).toMatch(reason)
  })

  it.each([
    ['an entity', `<!DOCTYPE svg [<!ENTITY x "y">]>${wrap('')}`, /^defines an entity/],
    [
      'an external entity',
      `<!DOCTYPE svg [<!ENTITY x SYSTEM "/etc/passwd">]>${wrap('')}`,
      /^defines an entity/,
    ],
    ['an empty subset', `<!DOCTYPE svg []>${wrap('')}`, /^defines an entity/],
    ['an entity that is not defined', wrap('&x;'), /^is no SVG that can be read/],
    ['a style sheet', `<?xml-stylesheet href="x.css"?>${wrap('')}`, /^brings a style sheet from outside/],
    ['tags that do not match', wrap('<g>'), /^is no SVG that can be read/],
    ['two roots', wrap('') + wrap(''), /^is no SVG that can be read/],
    ['control characters', wrap('<path d="&#1;"/>'), /^is no SVG that can be read/],
    ['control characters by XML 1.1', `<?xml version="1.1"?>${wrap('<g fill="&#1;"/>')}`, /^is no SVG that/],
    ['no namespace', '<svg/>', /^is no SVG: it begins with <svg>/],
    ['HTML', '<html/>', /^is no SVG: it begins with <html>/],
    ['nothing', '', /^is (empty|no SVG)/],
    ['no XML', 'GIF89a', /^is no SVG/],
  ])('a document with %s', (_what, svg, reason) => {
    expect(reasonOf(svg)).toMatch(reason)
  })
})

describe('what is too much to read is refused', () => {
  it.each([
    ['20,001 elements', '<g/>'.repeat(20_001), /^has more than 20000 elements$/],
    [
      '65 levels',
      '<g>'.repeat(65) + '</g>'.repeat(65),
      /^has elements more than 64 levels inside each other$/,
    ],
  ])('%s', (_what, svg, reason) => {
    expect(reasonOf(wrap(svg))).toMatch(reason)
  })
  it('a style sheet that makes it many times as long', () => {
    const svg = wrap(`<style>g{fill:${'x'.repeat(9000)}}</style>${'<g/>'.repeat(2000)}`)
    expect(reasonOf(svg)).toBe('has more than 2 MB once its styles are applied')
  })

  // Each would take minutes where an expression looks at everything again from every place.
  const long = (part: string) => part.repeat(Math.floor(1_900_000 / part.length))
  it.each(['/*', 'a', 'url(', 'url( ', 'scale', 'scale(', 'a-', '{', '&#32;'])(
    'is told in seconds of %j without end',
    async part => {
      const hostile = [
        wrap(`<style>${long(part)}</style>`),
        wrap(`<style>a{${long(part)}}</style>`),
        wrap(`<path style="filter:${long(part.replaceAll('"', "'"))}"/>`),
        wrap(`<pattern patternTransform="${long(part.replaceAll('"', "'"))}"/>`),
        wrap('', `width="${long(part.replaceAll('"', "'"))}" height="1"`),
        wrap(`<use href="${long(part.replaceAll('"', "'"))}"/>`),
      ]
      expect(await costOf(() => hostile.map(reasonOf))).toBeLessThan(10_000)
    },
  )

  it('more than 2 MB', () => {
    expect(reasonOf(wrap(`<!--${'x'.repeat(2 * 1024 * 1024)}-->`))).toBe('has more than 2 MB')
  })
  it('a picture too large to hold', async () => {
    const svg = wrap(`<image href="data:image/png;base64,${await picture(4097, 1)}"/>`)
    expect(reasonOf(svg)).toBe('has an image inside of 4097 × 1 pixels; at most 4096 a side')
  })
})

describe('artwork as drawing programs write it', () => {
  it('keeps shapes, and leaves out the declaration, doctype, comments and the program’s own notes', () => {
    const svg = `\uFEFF<?xml version="1.0" encoding="UTF-8"?>
      <!-- Generator: Inkscape -->
      <!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">
      <svg xmlns="http://www.w3.org/2000/svg" xmlns:i="http://www.inkscape.org/namespaces/inkscape" viewBox="0 0 9 9" i:version="1">
        <metadata><a xmlns="x" href="https://example.org"/></metadata><i:view i:x="1"/><title>Swell</title>
        <g id="Layer 1" i:label="a" data-name="b"><path d="M0 0L9 9" fill="{accent}"/></g>
      </svg>`
    expect(readArtwork(svg)).toBe(
      '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><g><path d="M0 0L9 9" fill="{accent}"/></g></svg>',
    )
  })

  it('keeps references inside itself, written in one way', () => {
    const svg = `<linearGradient id="a"/><clipPath id="c"/><path style="fill: URL( '#a' ); clip-path:url(#c)"/><use xlink:href=" #c "/>`
    expect(inside(wrap(svg))).toBe(
      '<linearGradient id="a"/><clipPath id="c"/><path style="fill:url(#a);clip-path:url(#c)"/><use href="#c"/>',
    )
  })

  it.each(['png', 'jpeg'] as const)('keeps a %s of its own', async format => {
    const data = `data:image/${format};base64,${await picture(3, 2, format)}`
    expect(inside(wrap(`<image xlink:href="${data}"/>`))).toBe(`<image href="${data}"/>`)
  })

  it('gives the same when it is read again', () => {
    const once = readArtwork(wrap(`<style>.a{fill:red}</style><path class="a" d="M0 0&lt;&quot;"/>`))
    expect(readArtwork(once)).toBe(once)
  })

  it('draws the same pixels as before', () => {
    const svg = wrap(
      `<style>.a{fill:url(#g)} .b{opacity:.5;stroke:#00f}</style><linearGradient id="g"><stop stop-color="red"/><stop offset="1" stop-color="lime"/></linearGradient><rect class="a b" width="30" height="20"/><use xlink:href="#d"/><path id="d" d="M9 9h9v9z"/>`,
      'width="40" height="30"',
    )
    const draw = (text: string) => new Resvg(text, { font: { loadSystemFonts: false } }).render().pixels
    expect(draw(readArtwork(svg)).equals(draw(svg))).toBe(true)
    expect(new Set(draw(svg)).size).toBeGreaterThan(20)
  })
})

describe('the size of a drawing', () => {
  it.each([
    ['viewBox="0 980 1080 370"', { width: 1080, height: 370 }],
    ['viewBox="0,0, 10.5 ,20" width="5" height="5"', { width: 10.5, height: 20 }],
    ['width="40" height="30px"', { width: 40, height: 30 }],
    ['width="1in" height="72pt"', { width: 96, height: 96 }],
  ])('%s', (attributes, size) => {
    expect(svgSize(wrap('', attributes))).toEqual(size)
    expect(svgSize(readArtwork(wrap('', attributes)))).toEqual(size)
  })
  it.each([
    '',
    'width="100%" height="100%"',
    'viewBox="0 0 0 9"',
    'viewBox="0 0 9"',
    'width="9"',
    'width="1..2" height="1"',
  ])('is refused when there is none: %j', attributes => {
    expect(() => svgSize(wrap('', attributes))).toThrow('says no size; give its <svg> a viewBox')
  })
  it('becomes a viewBox, so that the drawing can be scaled', () => {
    expect(readArtwork(wrap('', 'width="40" height="30"'))).toContain('viewBox="0 0 40 30"')
  })
})

describe('own ids', () => {
  it('prefix every id and every reference', () => {
    const svg = readArtwork(
      wrap(
        `<linearGradient id="a"/><mask id="m"/><path id="p" fill="url(#a)" style="mask:url(#m)"/><use href="#p"/><use href="#elsewhere"/>`,
      ),
    )
    expect(withOwnIds(svg, 'l1-')).toBe(
      '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 30"><linearGradient id="l1-a"/><mask id="l1-m"/><path id="l1-p" fill="url(#l1-a)" style="mask:url(#l1-m)"/><use href="#l1-p"/><use href="#l1-elsewhere"/></svg>',
    )
  })
  it('leave pictures and words about “#” alone', async () => {
    const data = `data:image/png;base64,${await picture(3, 2)}`
    const svg = readArtwork(wrap(`<image href="${data}"/><path fill="#a0b0c0"/>`))
    expect(withOwnIds(svg, 'x')).toBe(svg)
  })
})
