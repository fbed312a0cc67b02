import sharp from 'sharp'
import { expect, test } from 'vitest'
import { hasStoryPlace } from '../../../electron/frame/layout.ts'
import { outputNames } from '../../../electron/frame/outputs.ts'
import { createFramer } from '../../../electron/frame/render.ts'
import { listTemplates, loadTemplate } from '../../../electron/frame/template/template.ts'
import { barePost, bareSettings, frameOf, options, pixels, plain } from './frames.ts'

const box = { x: 40, y: 300, width: 600, height: 80, family: 'Noto Sans', size: 60, colour: '#ffffff' }
const withoutWords = { ...options, values: { ...options.values, story: '' } }
const framerWith = (...texts: object[]) =>
  createFramer(frameOf(bareSettings({ texts })), 'post', withoutWords)
const said = (words: string, language = 'en') => ({ words, language })

/** The box around where two pictures differ, as left, top, right and bottom; null when they are the same. */
async function difference(one: Buffer, other: Buffer) {
  const [a, b] = [await pixels(one), await pixels(other)]
  const places: [number, number][] = []
  for (let i = 0; i < a.data.length; i += 3)
    if (Math.abs(a.data[i]! - b.data[i]!) > 60) places.push([(i / 3) % a.width, Math.floor(i / 3 / a.width)])
  if (places.length === 0) return null
  const [xs, ys] = [places.map(([x]) => x), places.map(([, y]) => y)]
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)]
}

test('what people said is drawn into its place alone, and the next photo has nothing of it', async () => {
  const framer = await framerWith({ ...box, text: '“{story}”' })
  const shot = await plain('#204080')
  const [before, told, after] = [
    await framer.frame([shot]),
    await framer.frame([shot], 'natural', said('We danced')),
    await framer.frame([shot]),
  ]
  const [left, top, right, bottom] = (await difference(before.jpeg, told.jpeg))!
  expect(left).toBeGreaterThanOrEqual(box.x)
  expect(top).toBeGreaterThanOrEqual(box.y)
  expect(right).toBeLessThanOrEqual(box.x + box.width)
  expect(bottom).toBeLessThanOrEqual(box.y + box.height)
  expect(await difference(before.jpeg, after.jpeg)).toBeNull()
})

test.each([
  ['the longest words', 'W'.repeat(120), 'en'],
  ['Arabic with an emoji', 'رقصنا حتى آخر ترام 🎉', 'ar'],
  ['markup', '</svg><script>alert(1)</script>&"\'{accent}', 'en'],
])('%s stay in their place', async (_, words, language) => {
  const framer = await framerWith({ ...box, text: '{story}', lines: 2, smallest: 8 })
  const overlay = await framer.storyOverlay(said(words, language))
  const { data } = await sharp(overlay!).extractChannel(3).raw().toBuffer({ resolveWithObject: true })
  const inked = [...data.keys()]
    .filter(i => data[i]! > 40)
    .map(i => [i % 1080, Math.floor(i / 1080)] as const)
  expect(inked.length).toBeGreaterThan(200)
  for (const [x, y] of [inked[0]!, inked.at(-1)!]) {
    expect(y).toBeGreaterThanOrEqual(box.y - 1)
    expect(y).toBeLessThanOrEqual(box.y + box.height + 1)
    expect(x).toBeGreaterThanOrEqual(box.x - 1)
    expect(x).toBeLessThanOrEqual(box.x + box.width + 1)
  }
})

test('in a strip by itself it is drawn once, and twice side by side in the one that is printed', async () => {
  const texts = [{ ...box, width: 400, text: '{story}' }]
  const frame = frameOf({ title: 'Bare', outputs: { post: barePost, strip: { ...barePost, texts } } })
  const inkOf = async (once: boolean) => {
    const framer = await createFramer(frame, 'strip', { ...withoutWords, once })
    const { data } = await sharp((await framer.storyOverlay(said('We danced')))!)
      .extractChannel(3)
      .raw()
      .toBuffer({ resolveWithObject: true })
    return data.reduce((sum, alpha) => sum + alpha, 0)
  }
  expect(await inkOf(false)).toBe(2 * (await inkOf(true)))
})

test('a frame without a place for it draws nothing, and a text of more than that is none', async () => {
  const framer = await framerWith({ ...box, text: '{story} {date}' })
  expect(framer.hasStory).toBe(false)
  expect(await framer.storyOverlay(said('We danced'))).toBeNull()
  expect(await (await framerWith({ ...box, text: '{story}' })).storyOverlay(said(' '))).toBeNull()
})

test('every frame that comes along has a place for it where people post and where they print', async () => {
  for (const name of (await listTemplates()).keys()) {
    const template = await loadTemplate(name)
    expect([name, outputNames.filter(one => hasStoryPlace(template, one))]).toEqual([
      name,
      ['post', 'story', 'print'],
    ])
  }
})
