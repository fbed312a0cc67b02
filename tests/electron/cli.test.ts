import { expect, test } from 'vitest'
import { runCli } from '../support/cli.ts'

const commands =
  'contacts, doctor, export, frame, keys, ledger, operator, person, photos, restore, retention, settings, sync, templates'

test.each([
  [['docter'], `There is no command "docter". Did you mean "doctor"? Commands: ${commands}.`],
  [[], `Expected a command. Commands: ${commands}.`],
  [['frame', 'x.jpg', '--tempalte', 'swell'], 'There is no flag --tempalte. Did you mean --template?'],
  [['photos', '--dta', '/x'], 'There is no flag --dta. Did you mean --data?'],
])('groundswell %j says what was meant', async (args, words) => {
  const outcome = await runCli(...args)
  expect(outcome.code).toBe(2)
  expect(outcome.stderr).toContain(words)
  expect(outcome.stdout).toBe('')
})
