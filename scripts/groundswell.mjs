import { runAndExit, setUp } from './set-up.mjs'

setUp({ pages: false })
runAndExit('electron/cli.ts')
