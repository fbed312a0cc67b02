/** A web server that strangers read published pages from: Apache, set up as docs/publishing.md says. */
import { spawn } from 'node:child_process'
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { projectRoot, temporaryFolder } from './station.ts'
import { end, environment, freePort, isServing, missingProgram } from './storage/programs.ts'
import { until } from './until.ts'

export const missingWebServer = missingProgram('apache2')

export interface WebServer extends AsyncDisposable {
  readonly address: string
  /** What it serves; everybody may write into it. */
  readonly folder: string
}

export async function startWebServer(): Promise<WebServer> {
  const home = await temporaryFolder()
  const folder = join(home.path, 'shown')
  const run = join(home.path, 'run')
  for (const one of [folder, run]) await mkdir(one)
  // Started by root, it serves as another user.
  for (const one of [home.path, folder, run]) await chmod(one, 0o777)
  const port = await freePort()
  const file = join(home.path, 'apache.conf')
  const guide = await readFile(join(projectRoot, 'docs/publishing.md'), 'utf8')
  const [, lines = ''] = /```apache conf\n(.*?)```/s.exec(guide) ?? []
  await writeFile(file, configuration({ home: home.path, folder, port, lines }))
  const child = spawn('apache2', ['-f', file, '-D', 'FOREGROUND'], { env: environment, stdio: 'ignore' })
  await until('Apache', () => isServing(child, port))
  return {
    address: `http://localhost:${port}`,
    folder,
    async [Symbol.asyncDispose]() {
      await end(child)
      await home[Symbol.asyncDispose]()
    },
  }
}

interface Configuration {
  readonly home: string
  readonly folder: string
  readonly port: number
  readonly lines: string
}

const configuration = ({ home, folder, port, lines }: Configuration) => `
ServerRoot /usr/lib/apache2
ServerName localhost
Listen 127.0.0.1:${port}
PidFile ${home}/apache.pid
ErrorLog ${home}/apache.log
DefaultRuntimeDir ${home}/run
User www-data
Group www-data
LoadModule mpm_event_module modules/mod_mpm_event.so
LoadModule authz_core_module modules/mod_authz_core.so
LoadModule headers_module modules/mod_headers.so
LoadModule mime_module modules/mod_mime.so
TypesConfig /etc/mime.types
DocumentRoot ${folder}
${lines}
`
