/** Every check and test there is, closing with one plain line: N passed, N failed, N skipped. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runChecks } from './checks.mjs'
import { node, run, setUp } from './set-up.mjs'
import { chromiumOrWhy, sayMissingPrograms } from './system-packages.mjs'

setUp()
sayMissingPrograms()
const folder = mkdtempSync(join(tmpdir(), 'groundswell-test-'))
const total = { passed: 0, failed: 0, skipped: 0 }

add(await runChecks())
add(vitest())
add(playwright())
rmSync(folder, { recursive: true, force: true })
process.stdout.write(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`)
process.exit(total.failed ? 1 : 0)

function vitest() {
  const report = join(folder, 'vitest.json')
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const passed = run(node, ['node_modules/vitest/vitest.mjs', 'run', ...reporters])
  return tally(report, passed, ({ numPassedTests, numFailedTests, numPendingTests, numTodoTests }) => ({
    passed: numPassedTests,
    failed: numFailedTests,
    skipped: numPendingTests + numTodoTests,
  }))
}

function playwright() {
  const { chromium, why } = chromiumOrWhy()
  const report = join(folder, 'playwright.json')
  const args = ['node_modules/@playwright/test/cli.js', 'test', ...(chromium ? [] : ['--list'])]
  if (!chromium) process.stdout.write(`\nSkipped the tests in a browser: ${why}\n`)
  const env = { ...process.env, GROUNDSWELL_CHROMIUM: chromium ?? '', PLAYWRIGHT_JSON_OUTPUT_NAME: report }
  const passed = run(node, [...args, '--reporter=list,json'], { env })
  return tally(report, passed, ({ stats, suites }) => {
    if (!chromium) return { passed: 0, failed: 0, skipped: countTests(suites) }
    return { passed: stats.expected, failed: stats.unexpected + stats.flaky, skipped: stats.skipped }
  })
}

/** Reads a runner's own report; a runner that failed without a failed test (it crashed, say) is a failure too. */
function tally(report, passed, read) {
  try {
    const counts = read(JSON.parse(readFileSync(report, 'utf8')))
    if (!passed && counts.failed === 0) counts.failed = 1
    return counts
  } catch {
    return { passed: 0, failed: 1, skipped: 0 }
  }
}

function countTests(suites = []) {
  return suites.reduce((sum, { specs = [], suites: inner }) => sum + specs.length + countTests(inner), 0)
}

function add(counts) {
  for (const key of Object.keys(total)) total[key] += counts[key]
}
