import { runAndExit, setUp } from './set-up.mjs'
import { sayMissingStorage } from './system-packages.mjs'

setUp()
sayMissingStorage()
runAndExit('tests/faults/sync/index.ts')
