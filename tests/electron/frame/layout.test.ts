import { Resvg } from '@resvg/resvg-js'
import jsqr from 'jsqr'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { svgProblem } from '../../../electron/frame/artwork.ts'
import { escapeXml, type FrameValues, fillGaps, gapNames } from '../../../electron/frame/gaps.ts'
import { slotColour, slotOf } from '../../../electron/frame/layout.ts'
import { outputNames, outputs } from '../../../electron/frame/outputs.ts'
import { templateSettings } from '../../../electron/frame/template/settings.ts'
import { boxes, frameOf, lay, loadBare, seeded, values } from './frames.ts'

const link = 'https://photos.example.org/s/AAAAAAAAAAAAAAAAAAAAAA'

/** A plan's document as straight colours, by pixel. */
function draw(svg: string) {
  const { width, height, pixels } = new Resvg(svg, { font: { loadSystemFonts: false } }).render()
  return {
    width,
    height,
    pixels,
    /** `#rrggbb` and how opaque it is, 0 to 255. */
    at(x: number, y: number): [colour: string, alpha: number] {
      const [red, green, blue, alpha] = pixels.subarray((y * width + x) * 4, (y * width + x) * 4 + 4)
      const hex = [red, green, blue].map(one =>
        Math.round(alpha ? (one! * 255) / alpha : 0)
          .toString(16)
          .padStart(2, '0'),
      )
      return [`#${hex.join('')}`, alpha!]
    },
  }
}

/** The words that a frame's texts set, in order. */
function wordsSet(texts: object[], changes: Partial<FrameValues> = {}): string[] {
  const set: string[] = []
  const typesetter = {
    set: (...[words, box, options]: Parameters<typeof boxes.set>) => {
      set.push(words)
      return boxes.set(words, box, options)
    },
  }
  const template = frameOf({ title: 'Texts', outputs: { post: { ground: '#ffffff', slots, texts } } })
  lay(template, 'post', { values: { ...values, ...changes }, typesetter })
  return set
}

const slots = [{ x: 0, y: 0, width: 100, height: 100 }]
const text = { x: 10, y: 200, width: 300, height: 40, family: 'Noto Sans', size: 30, colour: '#112233' }

