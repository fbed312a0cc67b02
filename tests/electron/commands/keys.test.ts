import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import jsqr from 'jsqr'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { openSealed, sealTo } from '../../../electron/consent/seal.ts'
import { runCli } from '../../support/cli.ts'
import { temporaryFolder } from '../../support/station.ts'

const keyName = 'groundswell-private-key.txt'
const sheetName = 'recovery-sheet.html'

/** Runs `keys new` into `out` and gives what it made. */
async function newKeys(out: string, ...flags: string[]) {
  const outcome = await runCli('keys', 'new', '--out', out, ...flags)
  expect(outcome).toMatchObject({ code: 0, stderr: '' })
  const file = readFileSync(join(out, keyName), 'utf8')
  const sheet = readFileSync(join(out, sheetName), 'utf8')
  const publicKey = outcome.stdout.split('\n')[0]!
  return { stdout: outcome.stdout, file, sheet, publicKey, privateKey: file.trim().split('\n').at(-1)! }
}

/** What a person reads on the sheet. */
const wordsOf = (sheet: string) =>
  sheet
    .replace(/<(head|svg)\b.*?<\/\1>/gs, '')
    .replace(/<[^>]+>/g, '')
    .replace(/\s+/g, ' ')

describe('keys new', () => {
  test('makes a pair of keys that belong together, in a folder that it makes too', async () => {
    await using folder = await temporaryFolder()
    const out = join(folder.path, 'for/the safe')
    const { stdout, publicKey, privateKey, file } = await newKeys(out)
    expect(readdirSync(out).toSorted()).toEqual([keyName, sheetName])
    expect(await openSealed(privateKey, await sealTo(publicKey, 'a@b.org'))).toBe('a@b.org')
    expect(file).toMatch(/^# created: \S+Z\n# public key: age1\w+\nAGE-SECRET-KEY-1\w+\n$/)
    expect(stdout).toContain('Write it into event.json as consent.contact.key.')
    expect(stdout).not.toContain('AGE-SECRET-KEY')
  })

  test.skipIf(process.platform === 'win32')('lets nobody else on the machine read them', async () => {
    await using folder = await temporaryFolder()
    await newKeys(folder.path)
    for (const name of [keyName, sheetName])
      expect(statSync(join(folder.path, name)).mode & 0o777, name).toBe(0o600)
  })

  test.each([keyName, sheetName])('replaces no %s, and leaves nothing beside it', async name => {
    await using folder = await temporaryFolder()
    writeFileSync(join(folder.path, name), 'the only copy')
    const outcome = await runCli('keys', 'new', '--out', folder.path)
    expect(outcome).toMatchObject({ code: 2, stdout: '' })
    expect(outcome.stderr).toContain(`${join(folder.path, name)} is there already`)
    expect(readdirSync(folder.path)).toEqual([name])
    expect(readFileSync(join(folder.path, name), 'utf8')).toBe('the only copy')
  })

  test.each([
    ['the data folder', '.'],
    ['a folder to be made in it', 'photos/keys/new'],
    ['a link to it', '../link'],
    ['a folder to be made behind a link', '../link/keys'],
  ])('puts no private key on a kiosk: %s', async (_, place) => {
    await using folder = await temporaryFolder()
    const data = join(folder.path, 'data')
    mkdirSync(data)
    writeFileSync(join(data, 'groundswell.sqlite'), '')
    symlinkSync(data, join(folder.path, 'link'), 'junction')
    const outcome = await runCli('keys', 'new', '--out', join(data, place))
    expect(outcome).toMatchObject({ code: 2, stdout: '' })
    expect(outcome.stderr).toContain('The private key must never be on a kiosk')
    expect(outcome.stderr).toContain("in a kiosk's data folder, ")
    expect(readdirSync(data)).toEqual(['groundswell.sqlite'])
  })

  test('goes beside a data folder, where it is asked to', async () => {
    await using folder = await temporaryFolder()
    mkdirSync(join(folder.path, 'data'))
    writeFileSync(join(folder.path, 'data/groundswell.sqlite'), '')
    await newKeys(join(folder.path, 'keys'))
  })

  test.each([
    [['keys'], 'Expected a command. Commands: keys new.'],
    [['keys', 'nwe'], 'There is no command "keys nwe". Did you mean "keys new"?'],
    [['keys', 'new'], 'Expected keys new --out FOLDER, but nothing came.'],
    [['keys', 'new', '--otu', '/x'], 'There is no flag --otu. Did you mean --out?'],
    [['keys', 'new', '--out', join(import.meta.filename, 'keys')], 'cannot be written (ENOTDIR)'],
    [['keys', 'new', '--out', import.meta.filename], 'cannot be written (EEXIST)'],
  ])('%j says what was meant', async (args, words) => {
    const outcome = await runCli(...args)
    expect(outcome).toMatchObject({ code: 2, stdout: '' })
    expect(outcome.stderr).toContain(words)
  })
})

describe('the recovery sheet', () => {
  test('shows the private key as a QR code', async () => {
    await using folder = await temporaryFolder()
    const { sheet, privateKey } = await newKeys(folder.path)
    const [svg] = /<svg .*?<\/svg>/s.exec(sheet)!
    const picture = sharp(Buffer.from(svg), { density: 400 }).flatten({ background: '#ffffff' }).ensureAlpha()
    const { data, info } = await picture.raw().toBuffer({ resolveWithObject: true })
    expect(jsqr(Uint8ClampedArray.from(data), info.width, info.height)?.data).toBe(privateKey)
  })

  test('shows it in groups to be typed, and the public key, the name and the day', async () => {
    await using folder = await temporaryFolder()
    const { sheet, privateKey, publicKey } = await newKeys(folder.path, '--name', '<b>Müller & Söhne</b>')
    const words = wordsOf(sheet)
    const groups = privateKey.slice(16).match(/.{1,4}/g)!
    expect(words).toContain(['AGE-SECRET-KEY-1', ...groups].join(' '))
    expect(words).toContain(publicKey)
    expect(words).toContain('&lt;b&gt;Müller &amp; Söhne&lt;/b&gt;')
    expect(words).toContain(`Made on ${new Intl.DateTimeFormat('en', { dateStyle: 'long' }).format()}`)
    expect(words).toContain('Without this key nobody can ever open the addresses')
    expect(words).toContain(keyName)
    expect(words).not.toMatch(/\{\w+\}/)
  })

  test('is written in the language that is asked for', async () => {
    await using folder = await temporaryFolder()
    const { sheet } = await newKeys(folder.path, '--language', 'de')
    expect(sheet).toContain('<html lang="de" dir="ltr">')
    expect(wordsOf(sheet)).toContain('Ohne diesen Schlüssel kann niemand die Adressen je öffnen')
  })

  test('loads nothing and runs nothing', async () => {
    await using folder = await temporaryFolder()
    const { sheet } = await newKeys(folder.path)
    expect(sheet).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`)
    expect(sheet).not.toMatch(/<script|<link|<img|<iframe|\ssrc=|\shref=|url\(|@import|\son\w+=/)
  })
})
