import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openExports } from '../../../electron/export/record.ts'
import { moment } from '../../../electron/system/time.ts'
import { withdrawal, yes } from '../../support/answers.ts'
import { runCli } from '../../support/cli.ts'
import { openKiosk } from '../../support/kiosk.ts'
import { kioskFolder } from '../../support/kiosk-folder.ts'
import { photo1080p } from '../../support/photo.ts'
import { startStation, temporaryFolder } from '../../support/station.ts'

const social = { purpose: 'social' } as const

describe('export', () => {
  test('writes what is allowed, says what was left out, and which earlier export has to be taken down', async () => {
    await using at = await kioskFolder()
    const [a, b] = [await at.take(), await at.take()]
    for (const id of [a, b]) at.ledger.answer(yes(id, social), moment())
    const first = await runCli('export', '--purpose', 'social', '--out', at.beside('one'), '--data', at.data)
    expect(first).toMatchObject({ code: 0, stderr: '' })
    expect(first.stdout).toMatch(/ 2 {2}in this export\n/)
    expect(first.stdout.trimEnd().endsWith(`It is in ${at.beside('one')}.`)).toBe(true)

    at.ledger.withdraw(withdrawal(b, 'social'), moment())
    const second = await runCli('export', '--purpose', 'social', '--out', at.beside('two'), '--data', at.data)
    const [record] = openExports(at.store, at.ledger).exportsOf(b)
    expect(second.stdout).toMatch(/ 2 {2}photos in all\n +1 {2}in this export\n/)
    expect(second.stdout).toMatch(/ 1 {2}left out: the yes was taken back\n/)
    expect(second.stdout).toContain(`${record!.id}, social,`)
    expect(second.stdout).toContain(`photo ${b}`)
    expect(second.stdout).toContain(readFileSync(join(at.beside('two'), 'summary.txt'), 'utf8'))
    expect(readdirSync(join(at.beside('two'), 'photos'))).toEqual([`${a}.jpg`])
  })

  test('refuses a ledger that does not hold, and writes nothing', async () => {
    await using at = await kioskFolder()
    at.ledger.answer(yes(await at.take(), social), moment())
    at.store.exec("DROP TRIGGER ledger_no_update; UPDATE ledger SET at = '2020-01-01T00:00:00.000Z'")
    const out = at.beside('out')
    const outcome = await runCli('export', '--purpose', 'social', '--out', out, '--data', at.data)
    expect(outcome).toMatchObject({ code: 2, stdout: '' })
    expect(outcome.stderr).toContain('The consent ledger does not hold at entry 1 (changed)')
    expect(readdirSync(at.beside('.'))).toEqual(['data'])
  })

  test('may run beside the station, which goes on taking photos', async () => {
    await using folder = await temporaryFolder()
    const data = join(folder.path, 'data')
    const station = await startStation({ data })
    try {
      const kiosk = await openKiosk(station.ready)
      const { id, link } = await kiosk.shutter()
      await kiosk.send(id, photo1080p)
      await fetch(`${link}/ready`)
      const given = {
        given: [...social.purpose.split(' ')] as ['social'],
        people: 1,
        agreed: 1,
        children: false,
      }
      await kiosk.call('consent.answer', given)
      const out = join(folder.path, 'out')
      const outcome = await runCli('export', '--purpose', 'social', '--out', out, '--data', data)
      expect(outcome).toMatchObject({ code: 0, stderr: '' })
      expect(readdirSync(join(out, 'photos'))).toEqual([`${id}.jpg`])
      expect((await kiosk.shutter()).id).not.toBe(id)
      kiosk.close()
    } finally {
      await station.stop()
    }
  })

  test('names a folder that is not empty, and one that cannot be written', async () => {
    await using at = await kioskFolder()
    mkdirSync(at.beside('full'))
    writeFileSync(join(at.beside('full'), 'mine.txt'), 'mine')
    const full = await runCli('export', '--purpose', 'social', '--out', at.beside('full'), '--data', at.data)
    expect(full).toMatchObject({ code: 2, stdout: '' })
    expect(full.stderr).toContain(`The folder ${at.beside('full')} is not empty`)
    const file = join(at.beside('full'), 'mine.txt')
    const no = await runCli('export', '--purpose', 'social', '--out', file, '--data', at.data)
    expect(no).toMatchObject({ code: 2, stdout: '' })
    expect(no.stderr).toContain(`${file} cannot be written (ENOTDIR)`)
  })

  test.each([
    [['export'], 'Expected export --purpose PURPOSE --out FOLDER, but nothing came.'],
    [['export', '--purpose', 'social'], 'Expected export --purpose PURPOSE --out FOLDER'],
    [
      ['export', '--purpose', 'scocial', '--out', '/x'],
      'Expected a purpose (screens, social, site, ads, contact), but "scocial" came. Did you mean "social"?',
    ],
    [['export', '--purpose', 'ads', '--out', '/x', '--data', '/nowhere'], 'There is no file /nowhere/'],
  ])('%j says what was meant', async (args, words) => {
    const outcome = await runCli(...args)
    expect(outcome).toMatchObject({ code: 2, stdout: '' })
    expect(outcome.stderr).toContain(words)
  })
})
