import { sayMissingPrograms } from './system-packages.mjs'
import { runWithChromium } from './with-chromium.mjs'

const wanted = process.argv.slice(2)
if (wanted.length === 0 || wanted.some(name => /^(boomerang|publish|sync)/.test(name))) sayMissingPrograms()
runWithChromium('bench/index.ts')
