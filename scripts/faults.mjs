import { runAndExit, setUp } from './set-up.mjs'
import { sayMissingPrograms } from './system-packages.mjs'

setUp()
sayMissingPrograms()
runAndExit('tests/faults/sync/index.ts')
