/** groundswell <command>: the station's features without a screen. */

import { oneOf } from './commands/one-of.ts'
import { Trouble } from './contract/errors.ts'
import { exitCodes } from './contract/ready.ts'
import { wordsFor } from './system/words.ts'

const run = oneOf({
  contacts: async () => (await import('./commands/contacts.ts')).contacts,
  doctor: async () => (await import('./commands/doctor.ts')).doctor,
  export: async () => (await import('./commands/export.ts')).exportCommand,
  frame: async () => (await import('./commands/frame.ts')).frame,
  keys: async () => (await import('./commands/keys.ts')).keys,
  ledger: async () => (await import('./commands/ledger.ts')).ledger,
  operator: async () => (await import('./commands/operator.ts')).operator,
  person: async () => (await import('./commands/person.ts')).person,
  photos: async () => (await import('./commands/photos.ts')).photos,
  restore: async () => (await import('./commands/restore.ts')).restoreCommand,
  retention: async () => (await import('./commands/retention.ts')).retention,
  settings: async () => (await import('./commands/settings.ts')).settings,
  sync: async () => (await import('./commands/sync.ts')).sync,
  templates: async () => (await import('./commands/templates.ts')).templates,
})

try {
  process.exitCode = await run(process.argv.slice(2), line => process.stdout.write(`${line}\n`))
} catch (error) {
  process.stderr.write(`${wordsFor(error)}\n`)
  if (!(error instanceof Trouble)) process.stderr.write(`${(error as Error).stack}\n`)
  process.exitCode = error instanceof Trouble ? exitCodes.needsPerson : exitCodes.broke
}
