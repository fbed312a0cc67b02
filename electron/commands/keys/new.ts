import { rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { say } from '../../../text/index.ts'
import { languageCodes } from '../../../text/languages.ts'
import { type Keys, makeKeys } from '../../consent/seal.ts'
import { Trouble } from '../../contract/errors.ts'
import type { FlagTable } from '../../contract/flags.ts'
import { exitCodes } from '../../contract/ready.ts'
import { parseFlags } from '../../system/flags.ts'
import type { Command } from '../command.ts'
import { refuseKiosk, writeNewKey } from '../key-files.ts'
import { recoverySheet } from './recovery-sheet.ts'

const flagTable = {
  out: { kind: 'text', expected: 'FOLDER' },
  /** Whose key it is, as the sheet says it. */
  name: { kind: 'text', expected: 'NAME' },
  /** Of the sheet. */
  language: { kind: 'choice', choices: languageCodes, standard: 'en' },
} as const satisfies FlagTable

/** keys new --out FOLDER: a pair of keys. The private one is in a file and on a sheet to print; the public one is printed here. */
export const create: Command = async (args, print) => {
  const flags = parseFlags(args, flagTable)
  if (!flags.out) throw new Trouble('ARGUMENT_MISSING', { expected: 'keys new --out FOLDER' })
  const folder = resolve(flags.out)
  await refuseKiosk(folder)

  const file = join(folder, 'groundswell-private-key.txt')
  const sheet = join(folder, 'recovery-sheet.html')
  const keys = await makeKeys()
  const date = new Date()
  await writeNewKey(file, keyFile(keys, date))
  try {
    const { name = '', language } = flags
    await writeNewKey(sheet, await recoverySheet({ keys, name, language, date, file, sheet }))
  } catch (error) {
    await rm(file, { force: true }) // nobody has the public key yet, so nothing is lost with it
    throw error
  }
  print(keys.publicKey)
  print(say('en', 'keys.goes'))
  print(say('en', 'keys.files', { file, sheet }))
  return exitCodes.ok
}

/** As age-keygen writes it, so that other programs take it: comments, then the key (age-keygen(1)). */
function keyFile({ publicKey, privateKey }: Keys, date: Date): string {
  return `# created: ${date.toISOString()}\n# public key: ${publicKey}\n${privateKey}\n`
}
