import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { runCli } from '../../support/cli.ts'
import { projectRoot, temporaryFolder } from '../../support/station.ts'

const photo = join(projectRoot, 'tests/fixtures/photos/grace_hopper.jpg')

/** A data folder with one small frame of its own, `bare`, and what is to be in its template.json. */
async function dataFolder(post: object = {}) {
  const folder = await temporaryFolder()
  const slots = [{ x: 40, y: 40, width: 400, height: 300 }]
  const settings = { title: 'Bare', mood: 'Plain', outputs: { post: { ground: '#14110f', slots, ...post } } }
  mkdirSync(join(folder.path, 'templates/bare'), { recursive: true })
  writeFileSync(join(folder.path, 'templates/bare/template.json'), JSON.stringify(settings))
  return folder
}

describe('templates', () => {
  test.each([
    [['templates'], 'Expected a command. Commands: templates list, templates check, templates preview'],
    [
      ['templates', 'chekc'],
      'There is no command "templates chekc". Did you mean "templates check"? Commands: templates list',
    ],
    [['templates', 'constructor'], 'There is no command "templates constructor".'],
    [['templates', 'list', '--dta', '/x'], 'There is no flag --dta. Did you mean --data?'],
    [['templates', 'preview', 'swel'], 'There is no frame "swel". Did you mean "swell"?'],
    [['templates', 'preview', 'swell', '--photo', '/nowhere.jpg'], 'There is no file /nowhere.jpg.'],
    [['templates', 'sheet', 'swel'], 'There is no frame "swel". Did you mean "swell"?'],
    [['templates', 'export'], 'Expected templates export NAME --out FILE.zip'],
    [['templates', 'export', 'swel'], 'Did you mean "swell"?'],
    [['templates', 'import'], 'Expected templates import FILE.zip'],
    [['templates', 'import', '/nowhere.zip'], 'There is no file /nowhere.zip.'],
    [['templates', 'new'], 'Expected templates new NAME, a name of small letters, digits and -'],
    [['templates', 'new', '../mine'], 'Expected templates new NAME'],
    [['templates', 'new', 'con'], 'Expected templates new NAME'], // Windows keeps it for itself
    [['templates', 'new', 'swell'], 'There is already a frame "swell"'],
  ])('%j says what was meant', async (args, words) => {
    await using folder = await temporaryFolder()
    const known = args[1] && !args.includes('--dta') && !['chekc', 'constructor'].includes(args[1])
    const outcome = await runCli(...args, ...(known ? ['--data', folder.path] : []))
    expect(outcome).toMatchObject({ code: 2, stdout: '' })
    expect(outcome.stderr).toContain(words)
    expect(readdirSync(folder.path).filter(name => name !== 'templates')).toEqual([])
  })
})

test('templates list names every frame and what it gives, and one that is broken with the reason', async () => {
  await using folder = await dataFolder()
  mkdirSync(join(folder.path, 'templates/torn'))
  writeFileSync(join(folder.path, 'templates/torn/template.json'), '{')
  const { code, stdout } = await runCli('templates', 'list', '--data', folder.path)
  expect(code).toBe(0)
  expect(stdout).toContain('bare: Bare. Plain. Gives post.\n')
  expect(stdout).toMatch(/^swell: Swell\. .* Gives post, story, square, card, print, strip\.$/m)
  expect(stdout).toMatch(/^torn: cannot be used\. .*template\.json is not valid JSON/m)
})

describe('templates check', () => {
  test('ends well when there is nothing to mend', async () => {
    await using folder = await dataFolder()
    const { code, stdout } = await runCli('templates', 'check', 'bare', '--data', folder.path)
    expect(code).toBe(0)
    expect(stdout).toContain('bare: works, with something to see to\n  Look: There is no story.')
    expect(stdout).not.toContain('swell')
  })
  test('says what must be mended, with exit code 2', async () => {
    const text = {
      text: '𓂀',
      x: 0,
      y: 900,
      width: 300,
      height: 90,
      family: 'Noto Sans',
      size: 40,
      smallest: 20,
    }
    await using folder = await dataFolder({ texts: [{ ...text, colour: '#ffffff' }] })
    const { code, stdout } = await runCli('templates', 'check', 'bare', '--data', folder.path)
    expect(code).toBe(2)
    expect(stdout).toContain('  Mend: post: no font draws “𓂀” (U+13080).')
  })
  test('says why a frame cannot be used, and goes on to the next', async () => {
    await using folder = await dataFolder({ ground: 'red' })
    const { code, stdout } = await runCli(
      'templates',
      'check',
      'bear',
      'bare',
      'swell',
      '--data',
      folder.path,
    )
    expect(code).toBe(2)
    expect(stdout).toContain('bear: cannot be used. There is no frame "bear". Did you mean "bare"?')
    expect(stdout).toContain('bare: cannot be used. ')
    expect(stdout).toContain('for "outputs.post.ground", but "red" came.')
    expect(stdout).toMatch(/^swell: /m)
  })
})

