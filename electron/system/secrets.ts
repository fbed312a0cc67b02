/**
 * What only this kiosk may know: the key to the brand's storage. With Electron it lies in the operating system's
 * keychain, and the shell hands it down in the environment; else in a file that only its owner may read. It is in no
 * settings file, log or error.
 */
import { randomBytes } from 'node:crypto'
import { chmod, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { Trouble } from '../contract/errors.ts'
import { secretFiles } from '../contract/secrets.ts'
import { ifMissing, writeCarefully } from './files.ts'

const secretsSchema = z.strictObject({ storage: z.string().optional() })
export type Secrets = z.output<typeof secretsSchema>

/** The secrets: those in the file, before `handed`, the JSON that the shell gave. Throws FILE_FORM, which repeats nothing. */
export async function readSecrets(dataFolder: string, handed: string | undefined): Promise<Secrets> {
  const file = join(dataFolder, secretFiles.open)
  const text = await readFile(file, 'utf8').catch(ifMissing(null))
  if (text !== null) await closeToOthers(file)
  return { ...parsed(handed ?? '{}', 'the keychain'), ...parsed(text ?? '{}', file) }
}

function parsed(text: string, file: string): Secrets {
  try {
    return secretsSchema.parse(JSON.parse(text))
  } catch {
    throw new Trouble('FILE_FORM', { file, expected: '{"storage": "…"}', came: 'something else' }) // no cause: it quotes
  }
}

/** Writes the secrets where only the file's owner may read them. The keychain takes them at the shell's next start. */
export async function writeSecrets(dataFolder: string, secrets: Secrets): Promise<void> {
  await writeCarefully(join(dataFolder, secretFiles.open), Buffer.from(`${JSON.stringify(secrets)}\n`))
}

/** What Prometheus has to show at the kiosk door; made at the first start. It opens nothing but the numbers. */
export async function metricsToken(dataFolder: string): Promise<string> {
  const file = join(dataFolder, 'metrics-token')
  const kept = await readFile(file, 'utf8').catch(ifMissing(''))
  if (kept.trim()) return kept.trim()
  const token = randomBytes(32).toString('base64url')
  await writeCarefully(file, Buffer.from(`${token}\n`))
  return token
}

/** Somebody may have copied the file in with the usual rights. */
async function closeToOthers(file: string): Promise<void> {
  if (process.platform === 'win32') return // rights there come from the account's folder
  if (((await stat(file)).mode & 0o077) !== 0) await chmod(file, 0o600)
}
