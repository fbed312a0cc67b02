import { Trouble } from '../contract/errors.ts'
import { didYouMean } from '../system/settings-check.ts'
import type { Command } from './command.ts'

/** Commands by name, each loaded when asked for, so that it needs only what it uses. */
export type Commands = Readonly<Record<string, () => Promise<Command>>>

/**
 * A command that is several: its first word names the one that runs. `before` is what was typed ahead of that word.
 * Throws COMMAND_MISSING or COMMAND_UNKNOWN.
 */
export function oneOf(commands: Commands, before = ''): Command {
  const names = Object.keys(commands)
  const typed = (name: string) => `${before}${name}`
  const expected = names.map(typed).join(', ')
  return async ([name, ...args], print) => {
    if (name === undefined) throw new Trouble('COMMAND_MISSING', { expected })
    if (!Object.hasOwn(commands, name)) {
      const hint = didYouMean(name, names, typed)
      throw new Trouble('COMMAND_UNKNOWN', { came: typed(name), hint, expected })
    }
    return (await commands[name]!())(args, print)
  }
}
