import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { sampleValues } from '../../../electron/commands/frame-values.ts'
import { drawPreview } from '../../../electron/commands/templates/preview.ts'
import { sampleDay, samplePhotos } from '../../../electron/commands/templates/samples.ts'
import type { FrameValues } from '../../../electron/frame/gaps.ts'
import { type OutputName, outputNames } from '../../../electron/frame/outputs.ts'
import { listTemplates, loadTemplate, type Template } from '../../../electron/frame/template/template.ts'
import { pixels } from './frames.ts'

// The previews are the golden pictures. `npm run groundswell templates preview` writes them anew; look at them
// before committing.

const photos = await Promise.all(samplePhotos.map(file => readFile(file)))
const { values, language } = sampleValues({ set: [], language: 'en' }, sampleDay)
const preview = (template: Template, output: OutputName, changes: Partial<FrameValues> = {}) =>
  drawPreview(template, output, photos, { values: { ...values, ...changes }, language })

/**
 * How far two pictures are apart where they differ most: the mean distance of the worst tile. Compared a little
 * smaller than they are, where the noise of compression is gone and a moved line or a changed letter is not.
 */
async function distance(a: Buffer, b: Buffer): Promise<number> {
  const [width, tile] = [270, 18]
  const small = (picture: Buffer) => sharp(picture).resize(width).png().toBuffer()
  const [one, other] = [await pixels(await small(a)), await pixels(await small(b))]
  if (one.height !== other.height) return Infinity
  const sums = new Map<number, number>()
  one.data.forEach((value, i) => {
    const pixel = Math.floor(i / 3)
    const place = Math.floor(pixel / width / tile) * width + Math.floor((pixel % width) / tile)
    sums.set(place, (sums.get(place) ?? 0) + Math.abs(value - other.data[i]!))
  })
  return Math.max(...sums.values()) / (tile * tile * 3)
}

const limit = 2

for (const [name, folder] of await listTemplates()) {
  describe(name, async () => {
    const template = await loadTemplate(name)
    for (const output of outputNames.filter(one => template.outputs[one])) {
      it(`${output} looks like its preview`, async () => {
        const kept = await readFile(join(folder, name, 'previews', `${output}.jpg`))
        expect(await distance(await preview(template, output), kept)).toBeLessThan(limit)
      })
    }
  })
}

describe('the comparison', async () => {
  const swell = await loadTemplate('swell')
  it.each<Partial<FrameValues>>([
    { 'event.name': 'Groundswelt' },
    { accent: '#ff8a59' },
    { date: '23 November 2026' },
  ])('would notice %j', async change => {
    const [before, after] = [await preview(swell, 'post'), await preview(swell, 'post', change)]
    expect(await distance(before, after)).toBeGreaterThan(limit)
  })
})
