import { symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { templateSettings } from '../../../../electron/frame/template/settings.ts'
import { listTemplates, loadTemplate, templateFolders } from '../../../../electron/frame/template/template.ts'
import { root } from '../../../../electron/system/root.ts'
import { wordsFor } from '../../../../electron/system/words.ts'
import { barePost, bareSettings, loadBare, templatesFolder } from '../frames.ts'

const svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>'
const file = join('templates', 'bare', 'template.json')
const text = { text: 'x', x: 0, y: 0, width: 9, height: 9, family: 'F', size: 9, colour: '#000000' }
const slot = barePost.slots[0]!

describe('the frames that ship', async () => {
  for (const name of (await listTemplates()).keys()) {
    it(`${name} loads, and its post is one photo that a 1080p camera fills`, async () => {
      const { outputs } = await loadTemplate(name)
      expect(outputs.post!.slots).toHaveLength(1)
    })
  }
})

describe('template.json is refused with the place and the reason', () => {
  const refused = async (settings: object, code: string, details: object) =>
    expect(loadBare({}, {}, settings)).rejects.toMatchObject({ code, details: { file, ...details } })

  it.each([
    ['artwork', 'artwork', ''],
    ['outptus', 'outptus', ' Did you mean "outputs"?'],
    ['xyzzyplugh', 'xyzzyplugh', ''],
  ])('an unknown key: %s', (key, path, hint) =>
    refused({ [key]: [] }, 'SETTINGS_KEY_UNKNOWN', { key: path, hint }),
  )

  it.each<[post: object, key: string, hint: string]>([
    [{ slot: [] }, 'outputs.post.slot', ' Did you mean "outputs.post.slots"?'],
    [
      { slots: [{ ...slot, raduis: 9 }] },
      'outputs.post.slots[0].raduis',
      ' Did you mean "outputs.post.slots[0].radius"?',
    ],
    [
      { slots: [{ ...slot, border: { width: 1, color: '#000000' } }] },
      'outputs.post.slots[0].border.color',
      ' Did you mean "outputs.post.slots[0].border.colour"?',
    ],
    [
      { slots: [{ ...slot, focus: { z: 1 } }] },
      'outputs.post.slots[0].focus.z',
      ' Did you mean "outputs.post.slots[0].focus.x"?',
    ],
    [
      { above: [{ flie: 'a.svg' }] },
      'outputs.post.above[0].flie',
      ' Did you mean "outputs.post.above[0].file"?',
    ],
    [{ texts: [{ ...text, baseline: 9 }] }, 'outputs.post.texts[0].baseline', ''],
    [
      { texts: [{ ...text, color: '#000000' }] },
      'outputs.post.texts[0].color',
      ' Did you mean "outputs.post.texts[0].colour"?',
    ],
    [{ qr: { x: 0, y: 0, width: 200 } }, 'outputs.post.qr.width', ''],
  ])('an unknown key inside: %j', (post, key, hint) =>
    refused(bareSettings(post), 'SETTINGS_KEY_UNKNOWN', { key, hint }),
  )

  it('an output that there is not', () =>
    refused({ outputs: { post: barePost, strory: barePost } }, 'SETTINGS_KEY_UNKNOWN', {
      key: 'outputs.strory',
      hint: ' Did you mean "outputs.story"?',
    }))
  it('a misspelled key in a style', () =>
    refused({ styles: { name: { familiy: 'F' } } }, 'SETTINGS_KEY_UNKNOWN', {
      key: 'styles.name.familiy',
      hint: ' Did you mean "styles.name.family"?',
    }))

  it.each<[why: string, settings: object, key: string, expected: string, came: string]>([
    ['no title', { title: undefined }, 'title', 'a text', 'nothing'],
    ['a title of no words', { title: '' }, 'title', 'at least 1 character', '""'],
    ['no outputs', { outputs: undefined }, 'outputs', 'an object', 'nothing'],
    ['no post', { outputs: {} }, 'outputs.post', 'at least this output', 'nothing'],
    ['fonts that are no list', { fonts: 'a.ttf' }, 'fonts', 'a list', '"a.ttf"'],
    [
      'a style with a weight that is none',
      { styles: { a: { weight: 'bold' } } },
      'styles.a.weight',
      'a number',
      '"bold"',
    ],
  ])('%s', (_why, settings, key, expected, came) =>
    refused(settings, 'SETTINGS_VALUE', { key, expected, came }),
  )

  const gaps =
    '{event.name}, {event.hashtag}, {brand}, {place}, {date}, {year}, {story}, {accent}, {onAccent}'
  it.each<[why: string, post: object, key: string, expected: string, came: string]>([
    [
      'a colour that is none',
      { ground: 'red' },
      'ground',
      'a colour such as #14110f, {accent} or {onAccent}',
      '"red"',
    ],
    ['no colour', { ground: undefined }, 'ground', 'a colour such as #14110f', 'nothing'],
    ['no slot', { slots: [] }, 'slots', 'at least 1 item', '[]'],
    [
      'seven slots',
      { slots: Array.from({ length: 7 }, (_, i) => ({ x: i * 20, y: 0, width: 9, height: 9 })) },
      'slots',
      'at most 6 items',
      expect.stringContaining('[{"x":0'),
    ],
    ['a slot without a side', { slots: [{ ...slot, height: 0 }] }, 'slots[0].height', 'at least 1', '0'],
    ['a number in quotes', { slots: [{ ...slot, x: '10' }] }, 'slots[0].x', 'a number', '"10"'],
    ['a turn too far', { slots: [{ ...slot, rotation: 181 }] }, 'slots[0].rotation', 'at most 180', '181'],
    ['shot 0', { slots: [{ ...slot, shot: 0 }] }, 'slots[0].shot', 'at least 1', '0'],
    ['shot 5', { slots: [{ ...slot, shot: 5 }] }, 'slots[0].shot', 'at most 4', '5'],
    ['half a shot', { slots: [{ ...slot, shot: 1.5 }] }, 'slots[0].shot', 'a whole number', '1.5'],
    [
      'shots with a gap',
      { slots: [{ ...slot, shot: 2 }] },
      'slots',
      'shots counted from 1 without a gap',
      expect.any(String),
    ],
    [
      'a fit that is none',
      { slots: [{ ...slot, fit: 'fill' }] },
      'slots[0].fit',
      '"cover" or "contain"',
      '"fill"',
    ],
    [
      'a focus beyond the photo',
      { slots: [{ ...slot, focus: { x: 50 } }] },
      'slots[0].focus.x',
      'at most 1',
      '50',
    ],
    [
      'a slot beyond the edge',
      { slots: [{ ...slot, x: 761 }] },
      'slots[0]',
      'a slot inside the canvas of 1080 × 1350',
      expect.stringContaining('761'),
    ],
    [
      'a slot that only its turn brings beyond the edge',
      { slots: [{ x: 0, y: 0, width: 100, height: 100, rotation: 45 }] },
      'slots[0]',
      'a slot inside the canvas of 1080 × 1350',
      expect.any(String),
    ],
    [
      'slots over each other',
      { slots: [slot, { ...slot, x: 319 }] },
      'slots[1]',
      'a slot that does not overlap slots[0]',
      expect.any(String),
    ],
    [
      'an opacity in per cent',
      { above: [{ file: 'a.svg', opacity: 50 }] },
      'above[0].opacity',
      'at most 1',
      '50',
    ],
    ['a layer without a file', { below: [{}] }, 'below[0].file', 'a text', 'nothing'],
    [
      'a gap that no event fills',
      { texts: [{ ...text, text: '{event.nmae}' }] },
      'texts[0].text',
      `a text with no gaps but ${gaps}`,
      '"{event.nmae}"',
    ],
    [
      'a style that is not there',
      { texts: [{ ...text, style: 'nmae' }] },
      'texts[0].style',
      'one of no styles',
      '"nmae"',
    ],
    [
      'words without a family',
      { texts: [{ ...text, family: undefined }] },
      'texts[0].family',
      'family, here or in the style',
      'nothing',
    ],
    [
      'words without a size',
      { texts: [{ ...text, size: undefined }] },
      'texts[0].size',
      'size, here or in the style',
      'nothing',
    ],
    [
      'words without a colour',
      { texts: [{ ...text, colour: undefined }] },
      'texts[0].colour',
      'colour, here or in the style',
      'nothing',
    ],
    [
      'American spelling',
      { texts: [{ ...text, align: 'center' }] },
      'texts[0].align',
      '"left" or "centre" or "right"',
      '"center"',
    ],
    ['a QR code too small to scan', { qr: { x: 0, y: 0, size: 79 } }, 'qr.size', 'at least 80', '79'],
  ])('%s', (_why, post, key, expected, came) =>
    refused(bareSettings(post), 'SETTINGS_VALUE', { key: `outputs.post.${key}`, expected, came }),
  )

  it('a style that is not there, among those that are', () =>
    refused(
      { ...bareSettings({ texts: [{ ...text, style: 'nmae' }] }), styles: { name: {}, small: {} } },
      'SETTINGS_VALUE',
      { key: 'outputs.post.texts[0].style', expected: 'one of name, small', came: '"nmae"' },
    ))

  it('a slot outside another canvas than the post’s', () =>
    refused(
      { outputs: { post: barePost, card: { ground: '#000000', slots: [{ ...slot, y: 400 }] } } },
      'SETTINGS_VALUE',
      {
        key: 'outputs.card.slots[0]',
        expected: 'a slot inside the canvas of 1200 × 630',
      },
    ))

  it('no JSON', async () => {
    const folder = await templatesFolder({ 'bare/template.json': '{"title": }' })
    await expect(loadTemplate('bare', [folder])).rejects.toMatchObject({
      code: 'SETTINGS_NOT_JSON',
      details: { file },
    })
  })

  it('in a sentence', async () => {
    const words = (settings: object) =>
      loadBare({}, {}, settings).then(
        () => 'no trouble',
        (error: unknown) => wordsFor(error),
      )
    expect(await words(bareSettings({ ground: 'red' }))).toBe(
      `${file}: expected a colour such as #14110f, {accent} or {onAccent} for "outputs.post.ground", but "red" came.`,
    )
    expect(await words({ outptus: {} })).toContain('Did you mean "outputs"?')
  })
})

describe('what settings leave open is filled', () => {
  it('plainly', async () => {
    const { mood, styles, fonts, outputs } = await loadBare()
    expect({ mood, styles, fonts }).toEqual({ mood: '', styles: {}, fonts: [] })
    expect(outputs.post).toMatchObject({
      slots: [{ shot: 1, rotation: 0, radius: 0, fit: 'cover', focus: { x: 0.5, y: 0.5 } }],
      below: [],
      above: [],
      texts: [],
    })
  })
  it('a byte order mark, as Windows writes it, is no trouble', async () => {
    const folder = await templatesFolder({ 'bare/template.json': `\uFEFF${JSON.stringify(bareSettings())}` })
    expect((await loadTemplate('bare', [folder])).title).toBe('Bare')
  })
})

describe('a frame that is not there', () => {
  it.each([
    ['bear', ' Did you mean "bare"?'],
    ['BARE', ' Did you mean "bare"?'],
    ['../bare', ''],
    ['', ''],
    ['something else', ''],
  ])('%j', async (came, hint) => {
    const folder = await templatesFolder({
      'bare/template.json': bareSettings(),
      'other/template.json': bareSettings(),
    })
    await expect(loadTemplate(came, [folder])).rejects.toMatchObject({
      code: 'TEMPLATE_UNKNOWN',
      details: came === '../bare' ? { came } : { came, hint, expected: 'bare, other' },
    })
  })
})

describe('frames of several folders', () => {
  it('are found together, sorted, and of two with one name the first counts', async () => {
    const named = (title: string) => ({ ...bareSettings(), title })
    const one = await templatesFolder({ 'b/template.json': named('One'), '.import-x/template.json': '' })
    const two = await templatesFolder({
      'b/template.json': named('Two'),
      'a/template.json': named('Two'),
      'readme.md': '',
    })
    expect([...(await listTemplates([one, two]))]).toEqual([
      ['a', two],
      ['b', one],
    ])
    expect((await loadTemplate('b', [one, two])).title).toBe('One')
    expect((await loadTemplate('a', [one, two])).title).toBe('Two')
  })
  it('need not all be there: a kiosk without frames of its own has those that ship', async () => {
    const data = await templatesFolder({})
    expect((await listTemplates(templateFolders(data))).get('swell')).toBe(join(root, 'templates'))
  })
})

describe('files of a frame', () => {
  const refused = (
    post: object,
    files: Record<string, unknown>,
    name: string,
    reason: unknown,
    settings = {},
  ) =>
    expect(loadBare(post, files, settings)).rejects.toMatchObject({
      code: 'TEMPLATE_FILE',
      details: { template: 'bare', file: name, reason },
    })
  const drawn = (file: string) => ({ above: [{ file }] })
  const fonts = (file: string) => ({ fonts: [file] })

  it.each(['../secret.svg', '/etc/secret.svg', 'a/../../secret.svg'])('artwork outside: %s', name =>
    refused(drawn(name), { 'secret.svg': svg }, name, 'lies outside the folder'),
  )
  it('artwork that is missing', () => refused(drawn('a.svg'), {}, 'a.svg', 'is missing'))
  it('a font that is missing', () => refused({}, {}, 'a.ttf', 'is missing', fonts('a.ttf')))
  it('a folder without template.json', async () => {
    const folder = await templatesFolder({ 'bare/readme.md': '' })
    await expect(loadTemplate('bare', [folder])).rejects.toMatchObject({
      details: { file: 'template.json', reason: 'is missing' },
    })
  })
  it.each(['GIF89a', '', '<svg xmlns="http://www.w3.org/2000/svg"><path></svg>', '<html/>'])(
    'artwork that is no SVG: %j',
    content =>
      refused(
        drawn('a.svg'),
        { 'bare/a.svg': content },
        'a.svg',
        expect.stringMatching(/^is (no SVG|empty)/),
      ),
  )
  it('artwork that is no PNG', () =>
    refused(drawn('a.png'), { 'bare/a.png': 'GIF89a' }, 'a.png', 'is no PNG'))
  it('artwork that is a JPEG', () =>
    refused(drawn('a.jpg'), { 'bare/a.jpg': '' }, 'a.jpg', 'is neither an SVG nor a PNG file'))
  it.each(['wOF2', '', 'ttcf', '<svg/>'])('a font that is none: %j', content =>
    refused({}, { 'bare/a.ttf': content }, 'a.ttf', 'is no TrueType or OpenType font', fonts('a.ttf')),
  )
  it('artwork with a gap that no event fills', () =>
    refused(
      drawn('a.svg'),
      { 'bare/a.svg': svg.replace('/>', ' fill="{accnt}"/>') },
      'a.svg',
      'asks for {accnt}, which no event has',
    ))
  it('artwork that says no size', () =>
    refused(
      drawn('a.svg'),
      { 'bare/a.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>' },
      'a.svg',
      'says no size; give its <svg> a viewBox',
    ))
  it('artwork that reaches out of itself', () =>
    refused(
      drawn('a.svg'),
      { 'bare/a.svg': svg.replace('/>', '><image href="/etc/passwd"/></svg>') },
      'a.svg',
      'refers to "/etc/passwd"; artwork may use only what it holds itself',
    ))
  it('a link that leads out', async () => {
    const folder = await templatesFolder({ 'bare/template.json': { ...bareSettings(), ...fonts('a.ttf') } })
    await writeFile(join(folder, 'outside.ttf'), '')
    await symlink(join(folder, 'outside.ttf'), join(folder, 'bare/a.ttf'))
    await expect(loadTemplate('bare', [folder])).rejects.toMatchObject({
      details: { reason: 'lies outside the folder' },
    })
  })
  it('artwork below and above, an SVG or a PNG, is read once, however often it is drawn', async () => {
    const png = await sharp({ create: { width: 2, height: 2, channels: 4, background: '#fff' } })
      .png()
      .toBuffer()
    const layers = ['a.svg', 'b.PNG', 'a.svg'].map(file => ({ file }))
    const { drawings } = await loadBare(
      { below: layers, above: layers },
      { 'bare/a.svg': svg, 'bare/b.PNG': png },
    )
    expect([...drawings.keys()]).toEqual(['a.svg', 'b.PNG'])
    expect(drawings.get('a.svg')).toMatchObject({ kind: 'svg', width: 9, height: 9 })
    expect(drawings.get('b.PNG')).toEqual({ kind: 'png', base64: png.toString('base64') })
  })
  it('a reason is part of a sentence', async () => {
    const error = await loadBare(drawn('a.svg')).catch((error: unknown) => error)
    expect(wordsFor(error)).toBe(
      'The frame "bare" names a.svg, which is missing. Artwork and fonts must lie inside the frame\'s own folder.',
    )
  })
})

it('the JSON Schema for editors says what the check says (written anew by `vitest -u`)', async () => {
  const schema = z.toJSONSchema(templateSettings, { io: 'input' })
  await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot(
    '../../../../templates/template.schema.json',
  )
})
