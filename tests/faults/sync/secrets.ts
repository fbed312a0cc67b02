/** Where the secret of the storage is, and must not be. */
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { runCli } from '../../support/cli.ts'

/** Looks through every file of a data folder, and through what the commands say. */
export async function secretsTold(data: string, secret: string): Promise<string[]> {
  if (!secret) return []
  const told: string[] = []
  const forms = [secret, ...(['hex', 'base64'] as const).map(form => Buffer.from(secret).toString(form))]
  const tells = (text: Buffer | string) => forms.some(form => text.includes(form))
  for (const entry of await readdir(data, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name)
    if (!entry.isFile()) continue
    const isTheirs = entry.name === 'secrets.json'
    if (!isTheirs && tells(await readFile(file))) told.push(`${file} tells the secret`)
    if (isTheirs && ((await stat(file)).mode & 0o777) !== 0o600) told.push(`${file} is open to others`)
  }
  for (const args of [['sync', 'status'], ['sync', 'status', '--json'], ['sync', 'verify'], ['doctor']]) {
    const { stdout, stderr } = await runCli(...args, '--data', data)
    if (tells(stdout + stderr)) told.push(`groundswell ${args.join(' ')} tells the secret`)
  }
  return told
}

/** Whether a running process has it among its arguments. */
export async function isInArguments(pid: number | undefined, secret: string): Promise<boolean> {
  if (!secret || !pid) return false
  return (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).includes(secret)
}
