import { runAndExit, setUp } from './set-up.mjs'
import { chromiumOrWhy } from './system-packages.mjs'

/** Runs a file of this project that needs a Chromium, or says in one line why not. */
export function runWithChromium(file) {
  setUp()
  const { chromium, why } = chromiumOrWhy()
  if (!chromium) {
    process.stderr.write(`This needs Chromium, and ${why}\n`)
    process.exit(2)
  }
  process.env.GROUNDSWELL_CHROMIUM = chromium
  runAndExit(file)
}
