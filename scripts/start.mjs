import { runAndExit, setUp } from './set-up.mjs'

setUp()
runAndExit('electron/launch.ts')
