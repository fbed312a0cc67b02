/** A web server that strangers read published pages from: Apache, set up as docs/publishing.md says. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { missingProgram } from './programs.ts'
import { projectRoot } from './station.ts'
import { runApache } from './storage/apache.ts'

export const missingWebServer = missingProgram('apache2')

export interface WebServer extends AsyncDisposable {
  readonly address: string
  /** What it serves; everybody may write into it. */
  readonly folder: string
}

export async function startWebServer(): Promise<WebServer> {
  const { port, ...server } = await runApache(async () => {
    const guide = await readFile(join(projectRoot, 'docs/publishing.md'), 'utf8')
    const [, lines = ''] = /```apache conf\n(.*?)```/s.exec(guide) ?? []
    return modules + lines
  })
  return { ...server, address: `http://localhost:${port}` }
}

const modules = `
LoadModule headers_module modules/mod_headers.so
LoadModule mime_module modules/mod_mime.so
TypesConfig /etc/mime.types
`
