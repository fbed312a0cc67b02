import { join } from 'node:path'
import { defineConfig } from '@playwright/test'

// A third of what a station does until it is ready is reading its own code.
process.env.NODE_COMPILE_CACHE = join(import.meta.dirname, 'node_modules/.cache/compiled')

/** They wait most of their time: for a visit to end by itself, or for a storage. */
const waiting = ['alone.spec.ts', 'publish.spec.ts', 'requests.spec.ts']

export default defineConfig({
  testDir: 'tests/e2e',
  timeout: 60_000,
  expect: { timeout: 20_000 }, // on two cores that others keep busy, a station takes its time
  fullyParallel: true,
  workers: 6,
  projects: [
    { name: 'waiting', testMatch: waiting, workers: 2 },
    // While one counts down or waits for a page, the others keep two cores busy.
    { name: 'four at a time', testIgnore: waiting, workers: 4 },
  ],
  // Without a GPU, motion costs more than most of what a test is about; what is about motion asks for it.
  use: { reducedMotion: 'reduce' },
  retries: 0, // a flaky test is a bug
  reporter: 'list',
  outputDir: 'test-results',
})
