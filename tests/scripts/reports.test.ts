import { spawnSync } from 'node:child_process'
import { readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { projectRoot, temporaryFolder } from '../support/station.ts'

// Plain JavaScript, which the machine's own Node runs: by a name made here it needs no types.
const { ofPlaywright, ofPlaywrightList, ofVitest } = await import(join(projectRoot, 'scripts/reports.mjs'))

/** What a runner writes of the one file `name`, and the folder that holds it. */
async function report(runner: string, args: string[], name: string, source: string) {
  await using folder = await temporaryFolder()
  await symlink(join(projectRoot, 'node_modules'), join(folder.path, 'node_modules'))
  await writeFile(join(folder.path, 'package.json'), '{ "type": "module" }')
  await writeFile(join(folder.path, name), source)
  const written = join(folder.path, 'report.json')
  spawnSync(process.execPath, [join(projectRoot, 'node_modules', runner), ...args], {
    cwd: folder.path,
    env: { PATH: process.env.PATH, PLAYWRIGHT_JSON_OUTPUT_NAME: written },
  })
  return { folder: folder.path, said: JSON.parse(await readFile(written, 'utf8')) }
}

async function vitest(name: string, source: string) {
  const args = ['run', '--reporter=json', '--outputFile=report.json', '--globals']
  const { said, folder } = await report('vitest/vitest.mjs', args, name, source)
  return ofVitest(said, folder)
}

function playwright(args: string[], source: string) {
  const head = "import { expect, test } from '@playwright/test'\n"
  const all = ['test', '--config=.', '--reporter=json', ...args]
  return report('@playwright/test/cli.js', all, 'visit.spec.ts', head + source)
}

const huge = "'A'.repeat(9_000)"

test('a failed test is told by its file, its name and the first line of why, however long that is', async () => {
  const source = `
    describe('a kiosk', () => {
      test('works', () => {})
      test('breaks', () => { throw new Error(${huge} + '\\nsecond line') })
      test.skip('is elsewhere', () => {})
      test.todo('flies')
    })`
  expect(await vitest('kiosk.test.js', source)).toEqual({
    ...{ passed: 1, failed: 1, skipped: 2 },
    failures: [`✗ kiosk.test.js › a kiosk breaks\n    Error: ${'A'.repeat(293)}`],
  })
})

test('a file that does not load is told too, though none of its tests has failed', async () => {
  const { failed, failures } = await vitest('kiosk.test.js', "throw new Error('no camera')")
  expect({ failed, failures }).toEqual({ failed: 0, failures: ['✗ kiosk.test.js\n    no camera'] })
})

test('so is a failed test of the browser, also one that passes when tried again', async () => {
  const source = `
    test.describe('a visit', () => {
      test('ends', () => {})
      test('breaks', () => expect(1).toBe(2))
      test('trembles', ({}, { retry }) => { if (!retry) throw new Error('once') })
      test.skip('is elsewhere', () => {})
    })`
  expect(ofPlaywright((await playwright(['--retries=1'], source)).said)).toEqual({
    ...{ passed: 1, failed: 2, skipped: 1 },
    failures: [
      '✗ tests/e2e/visit.spec.ts › a visit › breaks\n    Error: expect(received).toBe(expected) // Object.is equality',
      '✗ tests/e2e/visit.spec.ts › a visit › trembles\n    Error: once',
    ],
  })
})

test('without a browser its tests are counted as skipped', async () => {
  const source = "test('one', () => {})\ntest.describe('more', () => { test('two', () => {}) })"
  expect(ofPlaywrightList((await playwright(['--list'], source)).said)).toEqual({
    ...{ passed: 0, failed: 0, skipped: 2, failures: [] },
  })
})
