import { readFileSync } from 'node:fs'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import {
  makeFolder,
  removeFolder,
  sha256,
  sweepUnfinished,
  writeCarefully,
  writeNew,
} from '../../../electron/system/files.ts'
import { temporaryFolder } from '../../support/station.ts'

test('a careful write replaces the file in one step and leaves nothing beside it', async () => {
  await using folder = await temporaryFolder()
  const file = join(folder.path, 'picture.jpg')
  await writeCarefully(file, Buffer.from('first'))
  await writeCarefully(file, Buffer.from('second'))
  expect(await readFile(file, 'utf8')).toBe('second')
  expect(await readdir(folder.path)).toEqual(['picture.jpg'])
})

test('a careful write that cannot finish leaves the old file and no unfinished one', async () => {
  await using folder = await temporaryFolder()
  const occupied = join(folder.path, 'occupied')
  await mkdir(join(occupied, 'inside'), { recursive: true })
  await expect(writeCarefully(occupied, Buffer.from('x'))).rejects.toThrow()
  expect(await readdir(folder.path)).toEqual(['occupied'])
})

test('of many that write a new file, one does and the others are told that it is there', async () => {
  await using folder = await temporaryFolder()
  const file = join(folder.path, 'key.txt')
  const outcomes = await Promise.allSettled(['a', 'b', 'c'].map(text => writeNew(file, Buffer.from(text))))
  const refused = outcomes.filter(({ status }) => status === 'rejected')
  expect(refused).toMatchObject([{ reason: { code: 'EEXIST' } }, { reason: { code: 'EEXIST' } }])
  const winner = outcomes.findIndex(({ status }) => status === 'fulfilled')
  expect(await readFile(file, 'utf8')).toBe('abc'[winner])
  expect(await readdir(folder.path)).toEqual(['key.txt'])
})

test('pieces are written one after the other, and those that break off leave the old file', async () => {
  await using folder = await temporaryFolder()
  const file = join(folder.path, 'picture.jpg')
  async function* pieces(isWhole: boolean) {
    yield Buffer.from('one, ')
    if (!isWhole) throw new Error('no more')
    yield Buffer.from('two')
  }
  await writeCarefully(file, pieces(true))
  await expect(writeCarefully(file, pieces(false))).rejects.toThrow('no more')
  expect(await readFile(file, 'utf8')).toBe('one, two')
  expect(await readdir(folder.path)).toEqual(['picture.jpg'])
})

test('a folder goes with everything in it and nothing beside it, and may be gone already', async () => {
  await using folder = await temporaryFolder()
  await makeFolder(join(folder.path, 'a/b'))
  await writeFile(join(folder.path, 'a/b/c'), 'c')
  await writeFile(join(folder.path, 'beside'), 'stays')
  await removeFolder(join(folder.path, 'a'))
  await removeFolder(join(folder.path, 'a'))
  await removeFolder(join(folder.path, 'never/was'))
  expect(await readdir(folder.path)).toEqual(['beside'])
})

test('what a crash left unfinished is swept, and nothing else', async () => {
  await using folder = await temporaryFolder()
  await makeFolder(join(folder.path, 'a/b'))
  await writeFile(join(folder.path, 'a/b/original.jpg.part'), 'half')
  await writeFile(join(folder.path, 'a/b/original.jpg'), 'whole')
  expect(await sweepUnfinished(folder.path)).toEqual([join('a', 'b', 'original.jpg.part')])
  expect(await readdir(join(folder.path, 'a/b'))).toEqual(['original.jpg'])
})

test('a folder that is not there has nothing to sweep', async () => {
  expect(await sweepUnfinished('/nowhere/at/all')).toEqual([])
})

test('SHA-256 is the standard one (FIPS 180-4, "abc")', () => {
  expect(sha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
})

test('many careful writes of one file at the same time leave one of them whole', async () => {
  await using folder = await temporaryFolder()
  const file = join(folder.path, 'picture.jpg')
  const bytes = Array.from({ length: 20 }, (_, i) => Buffer.alloc(100_000, i))
  await Promise.all(bytes.map(one => writeCarefully(file, one)))
  expect(bytes.some(one => readFileSync(file).equals(one))).toBe(true)
  expect(await readdir(folder.path)).toEqual(['picture.jpg'])
})
