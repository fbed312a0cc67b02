import { expect, test } from 'vitest'
import { fileName } from '../../../electron/share/share-part.ts'

test.each([
  ['Été à Paris', 'ete-a-paris.jpg'],
  ['新年会', 'photo.jpg'],
  ['../../x', 'x.jpg'],
  ['a"\r\nSet-Cookie: b\u202e', 'a-set-cookie-b.jpg'],
])('the file of the event %j is saved as %s', (name, file) => {
  expect(fileName(name)).toBe(file)
})

test('a further picture says which it is', () => {
  expect(fileName('Harbour Lights', 'story')).toBe('harbour-lights-story.jpg')
  expect(fileName('新年会', 'original')).toBe('photo-original.jpg')
  expect(fileName('Harbour Lights', 'boomerang')).toBe('harbour-lights-boomerang.mp4')
})