test('templates preview writes a small picture of every output, the same whenever it is run', async () => {
  await using folder = await dataFolder()
  const run = () => runCli('templates', 'preview', 'bare', '--photo', photo, '--data', folder.path)
  const file = join(folder.path, 'templates/bare/previews/post.jpg')
  expect(await run()).toMatchObject({ code: 0, stdout: `${file}\n`, stderr: '' })
  const first = readFileSync(file)
  expect(await sharp(first).metadata()).toMatchObject({ format: 'jpeg', width: 360, height: 450 })
  await run()
  expect(readFileSync(file).equals(first)).toBe(true)
})

test('templates sheet makes one picture a frame', async () => {
  await using folder = await dataFolder()
  const out = join(folder.path, 'sheets')
  const flags = ['--photo', photo, '--out', out, '--data', folder.path, '--set', 'brand=Nordlicht']
  const outcome = await runCli('templates', 'sheet', 'bare', ...flags)
  expect(outcome).toMatchObject({ code: 0, stdout: `${join(out, 'bare.png')}\n`, stderr: '' })
  expect(await sharp(join(out, 'bare.png')).metadata()).toMatchObject({ format: 'png', width: 2400 })
})

describe('templates new', () => {
  test('makes a frame to begin with, which is well and can be used at once', async () => {
    await using folder = await temporaryFolder()
    const data = join(folder.path, 'data')
    const home = join(data, 'templates/my-frame')
    expect(await runCli('templates', 'new', 'my-frame', '--data', data)).toMatchObject({
      code: 0,
      stdout: `${home}\n`,
    })
    const { code, stdout } = await runCli('templates', 'check', 'my-frame', '--data', data)
    expect(stdout).not.toContain('Mend:')
    expect(code).toBe(0)
    const again = await runCli('templates', 'new', 'my-frame', '--data', data)
    expect(again.code).toBe(2)
    expect(again.stderr).toContain('There is already a frame "my-frame", and nothing was changed.')
  })
})

describe('templates export and import', () => {
  test('take a frame from one kiosk to another', async () => {
    await using here = await dataFolder()
    await using there = await temporaryFolder()
    const zip = join(here.path, 'bare.zip')
    const outcome = await runCli('templates', 'export', 'bare', '--out', zip, '--data', here.path)
    expect(outcome).toMatchObject({ code: 0, stdout: `${zip}\n`, stderr: '' })
    const landed = join(there.path, 'templates/bare')
    const taken = await runCli('templates', 'import', zip, '--data', there.path)
    expect(taken).toMatchObject({ code: 0, stdout: `${landed}\n`, stderr: '' })
    expect(readFileSync(join(landed, 'template.json'))).toEqual(
      readFileSync(join(here.path, 'templates/bare/template.json')),
    )
    const again = await runCli('templates', 'import', zip, '--data', there.path)
    expect(again.code).toBe(2)
    expect(again.stderr).toContain('There is already a frame "bare"')
    expect(await runCli('templates', 'import', zip, '--replace', '--data', there.path)).toMatchObject({
      code: 0,
    })
  })
  test('hand on and take in no broken frame', async () => {
    await using here = await dataFolder({ ground: 'red' })
    const zip = join(here.path, 'bare.zip')
    const refused = await runCli('templates', 'export', 'bare', '--out', zip, '--data', here.path)
    expect(refused.code).toBe(2)
    expect(refused.stderr).toContain('"outputs.post.ground"')
    expect(existsSync(zip)).toBe(false)
    writeFileSync(zip, 'no zip')
    const broken = await runCli('templates', 'import', zip, '--data', join(here.path, 'other'))
    expect(broken.code).toBe(2)
    expect(broken.stderr).toContain('was not added, because it is no zip')
  })
})
