/** Apache with mod_dav, as Debian has it: the WebDAV server of web hosts and of many a NAS. */
import { execFileSync, spawn } from 'node:child_process'
import { hash } from 'node:crypto'
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort } from '../free-port.ts'
import { end, environment, isServing, missingProgram } from '../programs.ts'
import { temporaryFolder } from '../station.ts'
import { until } from '../until.ts'
import { password, user, type WebDavServer } from './webdav-server.ts'

export const noApache = missingProgram('apache2', 'htpasswd')

export interface ApacheOptions {
  readonly auth?: 'Basic' | 'Digest'
  /** The folder it shows; else a new one. */
  readonly shown?: string
  /** More lines for the folder. */
  readonly more?: string
}

export async function startApache(options: ApacheOptions = {}): Promise<WebDavServer> {
  const auth = options.auth ?? 'Basic'
  return runApache(async (home, folder) => {
    await writeFile(join(home, 'users'), auth === 'Basic' ? basicUsers() : digestUsers())
    return webDav({ home, folder, auth, more: options.more ?? '' })
  }, options.shown)
}

/** Any Apache that shows one folder, `shown` or a new one; `lines` are what its configuration goes on with. */
export async function runApache(
  lines: (home: string, folder: string) => Promise<string>,
  shown?: string,
): Promise<WebDavServer> {
  const home = await temporaryFolder()
  const folder = shown ?? join(home.path, 'shown')
  const run = join(home.path, 'run')
  await Promise.all([mkdir(folder, { recursive: true }), mkdir(run)])
  // Started by root, it serves as another user.
  for (const one of [home.path, folder, run]) await chmod(one, 0o777)
  const port = await freePort()
  const file = join(home.path, 'apache.conf')
  await writeFile(file, base(home.path, folder, port) + (await lines(home.path, folder)))
  const child = spawn('apache2', ['-f', file, '-D', 'FOREGROUND'], { env: environment, stdio: 'ignore' })
  await until('Apache', () => isServing(child, port))
  return {
    port,
    folder,
    async [Symbol.asyncDispose]() {
      await end(child)
      await home[Symbol.asyncDispose]()
    },
  }
}

const realm = 'groundswell'

function basicUsers(): string {
  return execFileSync('htpasswd', ['-nbm', user, password], { env: environment, encoding: 'utf8' })
}

function digestUsers(): string {
  return `${user}:${realm}:${hash('md5', `${user}:${realm}:${password}`)}\n`
}

const base = (home: string, folder: string, port: number) => `
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
DocumentRoot ${folder}
`

interface WebDav {
  readonly home: string
  readonly folder: string
  readonly auth: string
  readonly more: string
}

const webDav = ({ home, folder, auth, more }: WebDav) => `
LoadModule alias_module modules/mod_alias.so
LoadModule authn_core_module modules/mod_authn_core.so
LoadModule authn_file_module modules/mod_authn_file.so
LoadModule authz_user_module modules/mod_authz_user.so
LoadModule auth_basic_module modules/mod_auth_basic.so
LoadModule auth_digest_module modules/mod_auth_digest.so
LoadModule dav_module modules/mod_dav.so
LoadModule dav_fs_module modules/mod_dav_fs.so
DavLockDB ${home}/run/lock
<Directory ${folder}>
  Dav On
  AuthType ${auth}
  AuthName ${realm}
  Auth${auth}Provider file
  AuthUserFile ${home}/users
  Require valid-user
  ${more}
</Directory>
`
