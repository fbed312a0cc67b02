/** The short form of `npm run faults`: as much of it as fits into the tests that run every time. */
import { describe, expect, type TestContext, test } from 'vitest'
import { missingSwift } from '../../support/storage/swift.ts'
import { bugs, catchBug } from './planted.ts'
import { Skipped } from './scenario.ts'
import { type ScenarioName, scenarios } from './scenarios.ts'

/** The same every time, so that a failure is one of the change; `npm run faults` draws a new one. */
const seed = Number(process.env.FAULTS_SEED ?? 1)

/** For a hang alone: on an idle machine each takes seconds, the longest half a minute. */
const limit = 600_000

const atSwift: Partial<Record<ScenarioName, string>> = {
  steps: 'a worker that dies at any step of an object loses nothing and leaves nothing',
  zombie: 'a PUT that lands after its photo was taken down does not stay',
  kills: 'kills of station and worker lose nothing that was acknowledged, and leave nothing withdrawn',
  network: 'bad lines and a bad server lose nothing that was acknowledged, and leave nothing withdrawn',
}

/** Runs the short form of a scenario, or skips it with a word. */
async function shortly(name: ScenarioName, context: TestContext): Promise<void> {
  try {
    const { violations, acknowledged } = await scenarios[name]({ seed, isLong: false })
    expect(violations, `with FAULTS_SEED=${seed}`).toEqual([])
    expect(acknowledged).toBeGreaterThan(0)
  } catch (error) {
    if (error instanceof Skipped) context.skip(error.message)
    throw error
  }
}

describe.skipIf(missingSwift)(`the sync with an S3 server${missingSwift ? ` (${missingSwift})` : ''}`, () => {
  for (const [name, sentence] of Object.entries(atSwift) as [ScenarioName, string][])
    test(sentence, context => shortly(name, context), limit)

  test(
    'is caught when it removes only once',
    async () => {
      const bug = bugs.find(({ name }) => name === 'no second delete')!
      expect(await catchBug(bug, seed)).toMatch(bug.says)
    },
    limit,
  )
})

test(
  'a power cut takes nothing that was acknowledged, and nothing that was believed to be at a folder',
  context => shortly('power', context),
  limit,
)