describe('any frame that the settings allow', () => {
  const random = seeded(3)
  const pick = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)]!
  const between = (least: number, most: number) => Math.round((least + random() * (most - least)) * 10) / 10
  const words = [
    '',
    ' ',
    'Gala',
    '{brand}',
    `<&">'</text>`,
    'a\u0000\u0008\uFFFE\uD800',
    '🎉 夏祭り مهرجان',
    'W'.repeat(300),
  ]

  const anySlot = (canvas: { width: number; height: number }) => ({
    x: between(-20, canvas.width - 40),
    y: between(-20, canvas.height - 40),
    width: between(20, canvas.width / 3),
    height: between(20, canvas.height / 3),
    rotation: random() < 0.5 ? 0 : between(-180, 180),
    radius: random() < 0.5 ? 0 : between(0, 300),
    ...(random() < 0.3 && { border: { width: between(0, 30), colour: '{onAccent}' } }),
  })
  const anyText = () => ({
    text: pick(['{event.name}', '{place} · {date}', 'Hello', '{story}', '#{year} {unseen', '{ event.name }']),
    x: between(-100, 1000),
    y: between(-100, 1000),
    width: between(1, 900),
    height: between(1, 300),
    rotation: between(-180, 180),
    family: 'Noto Sans',
    size: between(1, 200),
    colour: pick(['{accent}', '#aabbcc']),
    lines: pick([1, 2, 8]),
    ...(random() < 0.3 && { shadow: { colour: '{onAccent}' } }),
  })

  it('is laid out inside its canvas, its slots apart, its gaps filled, as SVG that can be drawn', () => {
    const outcomes = { taken: 0, refused: 0 }
    for (let round = 0; round < 1000; round++) {
      const output = pick(outputNames)
      const { canvas } = outputs[output]
      const one = {
        ground: pick(['#ffffff', '{accent}']),
        slots: Array.from({ length: 1 + Math.floor(random() * 6) }, () => anySlot(canvas)),
        texts: Array.from({ length: Math.floor(random() * 4) }, anyText),
        qr: { x: 10, y: 10, size: 200 },
      }
      const settings = { title: 'Any', outputs: { post: { ground: '#ffffff', slots }, [output]: one } }
      const checked = templateSettings.safeParse(settings)
      const seen = JSON.stringify(settings)
      if (!checked.success) {
        outcomes.refused++
        for (const { path, message } of checked.error.issues) {
          expect(path.slice(0, 3), seen).toEqual(['outputs', output, 'slots'])
          expect(message).toMatch(
            /^a slot (inside the canvas of \d+ × \d+|that does not overlap slots\[\d\])$/,
          )
        }
        continue
      }
      outcomes.taken++
      const event = Object.fromEntries(gapNames.map(name => [name, pick(words)]))
      const filled = { ...values, ...event, accent: '#1d3fbb', onAccent: '#ffffff' }
      const plan = lay(frameOf(settings), output, { values: filled, link })
      for (const { bounds } of plan.slots) {
        expect(Math.min(bounds.x, bounds.y), seen).toBeGreaterThanOrEqual(0)
        expect(bounds.x + bounds.width, seen).toBeLessThanOrEqual(plan.width)
        expect(bounds.y + bounds.height, seen).toBeLessThanOrEqual(plan.height)
      }
      for (const svg of [plan.below, plan.mask, plan.above]) {
        expect(svgProblem(svg), seen).toBeNull()
        expect(svg).not.toMatch(
          /\{(event\.name|event\.hashtag|place|date|year|story|accent|onAccent)\}|NaN|undefined/,
        )
      }
    }
    expect(outcomes.taken).toBeGreaterThan(100)
    expect(outcomes.refused).toBeGreaterThan(100)
  })

  it('with slots that lie over each other is refused, with the place of the later one', () => {
    for (let round = 0; round < 100; round++) {
      const first = {
        x: 300,
        y: 300,
        width: between(50, 400),
        height: between(50, 400),
        rotation: between(-20, 20),
      }
      // Around the same centre, so they overlap however they are turned.
      const centre = { x: first.x + first.width / 2, y: first.y + first.height / 2 }
      const [width, height] = [between(20, 300), between(20, 300)]
      const second = {
        x: centre.x - width / 2,
        y: centre.y - height / 2,
        width,
        height,
        rotation: between(-180, 180),
      }
      const post = { ground: '#ffffff', slots: [first, second] }
      const { error } = templateSettings.safeParse({ title: 'Two', outputs: { post } })
      expect(error?.issues).toMatchObject([
        { path: ['outputs', 'post', 'slots', 1], message: 'a slot that does not overlap slots[0]' },
      ])
    }
  })

  it('is the same for the same event', async () => {
    const template = await loadBare({
      texts: [{ ...text, text: '{event.name}' }],
      qr: { x: 400, y: 400, size: 200 },
    })
    expect(lay(template, 'post', { link })).toEqual(lay(template, 'post', { link }))
  })
})

