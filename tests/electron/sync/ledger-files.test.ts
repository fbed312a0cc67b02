import { describe, expect, test } from 'vitest'
import { layoutFor } from '../../../electron/sync/layout.ts'
import { isLedgerFileDue, ledgerFileDone, nextLedgerFile } from '../../../electron/sync/ledger-files.ts'
import { rememberStorage } from '../../../electron/sync/storage.ts'
import { readChain } from '../../../electron/sync/verify.ts'
import { on, withdrawal, yes } from '../../support/answers.ts'
import { kioskFolder } from '../../support/kiosk-folder.ts'

const layout = layoutFor('hall-a')
const noon = Date.parse('2026-11-22T12:00:00Z')

async function folder() {
  const kiosk = await kioskFolder()
  rememberStorage(kiosk.store, 'folder /storage')
  return kiosk
}

describe('the ledger in files', () => {
  test('has every entry once, without a word of what was said', async () => {
    await using kiosk = await folder()
    const { store, ledger } = kiosk
    const id = await kiosk.take()
    ledger.answer(
      yes(id, { guardian: { name: 'Kim', relation: 'mother', signature: 'M0 0' } }),
      on('2026-11-22'),
    )
    const first = nextLedgerFile(store, layout)!
    ledgerFileDone(store, first.to)
    ledger.withdraw(withdrawal(id), on('2026-11-22'))
    const second = nextLedgerFile(store, layout)!
    ledgerFileDone(store, second.to)
    expect(nextLedgerFile(store, layout)).toBeNull()
    expect([first, second].flatMap(({ bytes }) => readChain(bytes)).map(({ seq }) => seq)).toEqual([1, 2])
    expect(first.bytes.includes('Kim')).toBe(false)
    expect(first.bytes.includes(id)).toBe(false)
  })

  test('is the same file until it is there, though more is said meanwhile', async () => {
    await using kiosk = await folder()
    const id = await kiosk.take()
    kiosk.ledger.answer(yes(id), on('2026-11-22'))
    const first = nextLedgerFile(kiosk.store, layout)
    kiosk.ledger.withdraw(withdrawal(id), on('2026-11-22'))
    expect(nextLedgerFile(kiosk.store, layout)).toEqual(first)
  })

  test('waits a while for others, unless all has to go or the clock was set', async () => {
    await using kiosk = await folder()
    kiosk.ledger.answer(yes(await kiosk.take()), { at: new Date(noon).toISOString(), offset: 0 })
    const due = (now: number, flush = false) => isLedgerFileDue(kiosk.store, now, flush)
    expect([due(noon + 60_000), due(noon + 5 * 60_000), due(noon + 60_000, true)]).toEqual([
      false,
      true,
      true,
    ])
    expect(due(noon - 3_600_000)).toBe(true)
  })
})
