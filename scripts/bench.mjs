import { runAndExit, setUp } from './set-up.mjs'
import { chromiumOrWhy } from './system-packages.mjs'

setUp()
const { chromium, why } = chromiumOrWhy()
if (!chromium) {
  process.stderr.write(`The benchmarks need Chromium: ${why}\n`)
  process.exit(2)
}
process.env.GROUNDSWELL_CHROMIUM = chromium
runAndExit('bench/index.ts')
