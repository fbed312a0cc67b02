/** Every check and test there is, closing with what failed and one plain line: N passed, N failed, N skipped. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runChecks } from './checks.mjs'
import { ofPlaywright, ofPlaywrightList, ofVitest } from './reports.mjs'
import { node, root, run, setUp } from './set-up.mjs'
import { chromiumOrWhy, sayMissingPrograms } from './system-packages.mjs'

setUp()
// First, since tests outside the browser's start one too.
const { chromium, why } = chromiumOrWhy()
sayMissingPrograms()
const folder = mkdtempSync(join(tmpdir(), 'groundswell-test-'))
const results = [await runChecks(), vitest(), playwright()]
rmSync(folder, { recursive: true, force: true })
const failures = results.flatMap(result => result.failures)
if (failures.length) process.stdout.write(`\n${failures.join('\n')}\n`)
const [passed, failed, skipped] = ['passed', 'failed', 'skipped'].map(key =>
  results.reduce((sum, result) => sum + result[key], 0),
)
process.stdout.write(`\n${passed} passed, ${failed} failed, ${skipped} skipped\n`)
process.exit(failed ? 1 : 0)

function vitest() {
  const report = join(folder, 'vitest.json')
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const passed = run(node, ['node_modules/vitest/vitest.mjs', 'run', ...reporters])
  return read(report, passed, 'vitest', said => ofVitest(said, root))
}

function playwright() {
  const report = join(folder, 'playwright.json')
  const args = ['node_modules/@playwright/test/cli.js', 'test', ...(chromium ? [] : ['--list'])]
  if (!chromium) process.stdout.write(`\nSkipped the tests in a browser: ${why}\n`)
  const env = { ...process.env, GROUNDSWELL_CHROMIUM: chromium ?? '', PLAYWRIGHT_JSON_OUTPUT_NAME: report }
  const passed = run(node, [...args, '--reporter=list,json'], { env })
  return read(report, passed, 'playwright', chromium ? ofPlaywright : ofPlaywrightList)
}

/** Reads a runner's own report; a runner that failed without a failed test (it crashed, say) is a failure too. */
function read(report, passed, runner, result) {
  const crash = `✗ ${runner} failed without a failed test; it says why above.`
  try {
    const said = result(JSON.parse(readFileSync(report, 'utf8')))
    if (passed || said.failed) return said
    return { ...said, failed: 1, failures: said.failures.length ? said.failures : [crash] }
  } catch {
    return { passed: 0, failed: 1, skipped: 0, failures: [crash] }
  }
}
