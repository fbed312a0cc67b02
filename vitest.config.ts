import { fileURLToPath } from 'node:url'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { configDefaults, defineConfig } from 'vitest/config'

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
    // Real processes on a busy machine; a hang still ends.
    testTimeout: 30_000,
    // A third of what a process of ours does until it is ready is reading its own code.
    env: { NODE_COMPILE_CACHE: fileURLToPath(new URL('./node_modules/.cache/compiled', import.meta.url)) },
  },
})
