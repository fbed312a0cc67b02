/** groundswell <command>: the station's features without a screen. */

import type { Command } from './commands/command.ts'
import { Trouble } from './contract/errors.ts'
import { exitCodes } from './contract/ready.ts'
import { didYouMean } from './system/settings-check.ts'
import { wordsFor } from './system/words.ts'

/** Loaded when asked for, so that a command needs only what it uses. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  doctor: async () => (await import('./commands/doctor.ts')).doctor,
  frame: async () => (await import('./commands/frame.ts')).frame,
  photos: async () => (await import('./commands/photos.ts')).photos,
  templates: async () => (await import('./commands/templates.ts')).templates,
}

try {
  process.exitCode = await runCommand(process.argv.slice(2))
} catch (error) {
  process.stderr.write(`${wordsFor(error)}\n`)
  if (!(error instanceof Trouble)) process.stderr.write(`${(error as Error).stack}\n`)
  process.exitCode = error instanceof Trouble ? exitCodes.needsPerson : exitCodes.broke
}

async function runCommand([name, ...args]: string[]): Promise<number> {
  const names = Object.keys(commands)
  const expected = names.join(', ')
  if (name === undefined) throw new Trouble('COMMAND_MISSING', { expected })
  if (!Object.hasOwn(commands, name))
    throw new Trouble('COMMAND_UNKNOWN', { came: name, hint: didYouMean(name, names), expected })
  const command = await (commands[name] as () => Promise<Command>)()
  return command(args, line => process.stdout.write(`${line}\n`))
}
