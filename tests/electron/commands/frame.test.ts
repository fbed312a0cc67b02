import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { sha256 } from '../../../electron/system/files.ts'
import { runCli } from '../../support/cli.ts'
import { projectRoot, temporaryFolder } from '../../support/station.ts'

const photo = join(projectRoot, 'tests/fixtures/photos/portrait-1080p.jpg')

test('frames a photo into a file, and prints what each step took', async () => {
  await using folder = await temporaryFolder()
  const out = join(folder.path, 'framed.jpg')
  const outcome = await runCli('frame', photo, '--template', 'swell', '--out', out)
  expect(outcome.code).toBe(0)
  const printed = JSON.parse(outcome.stdout)
  expect(printed).toMatchObject({ file: out, width: 1080, height: 1350, sha256: sha256(readFileSync(out)) })
  expect(Object.keys(printed.ms)).toEqual(['read', 'prepare', 'decode', 'compose', 'encode', 'write'])
})

test.each([
  [['frame'], 'Expected frame PHOTO --template NAME --out FILE'],
  [['frame', photo], 'Expected --out FILE'],
  [['frame', '/nowhere.jpg', '--out', '/tmp/x.jpg'], 'There is no file /nowhere.jpg.'],
  [['frame', photo, '--template', 'swel', '--out', '/tmp/x.jpg'], 'Did you mean "swell"?'],
  [['frame', photo, '--out', '/nowhere/x.jpg'], 'The file /nowhere/x.jpg cannot be written (ENOENT).'],
])('%j is told what is wrong', async (args, words) => {
  const outcome = await runCli(...args)
  expect(outcome.code).toBe(2)
  expect(outcome.stderr).toContain(words)
})

test('a file that is no photo is named for what it is', async () => {
  await using folder = await temporaryFolder()
  const text = join(folder.path, 'letter.jpg')
  writeFileSync(text, 'Dear all')
  const outcome = await runCli('frame', text, '--out', join(folder.path, 'x.jpg'))
  expect(outcome.code).toBe(2)
  expect(outcome.stderr).toContain('Expected a photo (JPEG or PNG)')
})
