import { basename, join } from 'node:path'
import { Trouble } from '../../contract/errors.ts'
import { exitCodes } from '../../contract/ready.ts'
import { importPackage, sweepImports } from '../../frame/template/package-zip.ts'
import { loadTemplate } from '../../frame/template/template.ts'
import { makeFolder } from '../../system/files.ts'
import { parseCommandLine } from '../../system/flags.ts'
import { dataFolder } from '../../system/root.ts'
import type { Command } from '../command.ts'
import { readInput } from '../files.ts'
import { placeFlags } from './place.ts'

const flagTable = { ...placeFlags, replace: { kind: 'switch' } } as const

/** templates import FILE.zip: takes a package into the data folder, when it is whole and right. */
export const importZip: Command = async (args, print) => {
  const { flags, rest } = parseCommandLine(args, flagTable)
  const [file] = rest
  if (!file) throw new Trouble('ARGUMENT_MISSING', { expected: 'templates import FILE.zip' })
  const zip = await readInput(file)
  const folder = join(dataFolder(flags.data), 'templates')
  await makeFolder(folder)
  await sweepImports(folder) // a crash may have left a half one
  const { name } = await importPackage(zip, folder, {
    fileName: basename(file),
    replace: flags.replace,
    check: (name, where) => loadTemplate(name, [where]),
  })
  print(join(folder, name))
  return exitCodes.ok
}
