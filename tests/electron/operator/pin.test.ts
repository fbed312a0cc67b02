import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { forgetPin, openPin, pinFile } from '../../../electron/operator/pin.ts'
import { temporaryFolder } from '../../support/station.ts'

test('only the PIN that was chosen is the right one', async () => {
  await using folder = await temporaryFolder()
  const pin = openPin(folder.path)
  expect(await pin.isChosen()).toBe(false)
  await pin.choose('2468')
  expect(await pin.isChosen()).toBe(true)
  expect(await pin.isRight('2468')).toBe(true)
  for (const wrong of ['2469', '24680', '246', '', '٢٤٦٨']) expect(await pin.isRight(wrong)).toBe(false)
})

test('before one is chosen, none is right', async () => {
  await using folder = await temporaryFolder()
  for (const guess of ['', '0000', '1234']) expect(await openPin(folder.path).isRight(guess)).toBe(false)
})

test('it lies in the data folder as a salted hash that only its owner may read', async () => {
  await using one = await temporaryFolder()
  await using other = await temporaryFolder()
  for (const { path } of [one, other]) await openPin(path).choose('97531')
  const files = [one, other].map(({ path }) => join(path, pinFile))
  const texts = await Promise.all(files.map(file => readFile(file, 'utf8')))
  expect(JSON.parse(texts[0]!).hash).not.toBe(JSON.parse(texts[1]!).hash)
  for (const text of texts) expect(text).not.toContain('97531')
  if (process.platform !== 'win32') expect((await stat(files[0]!)).mode & 0o777).toBe(0o600)
})

test('is chosen once: a second choice is refused, also at the same moment', async () => {
  await using folder = await temporaryFolder()
  const choices = await Promise.allSettled(['1111', '2222', '3333'].map(openPin(folder.path).choose))
  const refused = choices.filter(one => one.status === 'rejected')
  expect(refused.map(one => one.reason.code)).toEqual(['PIN_CHOSEN', 'PIN_CHOSEN'])
})

test('that was forgotten is chosen anew', async () => {
  await using folder = await temporaryFolder()
  const pin = openPin(folder.path)
  await pin.choose('1111')
  expect(await forgetPin(folder.path)).toBe(true)
  expect(await pin.isRight('1111')).toBe(false)
  expect(await forgetPin(folder.path)).toBe(false)
  await pin.choose('2222')
  expect(await pin.isRight('2222')).toBe(true)
})

test('a file that somebody spoilt lets nobody in', async () => {
  await using folder = await temporaryFolder()
  await writeFile(join(folder.path, pinFile), '{"salt":""}')
  await expect(openPin(folder.path).isRight('1111')).rejects.toMatchObject({ code: 'SETTINGS_VALUE' })
})