describe('slots', () => {
  const plan = (...slots: object[]) =>
    lay(frameOf({ title: 'Slots', outputs: { post: { ground: '#ffffff', slots } } }))

  it('stand in the mask in colours that tell which is which, 12 of them', () => {
    for (let i = 0; i < 12; i++) {
      const [, red] = slotColour(i).match(/rgb\((\d+),0,0\)/)!
      expect(Number(red)).toBeLessThanOrEqual(255)
      expect(slotOf(Number(red))).toBe(i)
    }
  })
  it('count their shots from 1, and several may show the same', () => {
    const { shots, slots } = plan(
      { x: 0, y: 0, width: 90, height: 90, shot: 2 },
      { x: 100, y: 0, width: 90, height: 90 },
      { x: 200, y: 0, width: 90, height: 90, shot: 2 },
    )
    expect(shots).toBe(2)
    expect(slots.map(({ shot }) => shot)).toEqual([2, 1, 2])
  })
  it('say what is behind a photo in the colours of the event', () => {
    expect(plan({ ...slots[0], ground: '{accent}' }).slots[0]!.ground).toBe('#1d3fbb')
  })
  it('have round corners that stay round when the radius is more than they have', () => {
    const mask = draw(plan({ x: 100, y: 100, width: 400, height: 200, radius: 2048 }).mask)
    expect(mask.at(102, 102)[1]).toBe(0)
    expect(mask.at(205, 101)[1]).toBe(255) // an ellipse would not reach there
    expect(mask.at(300, 299)[1]).toBe(255)
  })
  it('have their border around the photo, not over it, as round and as turned as they are', () => {
    const border = { width: 12, colour: '#ff0000' }
    const upright = draw(plan({ x: 100, y: 100, width: 200, height: 100, border }).above)
    const straight = [86, 94, 106].map(y => upright.at(200, y)[1])
    expect(straight).toEqual([0, 255, 0])
    expect(upright.at(90, 90)).toEqual(['#ff0000', 255]) // the corner is one
    const round = draw(plan({ x: 100, y: 100, width: 200, height: 100, radius: 40, border }).above)
    expect(round.at(90, 90)[1]).toBe(0)
    expect(round.at(200, 94)[1]).toBe(255)
    const turned = draw(plan({ x: 100, y: 100, width: 200, height: 100, rotation: 90, border }).above)
    expect(turned.at(144, 150)[1]).toBe(255)
    expect(turned.at(94, 150)[1]).toBe(0)
  })
})

describe('a strip', () => {
  const half = {
    ground: '{accent}',
    slots: [0, 1].map(i => ({
      x: 40,
      y: 40 + i * 400,
      width: 500,
      height: 300,
      rotation: i * 5,
      shot: i + 1,
      border: { width: 9, colour: '#00ff00' },
    })),
    texts: [{ ...text, text: '{event.name}', y: 1500, rotation: 10 }],
    qr: { x: 100, y: 1000, size: 200 },
  }
  const plan = lay(
    frameOf({ title: 'Strip', outputs: { post: { ground: '#ffffff', slots }, strip: half } }),
    'strip',
    { link },
  )

  it('is one picture twice, side by side, of as many shots as one', () => {
    expect(plan).toMatchObject({ width: 1200, height: 1800, shots: 2 })
    expect(plan.slots.map(({ shot }) => shot)).toEqual([1, 2, 1, 2])
    const moved = plan.slots.slice(0, 2).map(({ bounds }) => ({ ...bounds, x: bounds.x + 600 }))
    expect(plan.slots.slice(2).map(({ bounds }) => bounds)).toEqual(moved)
  })
  it.each(['below', 'mask', 'above'] as const)('has the same right and left (%s)', layer => {
    const { at, pixels } = draw(plan[layer])
    expect(new Set(pixels).size).toBeGreaterThan(1)
    const apart: string[] = []
    for (let y = 0; y < 1800; y += 3) {
      for (let x = 0; x < 600; x += 3) {
        const [left, right] = [at(x, y), at(x + 600, y)]
        // The mask's colours are the slots' own.
        if (left[1] !== right[1] || (layer !== 'mask' && left[0] !== right[0])) apart.push(`${x}, ${y}`)
      }
    }
    expect(apart).toEqual([])
  })
})

