import sharp from 'sharp'
import { expect, test } from 'vitest'
import { animatedWebp } from '../../../renderer/clip/animated-webp.ts'

const size = { width: 40, height: 50 }
const still = async (background: string, lossless = false) =>
  new Uint8Array(
    await sharp({ create: { ...size, channels: 3, background } })
      .webp({ lossless })
      .toBuffer(),
  )

test('plays the stills in their order, each for its time, for ever', async () => {
  const stills = await Promise.all(['#f00', '#0f0', '#00f'].map(colour => still(colour, true)))
  const webp = Buffer.concat(animatedWebp(stills, [0, 1, 2, 1], { ...size, time: 67 }))
  const { pages, delay, loop, width, pageHeight } = await sharp(webp, { pages: -1 }).metadata()
  expect({ pages, delay, loop, width, pageHeight }).toEqual({
    ...{ pages: 4, delay: [67, 67, 67, 67], loop: 0, width: 40, pageHeight: 50 },
  })
  for (const [page, colour] of ['f00', '0f0', '00f', '0f0'].entries()) {
    const { dominant } = await sharp(await sharp(webp, { page }).png().toBuffer()).stats()
    const named = [dominant.r, dominant.g, dominant.b].map(value => (value > 128 ? 'f' : '0')).join('')
    expect(named).toBe(colour)
  }
})

test('takes stills as lossy encoders write them, also with something beside the picture', async () => {
  const withProfile = await sharp({ create: { ...size, channels: 3, background: '#888' } })
    .withIccProfile('srgb')
    .webp()
    .toBuffer()
  const webp = Buffer.concat(
    animatedWebp([await still('#888'), new Uint8Array(withProfile)], [0, 1], { ...size, time: 50 }),
  )
  expect(webp.readUInt32LE(4)).toBe(webp.length - 8)
  await expect(sharp(webp, { pages: -1 }).raw().toBuffer()).resolves.toHaveLength(40 * 50 * 2 * 3)
})

test('a still that is no WebP is refused', async () => {
  expect(() => animatedWebp([new Uint8Array(64)], [0, 0], { ...size, time: 50 })).toThrow('no WebP')
})
