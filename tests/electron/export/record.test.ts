import { expect, test } from 'vitest'
import { openExports } from '../../../electron/export/record.ts'
import { on, withdrawal, yes } from '../../support/answers.ts'
import { kioskFolder } from '../../support/kiosk-folder.ts'

const now = Date.parse('2026-11-24T12:00Z')
const first = { id: 'first', purpose: 'screens', ...on('2026-11-22') } as const
const second = { id: 'second', purpose: 'social', ...on('2026-11-23') } as const

/** Two photos: `a` is in both exports, `b` in the first alone. */
async function exported() {
  const at = await kioskFolder()
  const exports = openExports(at.store, at.ledger)
  const [a, b] = [await at.take({ stage: 'reserved' }), await at.take({ stage: 'reserved' })]
  for (const id of [a, b])
    for (const purpose of ['screens', 'social'] as const)
      at.ledger.answer(yes(id, { purpose }), on('2026-11-21'))
  exports.recordExport(first, [a, b])
  exports.recordExport(second, [a])
  return { ...at, exports, a, b }
}

test('which exports hold a photo is known, oldest first', async () => {
  await using at = await exported()
  expect(at.exports.exportsOf(at.a)).toEqual([first, second])
  expect(at.exports.exportsOf(at.b)).toEqual([first])
  expect(at.exports.exportsOf('c')).toEqual([])
})

test('it is known when the photo is gone, and nothing here leads from an export to the photo', async () => {
  await using at = await exported()
  at.photos.beginErasing(at.a, 'asked')
  at.store.transaction(() => {
    at.photos.remove(at.a)
    at.ledger.erase(at.a, 'asked', on('2026-11-24'))
  })()
  expect(at.exports.exportsOf(at.a)).toEqual([first, second])
  expect(JSON.stringify(at.store.prepare('SELECT * FROM exported').all())).not.toContain(at.a)
})

test('as long as everything is allowed, nothing has to be taken down', async () => {
  await using at = await exported()
  expect(at.exports.outdated(at.photos, at.gate, now)).toEqual([])
})

test('what was taken back has to be taken down from the exports for that purpose alone', async () => {
  await using at = await exported()
  at.ledger.withdraw(withdrawal(at.a, 'social'), on('2026-11-24'))
  const photo = { subject: at.ledger.subject(at.a), id: at.a }
  expect(at.exports.outdated(at.photos, at.gate, now)).toEqual([{ ...second, count: 1, photos: [photo] }])
})

test('what is erased here has to be taken down everywhere, by its subject', async () => {
  await using at = await exported()
  at.photos.beginErasing(at.a, 'asked')
  const photo = { subject: at.ledger.subject(at.a), id: null }
  expect(at.exports.outdated(at.photos, at.gate, now)).toEqual([
    { ...first, count: 2, photos: [photo] },
    { ...second, count: 1, photos: [photo] },
  ])
})

test('what is allowed no longer because its time is over has to be taken down', async () => {
  await using at = await exported()
  const outdated = at.exports.outdated(at.photos, at.gate, Date.parse('3000-01-01'))
  expect(outdated.map(({ id, photos }) => [id, photos.length])).toEqual([
    ['first', 2],
    ['second', 1],
  ])
})

test('an export is recorded with all its photos, or not at all', async () => {
  await using at = await exported()
  expect(() => at.exports.recordExport({ ...first, id: 'third' }, [at.a, at.a])).toThrow('UNIQUE')
  expect(at.exports.exportsOf(at.a)).toEqual([first, second])
})
