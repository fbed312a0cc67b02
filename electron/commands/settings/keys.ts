import { generateKeyPairSync } from 'node:crypto'
import { join, resolve } from 'node:path'
import { say } from '../../../text/index.ts'
import { Trouble } from '../../contract/errors.ts'
import type { FlagTable } from '../../contract/flags.ts'
import { exitCodes } from '../../contract/ready.ts'
import { brandKeyOf } from '../../sync/signed-settings.ts'
import { parseFlags } from '../../system/flags.ts'
import type { Command } from '../command.ts'
import { refuseKiosk, writeNewKey } from '../key-files.ts'

const flagTable = { out: { kind: 'text', expected: 'FOLDER' } } as const satisfies FlagTable

/** settings keys --out FOLDER: the brand's pair of keys for signing. The private one is in a file, the public one is printed. */
export const keys: Command = async (args, print) => {
  const flags = parseFlags(args, flagTable)
  if (!flags.out) throw new Trouble('ARGUMENT_MISSING', { expected: 'settings keys --out FOLDER' })
  const folder = resolve(flags.out)
  await refuseKiosk(folder)
  const file = join(folder, 'groundswell-signing-key.pem')
  const { privateKey } = generateKeyPairSync('ed25519')
  await writeNewKey(file, String(privateKey.export({ type: 'pkcs8', format: 'pem' })))
  print(brandKeyOf(privateKey))
  print(say('en', 'settings.goes'))
  print(say('en', 'settings.files', { file }))
  return exitCodes.ok
}
