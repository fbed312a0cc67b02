import { Trouble } from '../contract/errors.ts'
import { didYouMean } from '../system/settings-check.ts'
import type { Command } from './command.ts'

const verbs: Readonly<Record<string, () => Promise<Command>>> = {
  list: async () => (await import('./templates/list.ts')).list,
  check: async () => (await import('./templates/check.ts')).check,
  preview: async () => (await import('./templates/preview.ts')).preview,
  sheet: async () => (await import('./templates/sheet.ts')).sheet,
  new: async () => (await import('./templates/new.ts')).create,
  import: async () => (await import('./templates/import.ts')).importZip,
  export: async () => (await import('./templates/export.ts')).exportZip,
}

/** templates list | check | preview | sheet | new | import | export: for who makes frames. */
export const templates: Command = async ([verb, ...args], print) => {
  const names = Object.keys(verbs)
  const expected = names.map(name => `templates ${name}`).join(', ')
  if (verb === undefined) throw new Trouble('COMMAND_MISSING', { expected })
  if (!Object.hasOwn(verbs, verb)) {
    const hint = didYouMean(verb, names, name => `templates ${name}`)
    throw new Trouble('COMMAND_UNKNOWN', { came: `templates ${verb}`, hint, expected })
  }
  return (await verbs[verb]!())(args, print)
}
