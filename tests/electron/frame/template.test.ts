import { symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { listTemplates, loadTemplate } from '../../../electron/frame/template.ts'
import { templateSettings } from '../../../electron/frame/template-settings.ts'
import { bareSettings, loadBare, templatesFolder } from './frames.ts'

const svg = '<svg xmlns="http://www.w3.org/2000/svg"/>'
const file = join('templates', 'bare', 'template.json')
const text = {
  text: 'x',
  x: 0,
  baseline: 9,
  width: 9,
  height: 9,
  family: 'F',
  size: 9,
  smallest: 5,
  colour: '#000000',
}

describe('the frames that ship', async () => {
  for (const name of await listTemplates()) {
    it(`${name} loads`, async () => {
      const template = await loadTemplate(name)
      expect(template.slots[0]!.height).toBeLessThanOrEqual(1080) // or a webcam's picture would be scaled
    })
  }
})

describe('template.json is refused with the place and the reason', () => {
  const cases: [why: string, changes: object, code: string, details: object][] = [
    [
      'a misspelled key',
      { artwrok: [] },
      'SETTINGS_KEY_UNKNOWN',
      { file, key: 'artwrok', hint: ' Did you mean "artwork"?' },
    ],
    [
      'a misspelled key inside',
      { canvas: { ...bareSettings.canvas, widht: 1 } },
      'SETTINGS_KEY_UNKNOWN',
      { file, key: 'canvas.widht', hint: ' Did you mean "canvas.width"?' },
    ],
    ['a key like no other', { xyzzyplugh: 1 }, 'SETTINGS_KEY_UNKNOWN', { file, key: 'xyzzyplugh', hint: '' }],
    [
      'a missing value',
      { title: undefined },
      'SETTINGS_VALUE',
      { file, key: 'title', expected: 'a text', came: 'nothing' },
    ],
    [
      'a colour that is none',
      { canvas: { ...bareSettings.canvas, ground: 'red' } },
      'SETTINGS_VALUE',
      {
        file,
        key: 'canvas.ground',
        expected: 'a colour such as #14110f, {accent} or {onAccent}',
        came: '"red"',
      },
    ],
    [
      'no slot',
      { slots: [] },
      'SETTINGS_VALUE',
      { file, key: 'slots', expected: 'a list of exactly one slot', came: '[]' },
    ],
    [
      'half a pixel',
      { slots: [{ x: 0.5, y: 0, width: 9, height: 9 }] },
      'SETTINGS_VALUE',
      { file, key: 'slots[0].x', expected: 'a whole number', came: '0.5' },
    ],
    [
      'a slot beyond the edge',
      { slots: [{ x: 1, y: 0, width: 320, height: 9 }] },
      'SETTINGS_VALUE',
      {
        file,
        key: 'slots[0]',
        expected: 'a slot inside the canvas',
        came: '{"x":1,"y":0,"width":320,"height":9}',
      },
    ],
    [
      'words without a font',
      { texts: [text] },
      'SETTINGS_VALUE',
      { file, key: 'fonts', expected: 'a font file for the texts', came: '[]' },
    ],
    [
      'a gap that no event fills',
      { texts: [{ ...text, text: '{event.nmae}' }] },
      'SETTINGS_VALUE',
      {
        file,
        key: 'texts[0].text',
        expected:
          'a text with no gaps but {event.name}, {event.hashtag}, {brand}, {date}, {accent}, {onAccent}',
        came: '"{event.nmae}"',
      },
    ],
  ]
  it.each(cases)('%s', async (_why, changes, code, details) => {
    await expect(loadBare(changes)).rejects.toMatchObject({ code, details })
  })

  it('no JSON', async () => {
    const folder = await templatesFolder({ 'bare/template.json': '{"title": }' })
    await expect(loadTemplate('bare', folder)).rejects.toMatchObject({
      code: 'SETTINGS_NOT_JSON',
      details: { file },
    })
  })
})

describe('a frame that is not there', () => {
  it.each([
    ['bear', ' Did you mean "bare"?'],
    ['../bare', ''],
    ['', ''],
    ['something else', ''],
  ])('%j', async (came, hint) => {
    const folder = await templatesFolder({
      'bare/template.json': bareSettings,
      'other/template.json': bareSettings,
    })
    await expect(loadTemplate(came, folder)).rejects.toMatchObject({
      code: 'TEMPLATE_UNKNOWN',
      details: came === '../bare' ? { came } : { came, hint, expected: 'bare, other' },
    })
  })
})

describe('files of a frame', () => {
  const refused = (changes: object, files: Record<string, unknown>, name: string, reason: unknown) =>
    expect(loadBare(changes, files)).rejects.toMatchObject({
      code: 'TEMPLATE_FILE',
      details: { template: 'bare', file: name, reason },
    })

  it.each(['../secret.svg', '/etc/hostname', 'a/../../secret.svg', '.'])(
    'artwork outside: %s',
    async name => {
      const reason = name === '/etc/hostname' ? 'is missing' : 'lies outside the folder'
      await refused({ artwork: [name] }, { 'secret.svg': svg }, name, reason)
    },
  )
  it('artwork that is missing', () => refused({ artwork: ['a.svg'] }, {}, 'a.svg', 'is missing'))
  it('a font that is missing', () => refused({ fonts: ['a.ttf'] }, {}, 'a.ttf', 'is missing'))
  it('a folder without template.json', async () => {
    const folder = await templatesFolder({ 'bare/readme': '' })
    await expect(loadTemplate('bare', folder)).rejects.toMatchObject({
      details: { file: 'template.json', reason: 'is missing' },
    })
  })
  it.each(['GIF89a', '', '<svg xmlns="http://www.w3.org/2000/svg"><path></svg>', '<html/>'])(
    'artwork that is no SVG: %j',
    content =>
      refused(
        { artwork: ['a.svg'] },
        { 'bare/a.svg': content },
        'a.svg',
        expect.stringMatching(/^is no SVG that can be drawn \(.+\)$/),
      ),
  )
  it('a font that is none', () =>
    refused({ fonts: ['a.ttf'] }, { 'bare/a.ttf': 'wOF2' }, 'a.ttf', 'is no TrueType or OpenType font'))
  it('artwork with a gap that no event fills', () =>
    refused(
      { artwork: ['a.svg'] },
      { 'bare/a.svg': `<svg fill="{accnt}"/>` },
      'a.svg',
      'asks for {accnt}, which no event has',
    ))
  it.each(['/etc/passwd', 'file:///etc/passwd', '../x.png', 'https://example.org/x.png', '&#47;etc/passwd'])(
    'artwork that reaches out of itself: %s',
    href =>
      refused(
        { artwork: ['a.svg'] },
        { 'bare/a.svg': `<svg><image xlink:href='${href}'/></svg>` },
        'a.svg',
        `refers to "${href}"`,
      ),
  )
  it('artwork with an entity', () =>
    refused(
      { artwork: ['a.svg'] },
      { 'bare/a.svg': `<!DOCTYPE svg [<!ENTITY x "y">]><svg/>` },
      'a.svg',
      'defines an entity',
    ))
  it('a link that leads out', async () => {
    const folder = await templatesFolder({ 'bare/template.json': { ...bareSettings, fonts: ['a.ttf'] } })
    await writeFile(join(folder, 'outside.ttf'), '')
    await symlink(join(folder, 'outside.ttf'), join(folder, 'bare/a.ttf'))
    await expect(loadTemplate('bare', folder)).rejects.toMatchObject({
      details: { reason: 'lies outside the folder' },
    })
  })
  it('references inside itself and style sheets are fine', async () => {
    const artwork = `<svg xmlns="http://www.w3.org/2000/svg"><style>.a{fill:red}</style><use href="#b"/><image href="data:image/png;base64,"/></svg>`
    expect((await loadBare({ artwork: ['a.svg'] }, { 'bare/a.svg': artwork })).artwork).toEqual([artwork])
  })
})

it('the JSON Schema for editors says what the check says (written anew by `vitest -u`)', async () => {
  const schema = z.toJSONSchema(templateSettings, { io: 'input' })
  await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot(
    '../../../electron/frame/template.schema.json',
  )
})
