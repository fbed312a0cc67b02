import { join } from 'node:path'
import { defineConfig } from '@playwright/test'

// A third of what a station does until it is ready is reading its own code.
process.env.NODE_COMPILE_CACHE = join(import.meta.dirname, 'node_modules/.cache/compiled')

export default defineConfig({
  testDir: 'tests/e2e',
  timeout: 60_000,
  expect: { timeout: 10_000 },
  fullyParallel: true,
  workers: 4,
  projects: [
    // It waits for a minute and a half without keeping a core from the others.
    { name: 'left alone', testMatch: 'alone.spec.ts', workers: 1 },
    // While one counts down or waits for a page, the others keep two cores busy.
    { name: 'three at a time', testIgnore: 'alone.spec.ts', workers: 3 },
  ],
  // Without a GPU, motion costs more than most of what a test is about; what is about motion asks for it.
  use: { reducedMotion: 'reduce' },
  retries: 0, // a flaky test is a bug
  reporter: 'list',
  outputDir: 'test-results',
})
