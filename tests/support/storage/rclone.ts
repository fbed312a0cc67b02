/** rclone as a WebDAV server: one of the many on the WebDAV package of Go, which writes in place. */
import { spawn } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort } from '../free-port.ts'
import { end, environment, isServing, missingProgram } from '../programs.ts'
import { temporaryFolder } from '../station.ts'
import { until } from '../until.ts'
import { password, user, type WebDavServer } from './webdav-server.ts'

export const noRclone = missingProgram('rclone')

export async function startRclone(): Promise<WebDavServer> {
  const home = await temporaryFolder()
  const folder = join(home.path, 'shown')
  await mkdir(folder)
  const port = await freePort()
  const child = spawn(
    'rclone',
    ['serve', 'webdav', folder, '--addr', `127.0.0.1:${port}`, '--config', join(home.path, 'rclone.conf')],
    {
      env: {
        ...environment,
        RCLONE_USER: user,
        RCLONE_PASS: password,
        RCLONE_CACHE_DIR: join(home.path, 'cache'),
      },
      stdio: 'ignore',
    },
  )
  await until('rclone', () => isServing(child, port))
  return {
    port,
    folder,
    async [Symbol.asyncDispose]() {
      await end(child)
      await home[Symbol.asyncDispose]()
    },
  }
}
