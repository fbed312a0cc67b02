import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openFollower } from '../../../electron/sync/follow-settings.ts'
import { settingsBrandKey, settingsKey, settingsTemplateKey } from '../../../electron/sync/layout.ts'
import { readSigned } from '../../../electron/sync/signed-settings.ts'
import { openFolder } from '../../../electron/sync/targets/folder.ts'
import { sha256 } from '../../../electron/system/files.ts'
import { brandLogo, frameZip } from '../../support/brand.ts'
import { runCli } from '../../support/cli.ts'
import { temporaryFolder } from '../../support/station.ts'
import { targetParts } from '../../support/storage/storage.ts'

const keyName = 'groundswell-signing-key.pem'

/** A marketer's computer, with a key and an event. */
async function marketer(event: object | string = { name: 'Harbour Lights' }) {
  const folder = await temporaryFolder()
  const at = (name: string) => join(folder.path, name)
  const keys = await runCli('settings', 'keys', '--out', at('keys'))
  expect(keys).toMatchObject({ code: 0, stderr: '' })
  writeFileSync(at('event.json'), typeof event === 'string' ? event : JSON.stringify(event))
  return {
    at,
    key: keys.stdout.split('\n')[0]!,
    stdout: keys.stdout,
    sign: (...flags: string[]) =>
      runCli(
        'settings',
        'sign',
        at('event.json'),
        '--key',
        at(`keys/${keyName}`),
        '--out',
        at('out'),
        ...flags,
      ),
    signed: () => readFileSync(at(`out/${settingsKey}`)),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  }
}

describe('settings keys', () => {
  test('makes the key that signs, prints the one that goes into sync.json, and says where', async () => {
    await using one = await marketer()
    expect(one.key).toMatch(/^[A-Za-z0-9+/]{43}=$/)
    expect(one.stdout).toContain("Write it into every station's sync.json as brandKey.")
    expect(one.stdout).not.toContain('PRIVATE KEY')
    expect(readFileSync(one.at(`keys/${keyName}`), 'utf8')).toMatch(/^-----BEGIN PRIVATE KEY-----\n/)
  })

  test.skipIf(process.platform === 'win32')('lets nobody else on the machine read it', async () => {
    await using one = await marketer()
    expect(statSync(one.at(`keys/${keyName}`)).mode & 0o777).toBe(0o600)
  })

  test('replaces no key, and puts none on a kiosk', async () => {
    await using one = await marketer()
    const again = await runCli('settings', 'keys', '--out', one.at('keys'))
    expect(again).toMatchObject({ code: 2, stdout: '' })
    expect(again.stderr).toContain('is there already')
    mkdirSync(one.at('data'))
    writeFileSync(one.at('data/groundswell.sqlite'), '')
    const kiosk = await runCli('settings', 'keys', '--out', one.at('data/keys'))
    expect(kiosk).toMatchObject({ code: 2, stdout: '' })
    expect(kiosk.stderr).toContain('The private key must never be on a kiosk')
    expect(readdirSync(one.at('data'))).toEqual(['groundswell.sqlite'])
  })
})

