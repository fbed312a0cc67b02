import { runAndExit, setUp } from './set-up.mjs'

setUp()
runAndExit('tests/faults/sync/index.ts')
