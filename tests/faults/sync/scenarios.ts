/** All scenarios by name, in the order in which they are run. */
import { kills } from './kills.ts'
import { network, webDavNetwork } from './network.ts'
import { planted } from './planted.ts'
import { power } from './power.ts'
import type { Scenario } from './scenario.ts'
import { steps } from './steps.ts'
import { zombie } from './zombie.ts'

export const scenarios = {
  steps,
  zombie,
  kills,
  network,
  webdav: webDavNetwork,
  power,
  planted,
} as const satisfies Record<string, Scenario>
export type ScenarioName = keyof typeof scenarios
