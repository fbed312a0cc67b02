import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Trouble } from '../../../electron/contract/errors.ts'
import { changeEvent, openWithChange } from '../../../electron/operator/event-change.ts'
import { temporaryFolder } from '../../support/station.ts'

/** A data folder whose event is called Before and was changed to After, and a station that opens as `opens` says. */
async function changed(opens: (name: string) => void) {
  const folder = await temporaryFolder()
  const file = join(folder.path, 'event.json')
  await writeFile(file, '{ "name": "Before" }')
  await changeEvent(folder.path, '{ "name": "After" }')
  const name = async () => JSON.parse(await readFile(file, 'utf8')).name as string
  const open = () =>
    openWithChange(
      folder.path,
      async () => {
        opens(await name())
        return { event: await name(), why: null as unknown }
      },
      (opened, why) => ({ ...opened, why }),
    )
  return { data: folder.path, name, open, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() }
}

test('what the station comes up with stays, and is not tried again', async () => {
  await using at = await changed(() => {})
  expect(await at.open()).toEqual({ event: 'After', why: null })
  await expect(readFile(join(at.data, 'event.before.json'))).rejects.toThrow('ENOENT')
})

test('settings with which it does not come up give way to those before, and it says why', async () => {
  const why = new Trouble('TEMPLATE_UNKNOWN')
  await using at = await changed(name => {
    if (name === 'After') throw why
  })
  expect(await at.open()).toEqual({ event: 'Before', why })
  expect(await at.open()).toEqual({ event: 'Before', why: null })
})

test('of two changes before a start, what was in force before the first comes back', async () => {
  await using at = await changed(name => {
    if (name !== 'Before') throw new Error('no')
  })
  await changeEvent(at.data, '{ "name": "Later" }')
  expect((await at.open()).event).toBe('Before')
})

test('where none comes up the settings were not to blame, and the new ones stay to be tried', async () => {
  let isBroken = true
  await using at = await changed(() => {
    if (isBroken) throw new Error('no room')
  })
  await expect(at.open()).rejects.toThrow('no room')
  expect(await at.name()).toBe('After')
  isBroken = false
  expect((await at.open()).event).toBe('After')
})

test('a port or folder that another has is not their fault either', async () => {
  await using at = await changed(name => {
    if (name === 'After') throw new Trouble('DATA_IN_USE') // the other has left by the next try
  })
  await expect(at.open()).rejects.toThrow('DATA_IN_USE')
  expect(await at.name()).toBe('After')
})

test('without an event.json the defaults come back', async () => {
  await using folder = await temporaryFolder()
  await changeEvent(folder.path, '{ "name": "After" }')
  let tries = 0
  const open = async () => {
    if (tries++ === 0) throw new Error('no')
  }
  await openWithChange(folder.path, open, opened => opened)
  expect(JSON.parse(await readFile(join(folder.path, 'event.json'), 'utf8'))).toEqual({})
})
