import { say } from '../../../text/index.ts'
import { stationFlags } from '../../contract/flags.ts'
import { exitCodes } from '../../contract/ready.ts'
import { forgetPin } from '../../operator/pin.ts'
import { parseFlags } from '../../system/flags.ts'
import { dataFolder } from '../../system/root.ts'
import type { Command } from '../command.ts'

/** operator reset-pin: whoever opens the operator's page next chooses a new PIN, beside a running station too. */
export const resetPin: Command = async (args, print) => {
  const flags = parseFlags(args, { data: stationFlags.data })
  const folder = dataFolder(flags.data)
  print(say('en', (await forgetPin(folder)) ? 'operator.pinForgotten' : 'operator.noPin', { folder }))
  return exitCodes.ok
}
