import { runWithChromium } from './with-chromium.mjs'

runWithChromium('bench/index.ts')
