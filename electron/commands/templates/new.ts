import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { Trouble } from '../../contract/errors.ts'
import { exitCodes } from '../../contract/ready.ts'
import { isPackageName } from '../../frame/template/package-files.ts'
import { listTemplates, templateFolders } from '../../frame/template/template.ts'
import { makeFolder } from '../../system/files.ts'
import { parseCommandLine } from '../../system/flags.ts'
import { dataFolder, root } from '../../system/root.ts'
import type { Command } from '../command.ts'
import { placeFlags } from './place.ts'

const schema = 'template.schema.json'

/** templates new NAME: a small frame to begin with, in the data folder. */
export const create: Command = async (args, print) => {
  const { flags, rest } = parseCommandLine(args, placeFlags)
  const [came = ''] = rest
  const expected = 'templates new NAME, a name of small letters, digits and -'
  if (!isPackageName(came)) throw new Trouble('ARGUMENT_MISSING', { expected })
  const data = dataFolder(flags.data)
  if ((await listTemplates(templateFolders(data))).has(came))
    throw new Trouble('TEMPLATE_EXISTS', { name: came })
  const home = join(data, 'templates', came)
  await makeFolder(home)
  await cp(join(root, 'resources/starter'), home, { recursive: true })
  // Beside the frames, where their `$schema` looks for it.
  await cp(join(root, 'templates', schema), join(data, 'templates', schema))
  print(home)
  return exitCodes.ok
}
