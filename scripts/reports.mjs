/**
 * Reads what the test runners write of a run: how many tests passed, failed and were skipped, and which failed, each as
 * its file, its name and the first line of why. A long log is cut off at its beginning by whoever keeps it; what failed
 * must stand at its end.
 */
import { relative } from 'node:path'
import { stripVTControlCharacters } from 'node:util'

/** A reason can be a whole picture in base64. */
const longestReason = 300

/** Of `vitest --reporter=json`; a file that did not even load is named as itself. */
export function ofVitest(
  { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults },
  root,
) {
  const failures = testResults.flatMap(({ name, status, message, assertionResults }) => {
    const file = relative(root, name)
    const failed = assertionResults.filter(result => result.status === 'failed')
    if (status === 'failed' && failed.length === 0) return [failure(file, message)]
    return failed.map(({ fullName, failureMessages }) => failure(`${file} › ${fullName}`, failureMessages[0]))
  })
  return {
    passed: numPassedTests,
    failed: numFailedTests,
    skipped: numPendingTests + numTodoTests,
    failures,
  }
}

/** Of `playwright test --reporter=json`; a test that passed only when tried again has failed. */
export function ofPlaywright({ stats, suites, errors = [] }) {
  const failures = specsOf(suites)
    .filter(({ tests }) => tests.some(({ status }) => status === 'unexpected' || status === 'flaky'))
    .map(({ names, tests }) => {
      const reasons = tests.flatMap(({ results }) => results.flatMap(result => result.errors ?? []))
      return failure(names.join(' › '), reasons[0]?.message)
    })
  return {
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky,
    skipped: stats.skipped,
    failures: [...failures, ...errors.map(({ message }) => failure('tests/e2e', message))],
  }
}

/** Of `playwright test --list`: nothing ran. */
export function ofPlaywrightList({ suites }) {
  return { passed: 0, failed: 0, skipped: specsOf(suites).length, failures: [] }
}

function specsOf(suites = [], above = []) {
  return suites.flatMap(({ title, file, specs = [], suites: inner }) => {
    const names = above.length ? [...above, title] : [`tests/e2e/${file}`]
    return [...specs.map(spec => ({ ...spec, names: [...names, spec.title] })), ...specsOf(inner, names)]
  })
}

function failure(name, message = '') {
  const reason = stripVTControlCharacters(message).trim().split('\n')[0].slice(0, longestReason)
  return `✗ ${name}${reason && `\n    ${reason}`}`
}
