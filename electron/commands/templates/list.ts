import { say } from '../../../text/index.ts'
import { Trouble } from '../../contract/errors.ts'
import { exitCodes } from '../../contract/ready.ts'
import { loadTemplate } from '../../frame/template/template.ts'
import { parseFlags } from '../../system/flags.ts'
import { dataFolder } from '../../system/root.ts'
import { wordsFor } from '../../system/words.ts'
import type { Command } from '../command.ts'
import { chosen, placeFlags } from './place.ts'

/** templates list: every frame, what it is like, and what it gives. */
export const list: Command = async (args, print) => {
  const flags = parseFlags(args, placeFlags)
  const { names, folders } = await chosen([], dataFolder(flags.data))
  for (const name of names) {
    try {
      const { title, mood, outputs } = await loadTemplate(name, folders)
      const given = Object.keys(outputs).join(', ')
      print(say('en', 'templates.line', { name, title, mood, outputs: given }))
    } catch (error) {
      if (!(error instanceof Trouble)) throw error
      print(say('en', 'templates.broken', { name, reason: wordsFor(error) }))
    }
  }
  return exitCodes.ok
}
