import { describe, expect, it } from 'vitest'
import { cutPhoto, inspectPhoto } from '../../../../electron/frame/photo/pixels.ts'
import { costOf } from '../../../support/cost.ts'
import { photo } from '../frames.ts'
import { at, cutOf, near } from './cuts.ts'

/** Red, green, blue and yellow, row by row. */
const quadrants = [
  [0xc0, 0x40, 0x40],
  [0x40, 0xc0, 0x40],
  [0x40, 0x40, 0xc0],
  [0xc0, 0xc0, 0x40],
]

describe('a HEIC picture', () => {
  const corners = (rgb: Buffer) => [at(rgb, 80, 60), at(rgb, 240, 60), at(rgb, 80, 180), at(rgb, 240, 180)]
  it('of an iPhone is turned once and converted from Display P3', async () => {
    const rgb = await cutPhoto(await photo('quadrants-turned.heic'), cutOf())
    for (const [i, colour] of corners(rgb).entries()) near(colour, quadrants[i]!)
  })
  it('of 10 bits a channel', async () => {
    const rgb = await cutPhoto(await photo('quadrants-10-bit.heic'), cutOf())
    for (const [i, colour] of corners(rgb).entries()) near(colour, quadrants[i]!)
  })
  it('is decoded once for all its cuts', async () => {
    const picture = await photo('quadrants-turned.heic')
    const cuts: Buffer[] = []
    const cut = async () => cuts.push(await cutPhoto(picture, cutOf()))
    const [first, second] = [await costOf(cut), await costOf(cut)]
    expect(cuts[1]).toEqual(cuts[0])
    expect(second).toBeLessThan(first / 2)
  })
  it.each([40, 700, 1200])('cut after %i bytes is damaged', async length => {
    const picture = (await photo('quadrants-turned.heic')).subarray(0, length)
    await expect(cutPhoto(picture, cutOf())).rejects.toMatchObject({ code: 'PHOTO_DAMAGED' })
  })
})

it('a HEIC that claims too much is too large', async () => {
  const huge = await photo('quadrants-turned.heic')
  const claim = huge.indexOf('ispe', 0, 'latin1') + 8
  huge.writeUInt32BE(30_000, claim)
  huge.writeUInt32BE(30_000, claim + 4)
  await expect(inspectPhoto(huge)).rejects.toMatchObject({ code: 'PHOTO_TOO_LARGE' })
})
it('a HEIC that holds more than it claims is damaged', async () => {
  const lie = await photo('quadrants-turned.heic')
  const claim = lie.indexOf('ispe', 0, 'latin1') + 8
  lie.writeUInt32BE(320, claim)
  lie.writeUInt32BE(320, claim + 4)
  await expect(cutPhoto(lie, cutOf())).rejects.toMatchObject({
    code: 'PHOTO_DAMAGED',
    details: { reason: expect.stringMatching(/exceeds the maximum image size \d+$/) },
  })
})
