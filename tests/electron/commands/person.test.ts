import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openExports } from '../../../electron/export/record.ts'
import { lockFolder } from '../../../electron/store/open.ts'
import { moment } from '../../../electron/system/time.ts'
import { no, yes } from '../../support/answers.ts'
import { runCli } from '../../support/cli.ts'
import { type KioskFolder, kioskFolder } from '../../support/kiosk-folder.ts'
import { tracesIn } from '../../support/traces.ts'

const guardian = { name: 'Ada Byron', relation: 'mother', signature: 'M0 0L9 9' }

/** A photo with the code ABC234 and yeses to `screens`, `social` and `contact`, in an export for `social`; and another. */
async function visited(language = 'en') {
  const at = await kioskFolder({ brand: 'Lumen' })
  const id = await at.take({ code: 'ABC234', language })
  const other = await at.take({ code: 'XYZ789' })
  for (const photo of [id, other])
    for (const purpose of ['screens', 'social'] as const)
      at.ledger.answer(yes(photo, { purpose, children: true, guardian }), moment())
  at.ledger.answer(yes(id, { purpose: 'contact', contact: 'sealed for Lumen' }), moment())
  at.ledger.answer(no(id, { purpose: 'ads' }), moment())
  const record = { id: 'the-export', purpose: 'social', ...moment() } as const
  openExports(at.store, at.ledger).recordExport(record, [id])
  return { ...at, id, other, record }
}

const allowedIn = ({ gate }: KioskFolder, id: string) =>
  (['screens', 'social', 'contact'] as const).filter(purpose => gate.allowed(id, purpose, Date.now()))

const person = (...args: string[]) => runCli('person', ...args)

describe('person export', () => {
  test('gives everything that is here about a photo, readable and for programs', async () => {
    await using at = await visited()
    const out = at.beside('out')
    const { code, stdout } = await person('export', '--code', 'ABC234', '--out', out, '--data', at.data)
    expect(code).toBe(0)
    expect(stdout).toBe(`Everything about the photo ABC234 is in ${out}.\n`)
    const read = (name: string) => readFileSync(join(out, name))
    const photo = at.photos.find(at.id)!
    expect(readdirSync(out).toSorted()).toEqual([
      ...['entries.json', 'exports.json', 'original.jpg', 'photo.jpg'],
      ...['photo.json', 'receipt.json', 'receipt.txt'],
    ])
    expect(read('original.jpg').equals(readFileSync(join(at.data, photo.original_file!)))).toBe(true)
    expect(read('photo.jpg').equals(readFileSync(join(at.data, photo.framed_file!)))).toBe(true)
    expect(JSON.parse(String(read('photo.json')))).toEqual(photo)
    const { station, ...said } = JSON.parse(String(read('entries.json')))
    expect(station).toBe(at.ledger.station)
    expect(said).toEqual({ entries: at.ledger.entriesOf(at.id), contacts: at.ledger.contactsOf(at.id) })
    expect(JSON.stringify(said)).toContain('Ada Byron')
    expect(JSON.parse(String(read('exports.json')))).toEqual([at.record])
    expect(String(read('receipt.txt'))).toContain('What you allowed Lumen')
    expect(JSON.parse(String(read('receipt.json')))).toMatchObject({ '@type': 'dpv:ConsentReceipt' })
    for (const name of readdirSync(out)) expect(read(name).includes(at.other)).toBe(false)
  })

  test.each(['abc234', 'ABC-234', ' a b c 2 3 4 ', 'abc–234'])(
    'finds the photo of the code %j',
    async code => {
      await using at = await visited()
      expect(
        await person('export', '--code', code, '--out', at.beside('out'), '--data', at.data),
      ).toMatchObject({
        code: 0,
      })
    },
  )

  test('gives what there is of a photo that has no picture yet, or has lost one', async () => {
    await using at = await visited()
    await at.take({ code: 'NEW234', stage: 'reserved' })
    rmSync(join(at.data, at.photos.find(at.id)!.framed_file!))
    for (const [code, pictures] of [
      ['NEW234', []],
      ['ABC234', ['original.jpg']],
    ] as const) {
      const out = at.beside(code)
      expect(await person('export', '--code', code, '--out', out, '--data', at.data)).toMatchObject({
        code: 0,
      })
      expect(readdirSync(out).filter(name => name.endsWith('.jpg'))).toEqual(pictures)
    }
  })

  test('writes into no folder that has something in it', async () => {
    await using at = await visited()
    mkdirSync(at.beside('out'))
    writeFileSync(join(at.beside('out'), 'mine.txt'), 'mine')
    const outcome = await person('export', '--code', 'ABC234', '--out', at.beside('out'), '--data', at.data)
    expect(outcome).toMatchObject({ code: 2, stdout: '' })
    expect(outcome.stderr).toContain('is not empty')
    expect(readdirSync(at.beside('out'))).toEqual(['mine.txt'])
  })
})

