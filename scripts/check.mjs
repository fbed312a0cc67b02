import { runChecks } from './checks.mjs'
import { setUp } from './set-up.mjs'

setUp({ pages: false })
process.exit(runChecks().failed ? 1 : 0)