describe('texts', () => {
  it.each<[string, Partial<FrameValues>, string[]]>([
    ['{place}', { place: 'Oslo' }, ['Oslo']],
    ['{place}', { place: '' }, []],
    ['{place}', { place: ' \n ' }, []],
    ['{place} · {date}', { place: '', date: '' }, []],
    ['{place} · {date}', { place: '', date: '3 May' }, [' · 3 May']],
    ['Hello', {}, ['Hello']],
    ['', {}, []],
    ['{event.name}', { 'event.name': '{brand} $& $1' }, ['{brand} $& $1']],
  ])('%j with %j sets %j', (words, changes, set) => {
    expect(wordsSet([{ ...text, text: words }], changes)).toEqual(set)
  })
  it('take from their style what they do not say themselves', () => {
    const seen: unknown[] = []
    const typesetter = {
      set: (...[words, box, options]: Parameters<typeof boxes.set>) => {
        seen.push({ ...box, colour: options.colour })
        return boxes.set(words, box, options)
      },
    }
    const { family, size, colour, ...place } = text
    const post = {
      ground: '#ffffff',
      slots,
      texts: [
        { ...place, text: 'a', style: 's' },
        { ...place, text: 'b', style: 's', size: 20 },
      ],
    }
    const styles = { s: { family, size, colour: '{accent}', tracking: 0.1 } }
    lay(frameOf({ title: 'Styles', styles, outputs: { post } }), 'post', { typesetter })
    expect(seen).toMatchObject([
      { family, size: 30, tracking: 0.1, weight: 400, smallest: 12, leading: 1.1, colour: '#1d3fbb' },
      { family, size: 20, tracking: 0.1 },
    ])
  })
  it('tell which characters no font draws, each once, and which words were cut', () => {
    const typesetter = {
      set: (...args: Parameters<typeof boxes.set>) => ({
        ...boxes.set(...args),
        missing: ['𓂀'],
        cut: args[0] === 'long',
      }),
    }
    const texts = ['long', 'short'].map(one => ({ ...text, text: one }))
    const plan = lay(
      frameOf({ title: 'Words', outputs: { post: { ground: '#ffffff', slots, texts } } }),
      'post',
      {
        typesetter,
      },
    )
    expect(plan).toMatchObject({ missing: ['𓂀'], cut: ['long'] })
  })
})

describe('the QR code', () => {
  const frame = frameOf({
    title: 'Code',
    outputs: { post: { ground: '#ffffff', slots, qr: { x: 300, y: 400, size: 240, colour: '{accent}' } } },
  })
  it('opens the link, in the event’s colour', () => {
    const { width, height, pixels, at } = draw(lay(frame, 'post', { link }).above)
    const onWhite = Uint8ClampedArray.from(pixels, (value, i) => value + 255 - pixels[i | 3]!)
    expect(jsqr(onWhite, width, height)?.data).toBe(link)
    expect(at(301, 401)).toEqual(['#ffffff', 255]) // its quiet zone
    expect(at(299, 500)[1] + at(541, 500)[1]).toBe(0)
    const colours = new Set(Array.from({ length: 240 }, (_, i) => at(300 + i, 520)[0]))
    expect(colours).toEqual(new Set(['#ffffff', '#1d3fbb']))
  })
  it('is not drawn without a link', () => {
    expect(draw(lay(frame).above).pixels.every(value => value === 0)).toBe(true)
  })
})