describe('settings sign', () => {
  test('writes what a station takes: the event, its frames as zip or folder, its logo, and what is withdrawn', async () => {
    await using one = await marketer({
      ...{ name: 'Harbour Lights', template: 'ours' },
      theme: { logo: 'our mark.svg', attract: 'none' },
    })
    const logo = brandLogo()
    mkdirSync(one.at('brand'))
    writeFileSync(one.at('brand/our mark.svg'), logo.bytes)
    const [ours, theirs] = [frameZip('ours'), frameZip('theirs')]
    writeFileSync(one.at('any-name.zip'), ours.zip)
    writeFileSync(one.at('theirs.zip'), theirs.zip)
    const data = one.at('data')
    await runCli('templates', 'import', one.at('theirs.zip'), '--data', data)
    const id = '01936B2E-1F7E-7C3A-9A54-0C1F2B7D9E11'
    const outcome = await one.sign(
      ...['--template', one.at('any-name.zip'), '--template', join(data, 'templates/theirs')],
      ...['--withdraw', 'abc234', '--withdraw', `${id}=erase`, '--station', 'hall-a'],
    )
    expect(outcome).toMatchObject({ code: 0, stderr: '' })
    expect(outcome.stdout).toContain(`Upload all of ${one.at('out')} to the brand's storage as it is`)

    const set = readSigned(one.signed(), one.key)
    expect(set).toMatchObject({
      stations: ['hall-a'],
      event: { name: 'Harbour Lights', theme: { logo: logo.file.name, attract: 'none' } },
      brand: [logo.file],
      templates: [{ name: 'ours' }, { name: 'theirs' }],
      withdraw: [
        { code: 'ABC234', what: 'take-back' },
        { photo: id.toLowerCase(), what: 'erase' },
      ],
    })
    expect(Math.abs(set.serial - Date.now() / 1000)).toBeLessThan(120)
    for (const { sha256: hash, bytes } of set.templates) {
      const zip = readFileSync(one.at(`out/${settingsTemplateKey(hash)}`))
      expect([sha256(zip), zip.length]).toEqual([hash, bytes])
    }
    expect(readFileSync(one.at(`out/${settingsBrandKey(logo.file.sha256)}`))).toEqual(logo.bytes)
    const follower = openFollower({
      ...{ dataFolder: one.at('kiosk'), brandKey: one.key, station: 'hall-a' },
      target: openFolder({ kind: 'folder', path: one.at('out') }, targetParts({})),
      log: { info() {}, warn() {} },
    })
    expect(await follower.check()).toEqual({ is: 'staged', serial: set.serial })
  })

  test('takes a number that is given, and no older one than lies there', async () => {
    await using one = await marketer()
    expect(await one.sign('--serial', '7')).toMatchObject({ code: 0 })
    expect(readSigned(one.signed(), one.key).serial).toBe(7)
    for (const serial of ['7', '6']) {
      const again = await one.sign('--serial', serial)
      expect(again).toMatchObject({ code: 2, stdout: '' })
      expect(again.stderr).toContain(`have the number ${serial}, but 7 was here already`)
    }
    expect(await one.sign()).toMatchObject({ code: 0 })
  })

  test.each([
    [{ nmae: 'x' }, [], 'there is no setting "nmae". Did you mean "name"?'],
    ['{', [], 'event.json is not valid JSON'],
    [{ template: 'ours' }, [], 'There is no frame "ours"'],
    [{ consent: { ask: ['contact'] } }, [], 'Nobody is asked for an address'],
    [{}, ['--template', '/nowhere.zip'], 'There is no file /nowhere.zip.'],
    [{}, ['--withdraw', 'ABC10O'], 'Expected ABC234, ABC234=erase for --withdraw, but "ABC10O" came.'],
    [{}, ['--withdraw', 'ABC234=hide'], 'for --withdraw, but "ABC234=hide" came.'],
    [{}, ['--station', 'Hall A'], 'such as hall-a for --station, but "Hall A" came.'],
    [{}, ['--serial', '-1'], 'for --serial, but "-1" came.'],
    [{}, ['--serial', '1e3'], 'for --serial, but "1e3" came.'],
    [{ theme: { logo: 'mark.svg' } }, ['--brand', '/nowhere'], 'There is no file /nowhere/mark.svg'],
    [{}, ['--tempalte', 'x'], 'There is no flag --tempalte. Did you mean --template?'],
  ])('refuses %j with %j, and writes nothing', async (event, flags, words) => {
    await using one = await marketer(event)
    const outcome = await one.sign(...flags)
    expect(outcome).toMatchObject({ code: 2, stdout: '' })
    expect(outcome.stderr).toContain(words)
    expect(existsSync(one.at('out'))).toBe(false)
  })

  test('refuses a frame that no kiosk could use, and one with the name of ours', async () => {
    await using one = await marketer()
    writeFileSync(one.at('broken.zip'), frameZip('broken', { ground: 'red' }).zip)
    writeFileSync(one.at('swell.zip'), frameZip('swell').zip)
    const broken = await one.sign('--template', one.at('broken.zip'))
    expect(broken.stderr).toContain('"outputs.post.ground", but "red" came')
    const ours = await one.sign('--template', one.at('swell.zip'))
    expect(ours.stderr).toContain('has the name of one that Groundswell brings')
    expect(existsSync(one.at('out'))).toBe(false)
  })

  test('says what is missing, and takes no other key', async () => {
    await using one = await marketer()
    const bare = await runCli('settings', 'sign', one.at('event.json'))
    expect(bare.stderr).toBe('Expected settings sign EVENT.json --key FILE --out FOLDER, but nothing came.\n')
    const [key, out] = [one.at('event.json'), one.at('out')]
    const wrong = await runCli('settings', 'sign', one.at('event.json'), '--key', key, '--out', out)
    expect(wrong.stderr).toContain('Expected a private key from `groundswell settings keys`')
  })
})
