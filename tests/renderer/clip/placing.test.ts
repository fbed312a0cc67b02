import { expect, test } from 'vitest'
import { cutFor } from '../../../renderer/clip/placing.ts'

const camera = { width: 1920, height: 1080 }
const slot = (width: number, height: number, fit: 'cover' | 'contain', x = 0.5, y = 0.5) => ({
  place: { x: 10, y: 20, width, height },
  fit,
  focus: { x, y },
})

test('a picture that covers its slot is cropped at its sides or above and below', () => {
  expect(cutFor(camera, slot(960, 1080, 'cover'), false)).toEqual({
    from: { x: 480, y: 0, width: 960, height: 1080 },
    to: { width: 960, height: 1080 },
  })
  expect(cutFor(camera, slot(960, 270, 'cover', 0.5, 1), false)).toEqual({
    from: { x: 0, y: 540, width: 1920, height: 540 },
    to: { width: 960, height: 270 },
  })
})

test('a picture that is contained is shown whole', () => {
  expect(cutFor(camera, slot(960, 1080, 'contain', 0, 0), false)).toEqual({
    from: { x: 0, y: 0, ...camera },
    to: { width: 960, height: 540 },
  })
})

test('the focus of a slot is a side of what is seen, mirrored or not', () => {
  const { from } = cutFor(camera, slot(960, 1080, 'cover', 0, 0), true)
  expect(from).toEqual({ x: 960, y: 0, width: 960, height: 1080 })
  expect(cutFor(camera, slot(960, 1080, 'cover', 0, 0), false).from.x).toBe(0)
})
