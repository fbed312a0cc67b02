import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { makeKeys, sealTo } from '../../../electron/consent/seal.ts'
import { readCsv } from '../../../electron/system/csv.ts'
import { moment } from '../../../electron/system/time.ts'
import { yes } from '../../support/answers.ts'
import { runCli } from '../../support/cli.ts'
import { kioskFolder } from '../../support/kiosk-folder.ts'

const addresses = ['ada@example.org', '=cmd|calc!A0@example.org']

/** An export with the two addresses, and the key to them in a file. */
async function exported() {
  const at = await kioskFolder()
  const { publicKey, privateKey } = await makeKeys()
  for (const address of addresses) {
    const contact = await sealTo(publicKey, address)
    at.ledger.answer(yes(await at.take({ stage: 'reserved' }), { purpose: 'contact', contact }), moment())
  }
  const out = at.beside('out')
  const { code } = await runCli('export', '--purpose', 'contact', '--out', out, '--data', at.data)
  expect(code).toBe(0)
  const key = at.beside('key.txt')
  writeFileSync(key, `# created: today\n# public key: ${publicKey}\n${privateKey}\n`)
  return { ...at, out, key, publicKey }
}

describe('contacts open', () => {
  test.each(['manifest.csv', 'manifest.jsonl'])('opens the sealed addresses of %s beside it', async name => {
    await using at = await exported()
    const { code, stdout, stderr } = await runCli('contacts', 'open', '--key', at.key, join(at.out, name))
    const file = join(at.out, 'manifest-opened.csv')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toContain(`Addresses: 2, in ${file}.`)
    const [header, ...rows] = readCsv(readFileSync(file, 'utf8'))
    expect(header!.slice(0, 3)).toEqual(['address', 'id', 'subject'])
    expect(header).not.toContain('sealed_address')
    expect(rows.map(([address]) => address)).toEqual(addresses)
    expect(rows.map(row => row[1])).toEqual(at.photos.all().map(({ id }) => id))
  })

  test('prints no address, and runs none as a formula', async () => {
    await using at = await exported()
    const { stdout } = await runCli('contacts', 'open', '--key', at.key, join(at.out, 'manifest.csv'))
    expect(stdout).not.toContain('example.org')
    const text = readFileSync(join(at.out, 'manifest-opened.csv'), 'utf8')
    expect(text).toContain("\n'=cmd|calc!A0@example.org,")
  })

  test.skipIf(process.platform === 'win32')('lets nobody else on the machine read them', async () => {
    await using at = await exported()
    await runCli('contacts', 'open', '--key', at.key, join(at.out, 'manifest.csv'))
    expect(statSync(join(at.out, 'manifest-opened.csv')).mode & 0o777).toBe(0o600)
  })

  test('opens what a spreadsheet saved anew, with semicolons', async () => {
    await using at = await exported()
    const rows = readCsv(readFileSync(join(at.out, 'manifest.csv'), 'utf8'))
    const again = rows.map(row => row.map(cell => `"${cell.replaceAll('"', '""')}"`).join(';')).join('\r\n')
    writeFileSync(join(at.out, 'again.csv'), again)
    const { code } = await runCli('contacts', 'open', '--key', at.key, join(at.out, 'again.csv'))
    expect(code).toBe(0)
    const [, ...lines] = readCsv(readFileSync(join(at.out, 'again-opened.csv'), 'utf8'))
    expect(lines.map(([address]) => address)).toEqual(addresses)
  })

  test('opens the rest when one was sealed to another key, and says how many it did not', async () => {
    await using at = await exported()
    const other = await sealTo((await makeKeys()).publicKey, 'eve@example.org')
    const line = `${JSON.stringify({ id: 'other', sealed_address: other })}\n`
    const file = join(at.out, 'manifest.jsonl')
    writeFileSync(file, readFileSync(file, 'utf8') + line)
    const { code, stdout } = await runCli('contacts', 'open', '--key', at.key, file)
    expect(stdout).toContain('Addresses: 2, in ')
    expect(stdout).toContain('Not opened by this key: 1.')
    expect(code).toBe(2)
  })

  test('writes nothing with another key, or with a file that is no key', async () => {
    await using at = await exported()
    const cases = {
      [(await makeKeys()).privateKey]: 'This private key does not open it',
      [at.publicKey]: 'Expected a private key (AGE-SECRET-KEY-1…), but a public key came',
    }
    for (const [text, words] of Object.entries(cases)) {
      writeFileSync(at.beside('other.txt'), text)
      const args = ['--key', at.beside('other.txt'), join(at.out, 'manifest.csv')]
      const outcome = await runCli('contacts', 'open', ...args)
      expect(outcome).toMatchObject({ code: 2, stdout: '' })
      expect(outcome.stderr).toContain(words)
    }
    expect(existsSync(join(at.out, 'manifest-opened.csv'))).toBe(false)
  })

  test.each([
    ['id,name\r\na,b\r\n', 'but no sealed_address came'],
    ['a,"b', 'a quote in row 1 has no other half'],
    ['{"id":"a"}', 'but no sealed_address came'],
    ['{"id":', 'but another text came'],
    ['', 'but no sealed_address came'],
  ])('says what a manifest is, when %j comes', async (text, words) => {
    await using at = await kioskFolder()
    const { privateKey } = await makeKeys()
    writeFileSync(at.beside('key.txt'), privateKey)
    writeFileSync(at.beside('manifest.csv'), text)
    const args = ['--key', at.beside('key.txt'), at.beside('manifest.csv')]
    const outcome = await runCli('contacts', 'open', ...args)
    expect(outcome).toMatchObject({ code: 2, stdout: '' })
    expect(outcome.stderr).toContain('expected the manifest of `groundswell export --purpose contact`')
    expect(outcome.stderr).toContain(words)
  })

  test.each([
    [['contacts'], 'Expected a command. Commands: contacts open.'],
    [['contacts', 'open', 'manifest.csv'], 'Expected contacts open --key FILE MANIFEST'],
    [['contacts', 'open', '--key', '/nowhere', 'manifest.csv'], 'There is no file /nowhere'],
  ])('%j says what was meant', async (args, words) => {
    const outcome = await runCli(...args)
    expect(outcome).toMatchObject({ code: 2, stdout: '' })
    expect(outcome.stderr).toContain(words)
  })
})
