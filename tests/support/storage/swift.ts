/** OpenStack Swift with its S3 layer, as many public clouds run it: it refuses what is not plain S3 of the first years. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { end, missingProgram } from '../programs.ts'
import { temporaryFolder } from '../station.ts'
import { makeBucket, type S3Access, type S3Server, storageDomain } from './s3-server.ts'

/** Why it cannot be started here; null when it can. */
export const missingSwift = missingProgram(
  'swift-proxy-server',
  'swift-account-server',
  'swift-container-server',
  'swift-object-server',
)

export interface Swift extends S3Server {
  readonly pid: number
  /** A second user of the account, who may do nothing in its buckets. */
  readonly stranger: S3Access
}

export async function startSwift(): Promise<Swift> {
  const folder = await temporaryFolder()
  const script = join(import.meta.dirname, 'swift-server.py')
  // Debian's own Python has Debian's Swift; another one on the path has not.
  const args = [script, join(folder.path, 'swift'), 'kiosk:sync', 'swift-secret', storageDomain]
  const child = spawn('/usr/bin/python3', args, { stdio: ['ignore', 'pipe', 'pipe'] })
  let errors = ''
  child.stderr.on('data', chunk => (errors += chunk))
  let port: string | undefined
  for await (const line of createInterface({ input: child.stdout })) {
    port = line
    break
  }
  if (port === undefined) throw new Error(`Swift did not start: ${errors}`)
  const endpoint = `http://127.0.0.1:${port}`
  const access = { endpoint, accessKey: 'kiosk:sync', secret: 'swift-secret' }
  return {
    ...access,
    pid: child.pid!,
    stranger: { ...access, accessKey: 'kiosk:stranger' },
    makeBucket: (name, owner = access) => makeBucket(owner, name),
    async [Symbol.asyncDispose]() {
      await end(child)
      await folder[Symbol.asyncDispose]()
    },
  }
}
