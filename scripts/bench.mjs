import { sayMissingStorage } from './system-packages.mjs'
import { runWithChromium } from './with-chromium.mjs'

const wanted = process.argv.slice(2)
if (wanted.length === 0 || wanted.some(name => name === 'publish' || name.startsWith('sync')))
  sayMissingStorage()
runWithChromium('bench/index.ts')