describe('layers', () => {
  const svg = (inside: string, root = 'viewBox="0 0 100 50"') =>
    `<svg xmlns="http://www.w3.org/2000/svg" ${root}>${inside}</svg>`
  const red = svg('<path fill="#f00" d="M0 0h100v50H0z"/>')
  const above = async (layer: object, file: string | Buffer = red, name = 'a.svg') =>
    draw(lay(await loadBare({ above: [{ file: name, ...layer }] }, { [`bare/${name}`]: file })).above)
  const place = { x: 200, y: 300, width: 100, height: 100 }
  /** What is drawn around the place: in its middle, at its upper and its left edge, and above and left of it. */
  const seen = ({ at }: ReturnType<typeof draw>) =>
    [
      [250, 350],
      [250, 305],
      [205, 350],
      [250, 295],
      [195, 350],
    ].map(([x, y]) => at(x!, y!)[1] > 0)

  it.each([
    ['contain', [true, false, true, false, false]],
    ['stretch', [true, true, true, false, false]],
    ['cover', [true, true, true, false, false]],
  ])('fit their place by %s', async (fit, expected) => {
    expect(seen(await above({ ...place, fit }))).toEqual(expected)
    const png = await sharp({ create: { width: 100, height: 50, channels: 3, background: '#f00' } })
      .png()
      .toBuffer()
    expect(seen(await above({ ...place, fit }, png, 'a.png'))).toEqual(expected)
  })
  it('that cover their place show their middle', async () => {
    const halves = svg('<path fill="#f00" d="M0 0h25v50H0z"/><path fill="#0f0" d="M25 0h75v50H25z"/>')
    expect((await above({ ...place, fit: 'cover' }, halves)).at(202, 350)[0]).toBe('#00ff00')
    expect((await above({ ...place, fit: 'stretch' }, halves)).at(202, 350)[0]).toBe('#ff0000')
  })
  it('fill the canvas when they say nothing', async () => {
    const { at } = await above({ fit: 'stretch' })
    expect([at(0, 0), at(1079, 1349)]).toEqual([
      ['#ff0000', 255],
      ['#ff0000', 255],
    ])
  })
  it('are as opaque as they say', async () => {
    expect((await above({ ...place, opacity: 0.5 })).at(250, 350)[1]).toBeCloseTo(128, -1)
  })
  it('turn around the middle of their place', async () => {
    const turned = await above({ ...place, rotation: 90 })
    expect(seen(turned)).toEqual([true, true, false, false, false])
  })
  it.each([
    ['a viewBox that begins elsewhere', 'viewBox="-50 980 100 50"', 'M-50 980h100v50h-100z'],
    ['a size other than its viewBox', 'width="20" height="10" viewBox="0 0 100 50"', 'M0 0h100v50H0z'],
    ['a size alone', 'width="100" height="50"', 'M0 0h100v50H0z'],
    ['a size in shares', 'width="100%" height="100%" viewBox="0 0 100 50"', 'M0 0h100v50H0z'],
  ])('fill their place with %s', async (_what, root, d) => {
    const drawing = await above({ ...place, height: 50 }, svg(`<path fill="#f00" d="${d}"/>`, root))
    for (const [x, y] of [
      [202, 302],
      [297, 302],
      [202, 347],
      [297, 347],
    ]) {
      expect(drawing.at(x!, y!)).toEqual(['#ff0000', 255])
    }
    expect(drawing.at(250, 355)[1]).toBe(0)
  })
  it('with the same id in two files keep their own', async () => {
    const gradient = (colour: string) =>
      svg(
        `<linearGradient id="g"><stop stop-color="${colour}"/></linearGradient><path fill="url(#g)" d="M0 0h100v50H0z"/>`,
      )
    const files = { 'bare/a.svg': gradient('#f00'), 'bare/b.svg': gradient('#0f0') }
    const layers = ['a.svg', 'b.svg', 'a.svg'].map((file, i) => ({
      file,
      x: 0,
      y: i * 100,
      width: 100,
      height: 50,
    }))
    const { at } = draw(lay(await loadBare({ above: layers }, files)).above)
    expect([0, 1, 2].map(i => at(50, i * 100 + 25)[0])).toEqual(['#ff0000', '#00ff00', '#ff0000'])
  })
  it('have the event’s colours and words in their gaps, which stay text', async () => {
    const filled = svg('<path fill="{accent}" d="M0 0h100v50H0z"/><g id="{event.name}"/>')
    const template = await loadBare({ above: [{ file: 'a.svg', ...place }] }, { 'bare/a.svg': filled })
    const plan = lay(template, 'post', {
      values: { ...values, 'event.name': '"/><image href="/etc/passwd"/>' },
    })
    expect(plan.above).not.toContain('<image')
    expect(draw(plan.above).at(250, 350)).toEqual(['#1d3fbb', 255])
  })
})

describe('what people type stays text', () => {
  it.each([
    ['<&">\'', '&#60;&#38;&#34;&#62;&#39;'],
    ['</text><image href="/etc/passwd"/>', '&#60;/text&#62;&#60;image href=&#34;/etc/passwd&#34;/&#62;'],
    ['a\u0000\u0008b\uFFFE\uD800c', 'abc'],
    ['Zoë 🎉', 'Zoë 🎉'],
  ])('%j', (typed, written) => {
    expect(escapeXml(typed)).toBe(written)
  })
  it('a value that looks like a gap is not filled again', () => {
    expect(fillGaps('{event.name}', { ...values, 'event.name': '{brand} $& $1' })).toBe('{brand} $& $1')
  })
})