describe('person withdraw', () => {
  test('takes one purpose back for staff, and says which exports hold the photo', async () => {
    await using at = await visited()
    const args = ['--code', 'abc 234', '--purpose', 'social', '--data', at.data]
    const { code, stdout } = await person('withdraw', ...args)
    expect(code).toBe(0)
    expect(stdout).toMatch(
      /^Taken back: social\.\nTake it down there too: export the-export for social of .*\n$/,
    )
    expect(allowedIn(at, at.id)).toEqual(['screens', 'contact'])
    expect(at.ledger.entriesOf(at.id).at(-1)).toMatchObject({
      kind: 'withdrawal',
      said: { purpose: 'social', way: 'staff' },
    })
    expect(allowedIn(at, at.other)).toEqual(['screens', 'social'])
  })

  test('without a purpose takes back whatever stands, the addresses included', async () => {
    await using at = await visited()
    const { stdout } = await person('withdraw', '--code', 'ABC234', '--data', at.data)
    expect(stdout).toContain('Taken back: screens, social, contact.')
    expect(allowedIn(at, at.id)).toEqual([])
    expect(at.ledger.contactsOf(at.id)).toEqual([])
    const again = await person('withdraw', '--code', 'ABC234', '--data', at.data)
    expect(again).toMatchObject({ code: 0, stdout: 'Nothing stood, so nothing was taken back.\n' })
  })

  test('runs beside the station, and while the ledger does not hold', async () => {
    await using at = await visited()
    const lock = lockFolder(at.data)
    at.store.exec("DROP TRIGGER wordings_no_update; UPDATE wordings SET text = 'Yes!'")
    const { code, stdout } = await person('withdraw', '--code', 'ABC234', '--data', at.data)
    lock.close()
    expect(code).toBe(0)
    expect(stdout).toContain('Taken back: screens, social, contact.')
    expect(allowedIn(at, at.id)).toEqual([])
  })
})

