import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { expect, it } from 'vitest'
import { createFramer } from '../../../electron/frame/render.ts'
import { listTemplates, loadTemplate } from '../../../electron/frame/template.ts'
import { root } from '../../../electron/system/root.ts'
import { photo, pixels, values } from './frames.ts'

/** The framed picture at half its size, as previews are kept. */
async function preview(name: string, changes: Partial<typeof values> = {}): Promise<Buffer> {
  const framer = await createFramer(await loadTemplate(name), { ...values, ...changes })
  const { jpeg, width } = await framer.frame(await photo('portrait-1080p.jpg'))
  return sharp(jpeg)
    .resize(width / 2)
    .jpeg({ quality: 85, mozjpeg: true })
    .toBuffer()
}

/**
 * How far two pictures are apart where they differ most: the mean distance of the worst tile. Compared at a
 * quarter of the size, where the noise of compression is gone and a moved line or a changed letter is not.
 */
async function distance(a: Buffer, b: Buffer): Promise<number> {
  const [width, tile] = [270, 18]
  const small = (picture: Buffer) => sharp(picture).resize(width).png().toBuffer()
  const [one, other] = [await pixels(await small(a)), await pixels(await small(b))]
  const sums = new Map<number, number>()
  one.data.forEach((value, i) => {
    const pixel = Math.floor(i / 3)
    const place = Math.floor(pixel / width / tile) * width + Math.floor((pixel % width) / tile)
    sums.set(place, (sums.get(place) ?? 0) + Math.abs(value - other.data[i]!))
  })
  return Math.max(...sums.values()) / (tile * tile * 3)
}

const limit = 2

// UPDATE_PREVIEWS=1 writes the pictures anew; look at them before committing.
for (const name of await listTemplates()) {
  const file = join(root, 'templates', name, 'preview.jpg')
  it(`${name} looks like its preview`, async () => {
    const now = await preview(name)
    if (process.env.UPDATE_PREVIEWS) await writeFile(file, now)
    expect(await distance(now, await readFile(file))).toBeLessThan(limit)
  })
  it(`${name}: a letter or a colour that changed would be noticed`, async () => {
    const kept = await readFile(file)
    for (const change of [{ 'event.name': 'Open Air Zurich' }, { accent: '#1d4fbb' }]) {
      expect(await distance(await preview(name, change), kept)).toBeGreaterThan(limit)
    }
  })
}
