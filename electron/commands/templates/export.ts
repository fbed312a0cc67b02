import { resolve } from 'node:path'
import { Trouble } from '../../contract/errors.ts'
import { exitCodes } from '../../contract/ready.ts'
import { exportPackage } from '../../frame/template/package-zip.ts'
import { listTemplates, loadTemplate, templateFolders } from '../../frame/template/template.ts'
import { parseCommandLine } from '../../system/flags.ts'
import { dataFolder } from '../../system/root.ts'
import type { Command } from '../command.ts'
import { writeOutput } from '../files.ts'
import { placeFlags } from './place.ts'

const flagTable = { ...placeFlags, out: { kind: 'text', expected: 'FILE.zip' } } as const

/** templates export NAME --out FILE.zip: the whole package as one file. */
export const exportZip: Command = async (args, print) => {
  const { flags, rest } = parseCommandLine(args, flagTable)
  const [name] = rest
  if (!name) throw new Trouble('ARGUMENT_MISSING', { expected: 'templates export NAME --out FILE.zip' })
  const folders = templateFolders(dataFolder(flags.data))
  await loadTemplate(name, folders) // a broken one is not handed on
  const folder = (await listTemplates(folders)).get(name)!
  const file = resolve(flags.out ?? `${name}.zip`)
  await writeOutput(file, await exportPackage(name, folder))
  print(file)
  return exitCodes.ok
}