describe('person erase', () => {
  test('erases the photo and all that was said about it, and nothing of another', async () => {
    await using at = await visited()
    const { token, original_sha256, framed_sha256 } = at.photos.find(at.id)!
    const marks = { id: at.id, token, code: 'ABC234', address: 'sealed for Lumen' }
    const hashes = { original: original_sha256!, framed: framed_sha256! }
    at.store.close()
    const out = at.beside('certificate.txt')
    const { code } = await person('erase', '--code', 'abc-234', '--data', at.data, '--out', out)
    expect(code).toBe(0)
    expect(await tracesIn(at.data, { ...marks, ...hashes })).toEqual([])
    expect(await tracesIn(at.data, { other: at.other, guardian: 'Ada Byron' })).toEqual(['other', 'guardian'])
    const verified = await runCli('ledger', 'verify', '--data', at.data)
    expect(verified).toMatchObject({ code: 0 })
    expect(verified.stdout).toContain('Entries: 7, 4 of them erased')
  })

  test('says that the photo may lie at the storage for a while, when it was sent there', async () => {
    await using at = await visited()
    at.store
      .prepare(`
        INSERT INTO objects (target, key, photo, state, type, sha256, bytes, changed_at)
        VALUES ('folder /storage', 'v1/media', ?, 'there', 'image/jpeg', 'x', 1, 1)`)
      .run(at.id)
    at.store.close()
    const out = at.beside('certificate.txt')
    const { stdout } = await person('erase', '--code', 'ABC234', '--data', at.data, '--out', out)
    expect(stdout).toContain('until this kiosk has reached it again')
  })

  test('prints and writes a certificate of what went, what stays and what it cannot reach', async () => {
    await using at = await visited()
    const subject = at.ledger.subject(at.id)
    at.store.close()
    const out = at.beside('certificate.txt')
    const { stdout } = await person('erase', '--code', 'ABC234', '--data', at.data, '--out', out)
    const text = readFileSync(out, 'utf8')
    expect(stdout).toBe(`${text}\nThe certificate is in ${out}.\n`)
    const { stdout: head } = await runCli('ledger', 'heads', '--data', at.data)
    for (const part of [
      'Certificate of erasure',
      'Code of the photo: ABC234',
      /Erased on .* \(UTC[+-]\d\d:\d\d\)/,
      '(2 files)',
      '(4 answers and withdrawals)',
      'sealed addresses (1)',
      subject,
      `at entry 7 of station ${at.ledger.station}: ${JSON.parse(head.trim()).hash}`,
      'copies that somebody saved, sent or posted',
      'prints',
      'backups',
      /export the-export for social of .*: Lumen has to delete it there/,
    ])
      expect(text).toMatch(part)
    expect(text).not.toMatch(/\{\w+\}/)
  })

  test('writes the certificate in the language of the visit, beside whoever asks, when no file is named', async () => {
    await using at = await visited('de')
    at.store.close()
    const file = join(process.cwd(), 'erasure-ABC234.txt')
    try {
      const { stdout } = await person('erase', '--code', 'ABC234', '--data', at.data)
      expect(stdout).toContain(`The certificate is in ${file}.`)
      expect(readFileSync(file, 'utf8')).toContain('Bescheinigung der Löschung')
      expect(readFileSync(file, 'utf8')).not.toMatch(/\{\w+\}/)
    } finally {
      rmSync(file, { force: true })
    }
  })

  test('replaces no certificate, and then erases nothing', async () => {
    await using at = await visited()
    writeFileSync(at.beside('mine.txt'), 'mine')
    const args = ['--code', 'ABC234', '--data', at.data, '--out', at.beside('mine.txt')]
    const outcome = await person('erase', ...args)
    expect(outcome).toMatchObject({ code: 2, stdout: '' })
    expect(outcome.stderr).toContain('cannot be written (EEXIST)')
    expect(at.photos.find(at.id)).toBeDefined()
    expect(existsSync(join(at.data, at.photos.find(at.id)!.framed_file!))).toBe(true)
  })

  test('waits for no station: the folder has to be free', async () => {
    await using at = await visited()
    const lock = lockFolder(at.data)
    const outcome = await person('erase', '--code', 'ABC234', '--data', at.data, '--out', at.beside('c.txt'))
    lock.close()
    expect(outcome).toMatchObject({ code: 2, stdout: '' })
    expect(outcome.stderr).toContain('is used by a Groundswell that is running')
    expect(at.photos.find(at.id)).toBeDefined()
  })
})

test.each(['export', 'withdraw', 'erase'])('person %s says that there is no such code', async command => {
  await using at = await visited()
  const out = command === 'withdraw' ? [] : ['--out', at.beside('out')]
  for (const code of ['ABC235', "' OR 1=1 --"]) {
    const outcome = await person(command, '--code', code, '--data', at.data, ...out)
    expect(outcome).toMatchObject({ code: 2, stdout: '' })
    expect(outcome.stderr).toContain(`No photo here has the code "${code}"`)
  }
  expect(readdirSync(at.beside('.'))).toEqual(['data'])
})

test.each([
  [['person'], 'Expected a command. Commands: person erase, person export, person withdraw.'],
  [['person', 'export', '--code', 'A'], 'Expected person export --code CODE --out FOLDER'],
  [['person', 'withdraw'], 'Expected person withdraw --code CODE'],
  [['person', 'erase'], 'Expected person erase --code CODE'],
  [['person', 'withdraw', '--code', 'A', '--purpose', 'adds'], 'Did you mean "ads"?'],
  [['person', 'erase', '--code', 'A', '--data', '/nowhere'], 'There is no file /nowhere/groundswell.sqlite'],
])('%j says what was meant', async (args, words) => {
  const outcome = await runCli(...args)
  expect(outcome).toMatchObject({ code: 2, stdout: '' })
  expect(outcome.stderr).toContain(words)
})
