import { fileURLToPath } from 'node:url'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { configDefaults, defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** They start servers and stations, and take up to two minutes. */
const long = ['/tests/faults/', '/tests/electron/sync/targets/', '/tests/electron-builder.test.ts']

/** The long ones first: one that begins last is waited for with nothing else to do. */
class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLong = ({ moduleId }: TestSpecification) => long.some(path => moduleId.includes(path))
    return (await super.sort(files)).toSorted((a, b) => Number(isLong(b)) - Number(isLong(a)))
  }
}

export default defineConfig({
  // For the rune classes; screens are tested in a real Chromium.
  plugins: [svelte({ configFile: false })],
  resolve: {
    alias: {
      // Outside its own binary the electron package is only a path, and importing it starts a download.
      electron: fileURLToPath(new URL('./tests/electron/electron-stand-in.ts', import.meta.url)),
    },
  },
  test: {
    include: ['tests/**/*.test.ts'],
    exclude: [...configDefaults.exclude, 'tests/e2e/**'],
    // Half the time they wait for processes of their own: on two cores, two workers leave one idle.
    maxWorkers: 4,
    sequence: { sequencer: LongFirst },
    // Real processes on a busy machine; a hang still ends.
    testTimeout: 30_000,
    // What is waited for may give way to all else; the wait ends before the test's own time, and says what came.
    expect: { poll: { timeout: 25_000, interval: 10 } },
    // A third of what a process of ours does until it is ready is reading its own code.
    env: { NODE_COMPILE_CACHE: fileURLToPath(new URL('./node_modules/.cache/compiled', import.meta.url)) },
  },
})
