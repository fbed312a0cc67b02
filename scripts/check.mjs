import { runChecks } from './checks.mjs'
import { setUp } from './set-up.mjs'

setUp({ pages: false })
process.exit((await runChecks()).failed ? 1 : 0)
