import { writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { sha256 } from '../../../electron/system/files.ts'
import { no, on, withdrawal, yes } from '../../support/answers.ts'
import { runCli } from '../../support/cli.ts'
import { type KioskFolder, kioskFolder } from '../../support/kiosk-folder.ts'

/** Four entries over three days. */
async function withEntries() {
  const at = await kioskFolder()
  const id = await at.take({ stage: 'reserved' })
  at.ledger.answer(yes(id), on('2026-11-20T10:00Z'))
  at.ledger.answer(no(id, { purpose: 'ads' }), on('2026-11-20T11:00Z'))
  at.ledger.withdraw(withdrawal(id, 'screens'), on('2026-11-21T10:00Z'))
  at.ledger.answer(yes(id), on('2026-11-22T10:00Z'))
  return { ...at, id }
}

/** Writes the second entry anew, and every hash from there on, as somebody would who has the database in hand. */
function rewrite({ store }: KioskFolder): void {
  store.exec("DROP TRIGGER ledger_no_update; UPDATE ledger SET at = '2026-11-19T00:00:00.000Z' WHERE seq = 2")
  const rows = store.prepare<[], Record<string, unknown>>('SELECT * FROM ledger ORDER BY seq').all()
  let previous: unknown = '0'.repeat(64)
  for (const { seq, subject, kind, reason, at, offset, digest } of rows) {
    previous = sha256(JSON.stringify([previous, seq, subject, kind, reason, at, offset, digest]))
    store.prepare('UPDATE ledger SET hash = ? WHERE seq = ?').run(previous, seq)
  }
}

describe('ledger verify', () => {
  test('says that it is whole, how many entries it has, and where it ends', async () => {
    await using at = await withEntries()
    const { code, stdout } = await runCli('ledger', 'verify', '--data', at.data)
    expect(stdout.trim().split('\n')).toEqual([
      'Entries: 4, 0 of them erased with their photo',
      `Head: entry 4, ${at.ledger.head().hash}`,
      'The ledger is whole.',
    ])
    expect(code).toBe(0)
  })

  test('counts what was erased with its photo', async () => {
    await using at = await withEntries()
    at.ledger.erase(at.id, 'asked', on('2026-11-23'))
    const { code, stdout } = await runCli('ledger', 'verify', '--data', at.data)
    expect(stdout).toContain('Entries: 5, 4 of them erased with their photo')
    expect(code).toBe(0)
  })

  test.each([
    [
      "DROP TRIGGER ledger_no_update; UPDATE ledger SET at = '2020' WHERE seq = 2",
      2,
      'not what its hash says',
    ],
    [
      "DROP TRIGGER statements_no_update; UPDATE statements SET body = replace(body, 'Lumen', 'lumen')",
      1,
      'what was said',
    ],
    ["DROP TRIGGER wordings_no_update; UPDATE wordings SET text = 'Yes!'", 1, 'the words that were shown'],
  ])('names the first entry that does not hold, and why: %s', async (change, seq, why) => {
    await using at = await withEntries()
    at.store.exec(change)
    const { code, stdout, stderr } = await runCli('ledger', 'verify', '--data', at.data)
    expect(stdout).toContain(`The ledger does not hold at entry ${seq}: `)
    expect(stdout).toContain(why)
    expect(stdout).not.toContain('The ledger is whole')
    expect({ code, stderr }).toEqual({ code: 2, stderr: '' })
  })

  test('with heads that were kept elsewhere says that it is the ledger that it was', async () => {
    await using at = await withEntries()
    const file = at.beside('heads.jsonl')
    writeFileSync(file, (await runCli('ledger', 'heads', '--data', at.data)).stdout)
    at.ledger.answer(no(at.id), on('2026-11-23'))
    const { code, stdout } = await runCli('ledger', 'verify', '--data', at.data, '--heads', file)
    expect(stdout).toContain('Compared with 3 heads that were kept elsewhere.')
    expect(stdout).toContain('The ledger is whole.')
    expect(code).toBe(0)
  })

  test('with such heads finds a ledger that was written anew with the right hashes, or cut off', async () => {
    await using at = await withEntries()
    const file = at.beside('heads.jsonl')
    const { stdout: heads } = await runCli('ledger', 'heads', '--data', at.data)
    // Of another station too, as somebody keeps them who has several kiosks.
    const other = JSON.stringify({ station: 'other', seq: 1, hash: '0'.repeat(64), at: null })
    writeFileSync(file, `${other}\n\n${heads}`)
    rewrite(at)
    expect((await runCli('ledger', 'verify', '--data', at.data)).code).toBe(0)
    const { code, stdout } = await runCli('ledger', 'verify', '--data', at.data, '--heads', file)
    expect(stdout).toContain(
      'The ledger does not hold at entry 2: a head that was kept elsewhere is not in the chain.',
    )
    expect(code).toBe(2)
  })

  test('says what a file of heads is, when it comes with another', async () => {
    await using at = await withEntries()
    const cases = {
      'not json': `${at.beside('heads')}, line 1: expected the JSON lines of \`groundswell ledger heads\``,
      [JSON.stringify({
        station: 'other',
        seq: 1,
        hash: '0'.repeat(64),
        at: null,
      })]: `expected heads of the station ${at.ledger.station}, but other came`,
      '': `expected heads of the station ${at.ledger.station}, but none came`,
    }
    for (const [text, words] of Object.entries(cases)) {
      writeFileSync(at.beside('heads'), text)
      const outcome = await runCli('ledger', 'verify', '--data', at.data, '--heads', at.beside('heads'))
      expect(outcome).toMatchObject({ code: 2, stdout: '' })
      expect(outcome.stderr).toContain(words)
    }
  })
})

test('ledger heads prints the last head of each day, as JSON lines that name the station', async () => {
  await using at = await withEntries()
  const { code, stdout } = await runCli('ledger', 'heads', '--data', at.data)
  const lines = stdout.trim().split('\n')
  const { station } = at.ledger
  expect(lines.map(line => JSON.parse(line))).toEqual(at.ledger.heads().map(head => ({ station, ...head })))
  expect(lines).toHaveLength(3)
  expect(code).toBe(0)
})

test('neither writes anything, and both run beside the station', async () => {
  await using at = await withEntries()
  const before = at.store.prepare('SELECT * FROM ledger').all()
  await runCli('ledger', 'verify', '--data', at.data)
  await runCli('ledger', 'heads', '--data', at.data)
  expect(at.store.prepare('SELECT * FROM ledger').all()).toEqual(before)
})

test.each([
  [['ledger'], 'Expected a command. Commands: ledger heads, ledger verify.'],
  [['ledger', 'verfiy'], 'There is no command "ledger verfiy". Did you mean "ledger verify"?'],
  [['ledger', 'verify', '--data', '/nowhere'], 'There is no file /nowhere/groundswell.sqlite'],
])('%j says what was meant', async (args, words) => {
  const outcome = await runCli(...args)
  expect(outcome).toMatchObject({ code: 2, stdout: '' })
  expect(outcome.stderr).toContain(words)
})
