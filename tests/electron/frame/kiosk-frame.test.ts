import { describe, expect, it } from 'vitest'
import { openKioskFrame } from '../../../electron/frame/kiosk-frame.ts'
import { templateFolders } from '../../../electron/frame/template/template.ts'
import { wordsFor } from '../../../electron/system/words.ts'
import { bareSettings, options, templatesFolder } from './frames.ts'

const slot = { x: 0, y: 0, width: 100, height: 100 }
/** Artwork of 90,000 elements once its uses are counted: alone it is drawn, but resvg takes no twelve of it at once. */
const crowd = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><g id="a">${'<g/>'.repeat(300)}</g>${'<use href="#a"/>'.repeat(300)}</svg>`
const font = { 'bare/a.ttf': Buffer.concat([Buffer.from('\0\x01\0\0', 'latin1'), Buffer.alloc(40)]) }

describe('the kiosk’s frame', () => {
  it('is the one that the event names', async () => {
    const folder = await templatesFolder({ 'bare/template.json': bareSettings() })
    const { name, trouble, post } = await openKioskFrame('bare', options, [folder])
    expect({ name, trouble }).toEqual({ name: 'bare', trouble: null })
    expect(post.framer.plan).toMatchObject({
      output: 'post',
      slots: [{ bounds: { width: 320, height: 240 } }],
    })
  })

  it('may be one of the data folder, beside those that ship', async () => {
    const data = await templatesFolder({ 'templates/own/template.json': bareSettings() })
    expect(await openKioskFrame('own', options, templateFolders(data))).toMatchObject({
      name: 'own',
      trouble: null,
    })
    expect(await openKioskFrame('swell', options, templateFolders(data))).toMatchObject({
      name: 'swell',
      trouble: null,
    })
  })
})

describe('a frame that cannot serve never stops the kiosk: the standard one serves, and it is said why', () => {
  it.each<[why: string, files: Record<string, unknown>, words: string]>([
    ['broken JSON', { 'bare/template.json': '{"title": }' }, 'is not valid JSON'],
    ['a misspelled key', { 'bare/template.json': { ...bareSettings(), titel: '' } }, 'Did you mean "title"?'],
    ['a wrong value', { 'bare/template.json': bareSettings({ ground: 'red' }) }, '"outputs.post.ground"'],
    ['no template.json', { 'bare/readme.md': '' }, 'names template.json, which is missing'],
    [
      'a missing file',
      { 'bare/template.json': bareSettings({ above: [{ file: 'a.svg' }] }) },
      'names a.svg, which is missing',
    ],
    [
      'artwork that is unsafe',
      {
        'bare/template.json': bareSettings({ above: [{ file: 'a.svg' }] }),
        'bare/a.svg': '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><text>Hi</text></svg>',
      },
      'names a.svg, which has words in it (<text>)',
    ],
    [
      'a font that only looks like one',
      { 'bare/template.json': { ...bareSettings(), fonts: ['a.ttf'] }, ...font },
      'names a.ttf, which is a font that no glyph can be read from',
    ],
    [
      'artwork that together is more than can be drawn',
      {
        'bare/template.json': bareSettings({ above: Array(12).fill({ file: 'a.svg' }) }),
        'bare/a.svg': crowd,
      },
      'The frame "bare" names bare/, which cannot be drawn (SVG data parsing failed cause nodes limit reached).',
    ],
    [
      'several slots',
      { 'bare/template.json': bareSettings({ slots: [slot, { ...slot, x: 200, shot: 2 }] }) },
      'The frame "bare" shows 2 photos in its post, but the kiosk takes 1.',
    ],
    [
      'an unknown name',
      { 'bear/template.json': bareSettings() },
      'There is no frame "bare". Did you mean "bear"?',
    ],
    ['no frames at all', {}, 'There is no frame "bare".'],
  ])('%s', async (_why, files, words) => {
    const folder = await templatesFolder(files)
    const { name, post, trouble } = await openKioskFrame('bare', options, [folder])
    expect(name).toBe('swell')
    expect(post.framer.plan).toMatchObject({ width: 1080, height: 1350, shots: 1 })
    expect(wordsFor(trouble)).toContain(words)
  })
})

it('a standard frame that is broken itself is told, since nothing can take its place', async () => {
  const folder = await templatesFolder({ 'swell/template.json': '{' })
  await expect(openKioskFrame('swell', options, [folder])).rejects.toMatchObject({
    code: 'SETTINGS_NOT_JSON',
  })
})
