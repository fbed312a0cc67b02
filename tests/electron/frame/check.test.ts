import { describe, expect, it } from 'vitest'
import { checkTemplate, sampleEvents } from '../../../electron/frame/check.ts'
import { loadTemplate } from '../../../electron/frame/template/template.ts'
import { say } from '../../../text/index.ts'
import { bareSettings, frameOf, values } from './frames.ts'

/** What is found in a bare post that was changed, but for the outputs it lacks. */
async function found(post: object, more: object = {}) {
  const { outputs } = bareSettings(post)
  const all = await checkTemplate(frameOf({ title: 'Bare', outputs: { ...outputs, ...more } }), values)
  return all.filter(({ what }) => what !== 'noOutput')
}

const text = {
  x: 40,
  y: 500,
  width: 1000,
  height: 120,
  family: 'Noto Sans',
  size: 60,
  colour: '#ffffff',
  smallest: 18,
}

describe('a template maker is told', () => {
  it('nothing, when all is well with every one of very different events', async () => {
    expect(sampleEvents.map(({ language }) => language)).toEqual(['en', 'en', 'ar', 'ja', 'hi'])
    expect(await found({ texts: [{ ...text, text: '{event.name}', lines: 3 }] })).toEqual([])
  })
  it('which outputs are missing', async () => {
    const all = await checkTemplate(frameOf(bareSettings()), values)
    expect(all.map(({ level, what, details }) => `${level} ${what} ${details.output}`)).toEqual(
      ['story', 'square', 'card', 'print', 'strip'].map(output => `look noOutput ${output}`),
    )
  })
  it('which characters no font draws, once', async () => {
    expect(await found({ texts: [{ ...text, text: 'Fest 𓂀 𓂀' }] })).toEqual([
      { level: 'wrong', what: 'missing', details: { output: 'post', character: '𓂀', code: 'U+13080' } },
    ])
  })
  it('which family neither the frame nor Groundswell has, with the likely typo', async () => {
    const [one] = await found({ texts: [{ ...text, text: 'Gala', family: 'Noto Sand' }] })
    expect(one).toMatchObject({
      level: 'wrong',
      what: 'family',
      details: { output: 'post', came: 'Noto Sand' },
    })
    expect(say('en', 'templateCheck.family', one?.details)).toContain('Did you mean "Noto Sans"?')
  })
  it('which words are cut, for the events where they are', async () => {
    const cut = await found({ texts: [{ ...text, text: '{event.name}', width: 300, height: 30 }] })
    const [long] = cut
    expect(long).toEqual({
      level: 'look',
      what: 'cut',
      details: { output: 'post', words: 'International Conference on Renewable Energy' },
    })
    expect(cut.some(({ details }) => details.words === 'Gala')).toBe(false)
  })
  it('which texts may get too small for a phone, by the width of the picture, but not in print', async () => {
    const small = { texts: [{ ...text, text: 'Hello', smallest: 19 }] }
    const slots = [{ x: 0, y: 0, width: 100, height: 100 }]
    const one = { ground: '#000000', slots }
    expect(
      await found(small, { card: { ...one, texts: [{ ...text, y: 300, text: 'a', smallest: 19 }] } }),
    ).toEqual([
      { level: 'look', what: 'small', details: { output: 'card', key: 'texts[0]', smallest: 19, least: 20 } },
    ])
    expect(await found({}, { print: { ...one, texts: [{ ...text, text: 'a', smallest: 5 }] } })).toEqual([])
  })
  it('which photos are enlarged', async () => {
    expect(await found({ slots: [{ x: 0, y: 0, width: 1080, height: 1081 }] })).toMatchObject([
      { level: 'look', what: 'scaled', details: { key: 'slots[0]', most: 1080 } },
    ])
    expect(await found({ slots: [{ x: 0, y: 0, width: 1080, height: 1080 }] })).toEqual([])
  })
  it('which QR code is too small', async () => {
    expect(await found({ qr: { x: 0, y: 400, size: 239 } })).toEqual([
      { level: 'look', what: 'qrSmall', details: { output: 'post', size: 239, least: 240 } },
    ])
    expect(await found({ qr: { x: 0, y: 400, size: 240 } })).toEqual([])
  })
  it('in words for everything that can be found', async () => {
    for (const what of ['missing', 'cut', 'small', 'noOutput', 'qrSmall', 'scaled', 'undrawable'] as const) {
      const details = {
        output: 'post',
        character: 'x',
        code: 'U+0078',
        words: 'w',
        key: 'k',
        smallest: 1,
        least: 2,
      }
      const words = say('en', `templateCheck.${what}`, { ...details, most: 3, size: 4, reason: 'r' })
      expect(words).toMatch(/post.*[.)]$/)
      expect(words).not.toMatch(/[{}]/)
    }
  })
})

it('the standard frame has nothing to mend', async () => {
  const all = await checkTemplate(await loadTemplate('swell'), values)
  expect(all.filter(({ level }) => level === 'wrong')).toEqual([])
})
