import { expect, test } from 'vitest'
import { lockFolder } from '../../../electron/store/open.ts'
import { on, yes } from '../../support/answers.ts'
import { runCli } from '../../support/cli.ts'
import { openErasable } from '../../support/erasable.ts'
import { temporaryFolder } from '../../support/station.ts'
import { tracesIn } from '../../support/traces.ts'

const ends = '2026-02-01T00:00:00.000Z'
const taken = '2026-01-01T00:00:00.000Z'

/** A folder with a photo that has expired, and one that stays and whose address has had its time. */
async function overdue() {
  const folder = await temporaryFolder()
  const at = openErasable(folder.path)
  const { id } = at.reserve({ at: taken, expires_at: ends })
  const { id: written } = at.reserve({ at: taken })
  const licence = { scope: 'write to me', channels: '', territory: 'worldwide', until: ends }
  at.ledger.answer(yes(written, { purpose: 'contact', licence, contact: 'sealed address' }), on(taken))
  return { ...at, id, written, [Symbol.asyncDispose]: folder[Symbol.asyncDispose] }
}

test('says beside the running station what will be erased, and erases nothing', async () => {
  await using at = await overdue()
  const lock = lockFolder(at.data)
  const { code, stdout } = await runCli('retention', '--data', at.data)
  lock.close()
  expect(stdout.trim().split('\n')).toEqual([
    'Photos whose time is over: 1',
    `  ${at.id}  taken ${taken}, its time was over ${ends}`,
    'Photos that stay, but whose addresses have had their time: 1',
    `  ${at.written}  nobody may be written to since ${ends}`,
    'A running station erases them by itself, once a day. With --erase it is done now, while no station runs.',
  ])
  expect(code).toBe(0)
  expect(at.photos.all()).toHaveLength(2)
  at.close()
})

test('with --erase it says so first, does it, and says what was done', async () => {
  await using at = await overdue()
  at.close()
  const { code, stdout } = await runCli('retention', '--data', at.data, '--erase')
  expect(stdout.trim().split('\n')).toEqual([
    'Photos whose time is over: 1',
    expect.stringContaining(at.id),
    'Photos that stay, but whose addresses have had their time: 1',
    expect.stringContaining(at.written),
    'Photos erased, with all that was said about them: 1',
    'Photos that stay and whose addresses were erased: 1',
    expect.stringContaining('consent ledger'),
  ])
  expect(code).toBe(0)
  expect(await tracesIn(at.data, { id: at.id, address: 'sealed address' })).toEqual([])

  const again = await runCli('retention', '--data', at.data)
  expect(again.stdout).toMatch(/^Nothing has had its time: .*\n$/)
  expect(again.code).toBe(0)
})

test('with --erase the folder must be free', async () => {
  await using at = await overdue()
  const lock = lockFolder(at.data)
  const { code, stdout, stderr } = await runCli('retention', '--data', at.data, '--erase')
  lock.close()
  expect(code).toBe(2)
  expect(stdout).toBe('')
  expect(stderr).toContain('is used by a Groundswell that is running')
  expect(at.photos.all()).toHaveLength(2)
  at.close()
})

test.each([
  ['in the plan', []],
  ['with --erase', ['--erase']],
])('a clock that is behind is named, and nothing is erased: %s', async (_, more) => {
  await using at = await overdue()
  at.reserve({ at: '2999-01-01T00:00:00.000Z' })
  const { code, stdout } = await runCli('retention', '--data', at.data, ...more)
  expect(code).toBe(2)
  expect(stdout).toMatch(
    /^The clock says .* but something here is of 2999-01-01T00:00:00.000Z.*Set the clock\.\n$/,
  )
  expect(at.photos.all()).toHaveLength(3)
  at.close()
})

test.each([
  ['for the plan', []],
  ['with --erase', ['--erase']],
])('a folder without a database is told of, and stays empty: %s', async (_, more) => {
  await using folder = await temporaryFolder()
  const { code, stderr } = await runCli('retention', '--data', folder.path, ...more)
  expect(code).toBe(2)
  expect(stderr).toContain('There is no file')
  expect(await tracesIn(folder.path, { anything: 'sqlite' })).toEqual([])
})

test('something that still reads the database is named, as its file may hold bytes of what was erased', async () => {
  await using at = await overdue()
  at.store.exec('BEGIN')
  at.store.prepare('SELECT * FROM photos').all()
  const { code, stdout } = await runCli('retention', '--data', at.data, '--erase')
  expect(stdout).toContain('may still hold bytes')
  expect(code).toBe(1)
  at.store.exec('COMMIT')
  at.close()
})
