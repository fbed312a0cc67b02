import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { contactSheet } from '../../../electron/frame/sheet.ts'
import { pixels } from './frames.ts'

const picture = async (width: number, height: number, background: string) => ({
  width,
  height,
  jpeg: await sharp({ create: { width, height, channels: 3, background } })
    .jpeg({ quality: 100 })
    .toBuffer(),
})

/** The colours met along a row, each named once in a run. */
async function colours(sheet: Buffer, y: number): Promise<string[]> {
  const { data, width } = await pixels(sheet)
  const names = Array.from({ length: width }, (_, x) => {
    const [red, green, blue] = data.subarray((y * width + x) * 3, (y * width + x) * 3 + 3)
    if (Math.max(red!, green!, blue!) - Math.min(red!, green!, blue!) < 40) return 'grey'
    return red! > 150 ? 'red' : green! > 150 ? 'green' : 'blue'
  })
  return names.filter((name, i) => name !== names[i - 1])
}

describe('a contact sheet', () => {
  it('has the pictures of a row side by side, of one height, on grey', async () => {
    const row = [await picture(100, 200, '#f00'), await picture(300, 200, '#0f0')]
    const sheet = contactSheet([row], 436)
    expect(await sharp(sheet).metadata()).toMatchObject({ format: 'png', width: 436, height: 224 })
    expect(await colours(sheet, 6)).toEqual(['grey'])
    for (const y of [14, 112, 209])
      expect(await colours(sheet, y)).toEqual(['grey', 'red', 'grey', 'green', 'grey'])
    expect(await colours(sheet, 218)).toEqual(['grey'])
  })
  it('has its rows below each other, and enlarges none beyond 420 pixels', async () => {
    const rows = [[await picture(100, 100, '#f00')], [await picture(100, 100, '#00f')]]
    const sheet = contactSheet(rows, 1000)
    const { height } = await sharp(sheet).metadata()
    expect(height).toBe(3 * 12 + 2 * 420)
    expect(await colours(sheet, 200)).toEqual(['grey', 'red', 'grey'])
    expect(await colours(sheet, 650)).toEqual(['grey', 'blue', 'grey'])
  })
  it('keeps a long row inside the sheet', async () => {
    const row = await Promise.all(Array.from({ length: 9 }, () => picture(300, 200, '#0f0')))
    const seen = await colours(contactSheet([row], 600), 20)
    expect(seen.filter(name => name === 'green')).toHaveLength(9)
    expect(seen.at(-1)).toBe('grey')
  })
})
