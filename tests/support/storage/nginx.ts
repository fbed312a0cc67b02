/** nginx with its WebDAV modules (Debian's nginx-extras). */
import { execFileSync, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort } from '../free-port.ts'
import { end, environment, isServing, missingProgram } from '../programs.ts'
import { temporaryFolder } from '../station.ts'
import { until } from '../until.ts'
import { password, user, type WebDavServer } from './webdav-server.ts'

const webDavModule = '/usr/lib/nginx/modules/ngx_http_dav_ext_module.so'

export const noNginx =
  missingProgram('nginx', 'openssl') ?? (existsSync(webDavModule) ? null : 'nginx-extras is not installed')

/** `more` are more lines for its one location. */
export async function startNginx(more = ''): Promise<WebDavServer> {
  const home = await temporaryFolder()
  const folder = join(home.path, 'shown')
  await Promise.all([mkdir(folder), mkdir(join(home.path, 'temporary'))])
  await chmod(home.path, 0o755)
  const port = await freePort()
  const hashed = execFileSync('openssl', ['passwd', '-apr1', '-stdin'], { input: password, encoding: 'utf8' })
  await writeFile(join(home.path, 'users'), `${user}:${hashed}`)
  const file = join(home.path, 'nginx.conf')
  await writeFile(file, configuration({ home: home.path, folder, port, more }))
  const child = spawn('nginx', ['-c', file, '-e', join(home.path, 'nginx.log')], {
    env: environment,
    stdio: 'ignore',
  })
  await until('nginx', () => isServing(child, port))
  return {
    port,
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
  readonly more: string
}

const configuration = ({ home, folder, port, more }: Configuration) => `
load_module ${webDavModule};
pid ${home}/nginx.pid;
daemon off;
worker_processes 1;
${process.getuid?.() === 0 ? 'user root;' : ''}
events { worker_connections 64; }
http {
  access_log off;
  client_max_body_size 0;
  client_body_temp_path ${home}/temporary/body;
  proxy_temp_path ${home}/temporary/proxy;
  fastcgi_temp_path ${home}/temporary/fastcgi;
  uwsgi_temp_path ${home}/temporary/uwsgi;
  scgi_temp_path ${home}/temporary/scgi;
  server {
    listen 127.0.0.1:${port};
    root ${folder};
    location / {
      auth_basic groundswell;
      auth_basic_user_file ${home}/users;
      dav_methods PUT DELETE MKCOL MOVE;
      dav_ext_methods PROPFIND OPTIONS;
      ${more}
    }
  }
}
`
