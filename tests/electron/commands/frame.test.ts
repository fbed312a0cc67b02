import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
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

test('frames several photos into one of the frame’s pictures, with words, a look and a link', async () => {
  await using folder = await temporaryFolder()
  const out = join(folder.path, 'strip.jpg')
  const flags = ['--output', 'strip', '--look', 'mono', '--link', 'https://example.org']
  const words = ['--set', 'event.name=Hafen = Licht', '--set=accent=#224466', '--language', 'de']
  const outcome = await runCli('frame', photo, photo, photo, photo, ...flags, ...words, '--out', out)
  expect(outcome.stderr).toBe('')
  expect(JSON.parse(outcome.stdout)).toMatchObject({ width: 1200, height: 1800, missing: [], cut: [] })
  const { data } = await sharp(out)
    .extract({ left: 2, top: 200, width: 1, height: 1 })
    .raw()
    .toBuffer({ resolveWithObject: true })
  for (const [i, value] of [0x22, 0x44, 0x66].entries()) expect(Math.abs(data[i]! - value)).toBeLessThan(6)
})

test('tells which characters are missing', async () => {
  await using folder = await temporaryFolder()
  const out = join(folder.path, 'framed.jpg')
  const outcome = await runCli('frame', photo, '--set', 'event.name=Fest 𓂀', '--out', out)
  expect(JSON.parse(outcome.stdout)).toMatchObject({ missing: ['𓂀'] })
})

test('finds a frame of the data folder', async () => {
  await using folder = await temporaryFolder()
  expect(await runCli('templates', 'new', 'mine', '--data', folder.path)).toMatchObject({ code: 0 })
  const out = join(folder.path, 'framed.jpg')
  const outcome = await runCli('frame', photo, '--template', 'mine', '--data', folder.path, '--out', out)
  expect(outcome).toMatchObject({ code: 0, stderr: '' })
})

test.each([
  [['frame'], 'Expected frame PHOTO… --template NAME'],
  [['frame', photo], 'Expected --out FILE'],
  [['frame', '/nowhere.jpg', '--out', '/tmp/x.jpg'], 'There is no file /nowhere.jpg.'],
  [['frame', photo, '--template', 'swel', '--out', '/tmp/x.jpg'], 'Did you mean "swell"?'],
  [['frame', photo, '--output', 'strip', '--out', '/tmp/x.jpg'], 'The frame has 4 shots, but 1 photos came.'],
  [['frame', photo, photo, '--out', '/tmp/x.jpg'], 'The frame has 1 shots, but 2 photos came.'],
  [
    ['frame', photo, '--output', 'poster', '--out', '/tmp/x.jpg'],
    'Expected post | story | square | card | print | strip for --output, but "poster" came.',
  ],
  [
    ['frame', photo, '--look', 'sepia', '--out', '/tmp/x.jpg'],
    'Expected natural | mono | warm | cool | film | vivid for --look, but "sepia" came.',
  ],
  [
    ['frame', photo, '--set', 'event.nmae=x', '--out', '/tmp/x.jpg'],
    'Expected event.name=… for --set, but "event.nmae=x" came.',
  ],
  [['frame', photo, '--set', 'accent=red', '--out', '/tmp/x.jpg'], 'Expected accent=#1d3fbb for --set'],
  [
    ['frame', photo, '--set', 'brand', '--out', '/tmp/x.jpg'],
    'Expected brand=… for --set, but "brand" came.',
  ],
  [['frame', photo, '--set', 'onAccent=#000000', '--out', '/tmp/x.jpg'], 'Expected accent=#1d3fbb for --set'],
  [['frame', photo, '--set', '=x', '--out', '/tmp/x.jpg'], 'Expected event.name=…, event.hashtag=…, brand=…'],
  [['frame', photo, '--otput', 'post', '--out', '/tmp/x.jpg'], 'Did you mean --output?'],
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
  expect(outcome.stderr).toContain('Expected a photo (JPEG, PNG, WebP, AVIF or HEIC)')
})
