/** What is checked without running: one list for `npm run check` and `npm test`. */
import { node, runAside } from './set-up.mjs'

const checks = {
  'lint and format': ['node_modules/@biomejs/biome/bin/biome', 'check', '.'],
  'types of the station': ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.station.json'],
  'types of the tests': ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.tests.json'],
  'types of the pages': [
    'node_modules/svelte-check/bin/svelte-check',
    '--tsconfig',
    'tsconfig.pages.json',
    '--fail-on-warnings',
    '--output',
    'human',
  ],
  'every message is said': ['scripts/unused-messages.mjs'],
}

/** Runs them all, side by side since most keep one core busy; gives how many passed and failed, and which failed. */
export async function runChecks() {
  const tally = { passed: 0, failed: 0, skipped: 0, failures: [] }
  const results = Object.entries(checks).map(async ([name, args]) => {
    const { passed, said } = await runAside(node, args)
    tally[passed ? 'passed' : 'failed'] += 1
    if (!passed) tally.failures.push(`✗ ${name}`)
    process.stdout.write(`${said}${passed ? '✓' : '✗'} ${name}\n`)
  })
  await Promise.all(results)
  return tally
}
