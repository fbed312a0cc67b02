import { expect, test } from 'vitest'
import { nearest } from '../../../electron/system/nearest.ts'

test.each([
  ['docter', 'doctor'],
  ['--shareport', '--share-port'],
  ['--temp', '--template'],
  ['FRAME', 'frame'],
])('%s is near to %s', (came, meant) => {
  expect(nearest(came, ['doctor', 'frame', 'photos', '--share-port', '--template'])).toBe(meant)
})

test('a word that is like nothing has no near one', () => {
  expect(nearest('zebra', ['doctor', 'frame', 'photos'])).toBeNull()
})
