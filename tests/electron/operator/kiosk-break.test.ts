import { expect, test, vi } from 'vitest'
import { openKioskBreak } from '../../../electron/operator/kiosk-break.ts'
import { temporaryFolder } from '../../support/station.ts'

test('a break outlives the station, and so does its end', async () => {
  await using folder = await temporaryFolder()
  const open = () => openKioskBreak(folder.path, () => {})
  expect(open().isOn).toBe(false)
  await open().set(true)
  expect(open().isOn).toBe(true)
  await open().set(false)
  expect(open().isOn).toBe(false)
})

test('each begin and end is told once', async () => {
  await using folder = await temporaryFolder()
  const onChange = vi.fn()
  const kioskBreak = openKioskBreak(folder.path, onChange)
  for (const isOn of [true, true, false, false]) await kioskBreak.set(isOn)
  expect(onChange.mock.calls).toEqual([[true], [false]])
})
