import { expect, test } from 'vitest'
import { clockError } from '../../../electron/sync/clock-error.ts'
import { openStorage, rememberStorage } from '../../../electron/sync/storage.ts'
import { kioskFolder } from '../../support/kiosk-folder.ts'

const now = Date.parse('2036-11-22T12:00:00Z')
const years = 10 * 365 * 86_400_000

async function saying(clockOffset: number | null, at = now) {
  const kiosk = await kioskFolder()
  rememberStorage(kiosk.store, 'folder /storage')
  const rest = { target: '', problem: null, workedAt: null, twin: null, isLedgerWhole: true, failing: [] }
  openStorage(kiosk.store).report({ ...rest, at: new Date(at).toISOString(), clockOffset })
  return kiosk
}

test('a clock that is years ahead is known by the storage, and what it would erase stays', async () => {
  await using kiosk = await saying(-years)
  expect(clockError(kiosk.store, now)).toBe(-years)
})

test.each([
  ['a few seconds', -5_000, now],
  ['a clock that is said to be ahead of ours', years, now],
  ['nothing that the storage has said', null, now],
  ['what it said before the clock was set', -years, now - 2 * 3_600_000],
])('%s changes nothing', async (_, offset, at) => {
  await using kiosk = await saying(offset, at)
  expect(clockError(kiosk.store, now)).toBe(0)
})

test('neither does a kiosk without a storage', async () => {
  await using kiosk = await kioskFolder()
  expect(clockError(kiosk.store, now)).toBe(0)
})
