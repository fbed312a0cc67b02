import { runWithChromium } from './with-chromium.mjs'

runWithChromium('docs/screens/index.ts')
