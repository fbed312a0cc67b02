import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { dataFolder, root } from '../../../electron/system/root.ts'

test('the program’s folder is where its frames are', () => {
  expect(existsSync(join(root, 'templates/swell/template.json'))).toBe(true)
})

test('the data folder is the one that was typed, from where it was typed', () => {
  expect(dataFolder('somewhere')).toBe(resolve('somewhere'))
  expect(dataFolder('/var/photos')).toBe(resolve('/var/photos'))
})

test('without a word, the data folder is beside the program', () => {
  expect(dataFolder(undefined)).toBe(join(root, 'data'))
})
