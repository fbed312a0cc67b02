import sharp from 'sharp'
import { expect, test } from 'vitest'
import { shotsIn } from '../../../../electron/frame/photo/pixels.ts'

const colours = ['#c00000', '#00c000', '#0000c0']

/** Three plain pictures, one below the other. */
const original = () =>
  sharp({ create: { width: 480, height: 3 * 360, channels: 3, background: '#000' } })
    .composite(
      colours.map((background, i) => ({
        input: { create: { width: 480, height: 360, channels: 3 as const, background } },
        ...{ left: 0, top: i * 360 },
      })),
    )
    .jpeg({ quality: 95, chromaSubsampling: '4:4:4' })
    .toBuffer()

test('a strip comes apart into its shots, top first', async () => {
  const shots = await shotsIn(await original(), 3)
  expect(shots).toHaveLength(3)
  for (const [i, shot] of shots.entries()) {
    const { channels } = await sharp(shot).stats()
    const brightest = channels.map(({ mean }) => mean).indexOf(Math.max(...channels.map(({ mean }) => mean)))
    expect(brightest).toBe(i)
    expect(await sharp(shot).metadata()).toMatchObject({ width: 480, height: 360 })
  }
})

test('one shot is the original itself', async () => {
  const bytes = Buffer.from('anything')
  expect(await shotsIn(bytes, 1)).toEqual([bytes])
})

test('what is no picture, or half a one, is refused', async () => {
  await expect(shotsIn(Buffer.from('no picture'), 2)).rejects.toThrow('NOT_A_PHOTO')
  const whole = await original()
  await expect(shotsIn(whole.subarray(0, whole.length / 2), 3)).rejects.toThrow('PHOTO_DAMAGED')
})
