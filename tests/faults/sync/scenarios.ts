/** All scenarios by name, in the order in which they are run. */
import { clock } from './clock.ts'
import { credentials } from './credentials.ts'
import { full } from './full.ts'
import { kills } from './kills.ts'
import { link } from './link.ts'
import { network, webDavNetwork } from './network.ts'
import { planted } from './planted.ts'
import { power } from './power.ts'
import { restoring } from './restoring.ts'
import type { Scenario } from './scenario.ts'
import { steps } from './steps.ts'
import { twins } from './twins.ts'
import { zombie } from './zombie.ts'

export const scenarios = {
  ...{ steps, zombie, kills, network, webdav: webDavNetwork, full, power, link, credentials, clock, twins },
  ...{ restore: restoring, planted },
} as const satisfies Record<string, Scenario>
export type ScenarioName = keyof typeof scenarios
