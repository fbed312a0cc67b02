import { runWithChromium } from './with-chromium.mjs'

runWithChromium('docs/pictures.ts')
