import { say } from '../../../text/index.ts'
import { Trouble } from '../../contract/errors.ts'
import { exitCodes } from '../../contract/ready.ts'
import { checkTemplate } from '../../frame/check.ts'
import { loadTemplate } from '../../frame/template/template.ts'
import { parseCommandLine } from '../../system/flags.ts'
import { dataFolder } from '../../system/root.ts'
import { wordsFor } from '../../system/words.ts'
import type { Command } from '../command.ts'
import { sampleValues, valueFlags } from '../frame-values.ts'
import { chosen, placeFlags } from './place.ts'

/** templates check [NAME…]: what a template maker runs. Exit code 2 when something must be mended. */
export const check: Command = async (args, print) => {
  const { flags, rest } = parseCommandLine(args, { ...placeFlags, ...valueFlags })
  const { names, folders } = await chosen(rest, dataFolder(flags.data))
  const { values } = sampleValues(flags)
  let wrong = 0
  for (const name of names) {
    try {
      const found = await checkTemplate(await loadTemplate(name, folders), values)
      print(say('en', found.length ? 'templates.found' : 'templates.well', { name }))
      for (const { level, what, details } of found) {
        const mark = say('en', level === 'wrong' ? 'templates.wrong' : 'templates.look')
        print(`  ${mark} ${say('en', `templateCheck.${what}`, details)}`)
        if (level === 'wrong') wrong++
      }
    } catch (error) {
      if (!(error instanceof Trouble)) throw error
      print(say('en', 'templates.broken', { name, reason: wordsFor(error) }))
      wrong++
    }
  }
  return wrong ? exitCodes.needsPerson : exitCodes.ok
}
