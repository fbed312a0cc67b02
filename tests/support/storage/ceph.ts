/** Ceph's RADOS Gateway, as providers and companies run it: one monitor, one store in memory, one gateway. */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { appendFile, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { freePort } from '../free-port.ts'
import { answers, end, missingProgram } from '../programs.ts'
import { temporaryFolder } from '../station.ts'
import { until } from '../until.ts'
import { makeBucket, type S3Access, type S3Server, storageDomain } from './s3-server.ts'

/** Why it cannot be started here; null when it can. */
export const missingCeph = missingProgram(
  'ceph',
  'ceph-authtool',
  'ceph-mon',
  'ceph-osd',
  'monmaptool',
  'radosgw',
  'radosgw-admin',
)

export interface Ceph extends S3Server {
  /** Runs `radosgw-admin`; it takes about a second, and the gateway knows at once. */
  admin(...args: readonly string[]): Promise<void>
  /** What the user of `accessKey` may do from now on. */
  allow(what: 'everything' | 'reading' | 'nothing'): Promise<void>
  /** Adds a user beside the first; it may do nothing in that one's buckets. */
  addUser(name: string): Promise<S3Access>
}

/** Takes some 10 seconds: share one among the tests of a file. */
export async function startCeph(): Promise<Ceph> {
  const folder = await temporaryFolder()
  const at = (name: string) => join(folder.path, name)
  const [monitorPort, port] = await Promise.all([freePort(), freePort()])
  const daemons: ChildProcess[] = []
  const run = async (program: string, ...args: readonly string[]) =>
    (await promisify(execFile)(program, ['-c', at('ceph.conf'), ...args], { timeout: 60_000 })).stdout
  const keep = (program: string, ...args: readonly string[]) => {
    const child = spawn(program, ['-c', at('ceph.conf'), ...args, '-f'], { stdio: 'ignore' })
    daemons.push(child)
  }
  const stop = async () => {
    for (const daemon of daemons) daemon.kill('SIGKILL') // asked kindly, they take five seconds
    await Promise.all(daemons.map(end))
    await folder[Symbol.asyncDispose]()
  }

  try {
    const cluster = randomUUID()
    const keyring = at('keyring')
    await Promise.all(['mon', 'osd', 'rgw'].map(name => mkdir(at(name))))
    await writeFile(at('ceph.conf'), configuration({ folder: folder.path, cluster, monitorPort, port }))
    const may = (...where: readonly string[]) => where.flatMap(name => ['--cap', name, 'allow *'])
    await run('ceph-authtool', keyring, '--create-keyring', '--gen-key', '-n', 'mon.', ...may('mon'))
    for (const name of ['client.admin', 'client.rgw'])
      await run('ceph-authtool', keyring, '--gen-key', '-n', name, ...may('mon', 'osd'))
    const monitors = ['--addv', 'a', `[v2:127.0.0.1:${monitorPort}]`, at('monmap')]
    await run('monmaptool', '--create', '--fsid', cluster, ...monitors)
    await run('ceph-mon', '--mkfs', '-i', 'a', '--monmap', at('monmap'), '--keyring', keyring)
    keep('ceph-mon', '-i', 'a')
    const disk = randomUUID()
    await run('ceph', 'osd', 'new', disk)
    const rights = ['mon', 'allow profile osd', 'osd', 'allow *']
    await appendFile(keyring, await run('ceph', 'auth', 'get-or-create', 'osd.0', ...rights))
    await run('ceph-osd', '-i', '0', '--mkfs', '--osd-uuid', disk)
    keep('ceph-osd', '-i', '0')
    await until('the store of Ceph', async () => /\b1 up/.test(await run('ceph', 'osd', 'stat')), 60_000)
    keep('radosgw', '-n', 'client.rgw')
    const admin = async (...args: readonly string[]) =>
      void (await run('radosgw-admin', '-n', 'client.rgw', ...args))
    const endpoint = `http://127.0.0.1:${port}`
    const addUser = async (name: string): Promise<S3Access> => {
      const access = { endpoint, accessKey: `${name}-key`, secret: `${name}-secret` }
      const keys = ['--access-key', access.accessKey, '--secret-key', access.secret]
      await admin('user', 'create', '--uid', name, '--display-name', name, ...keys)
      return access
    }
    const access = await addUser('kiosk')
    await until('the gateway of Ceph', () => answers(port), 60_000)
    return {
      ...access,
      admin,
      addUser,
      async allow(what) {
        await admin('user', what === 'nothing' ? 'suspend' : 'enable', '--uid', 'kiosk')
        if (what === 'nothing') return
        const verbs = what === 'reading' ? 'read' : 'read, write, delete'
        await admin('user', 'modify', '--uid', 'kiosk', '--op-mask', verbs)
      },
      makeBucket: (name, owner = access) => makeBucket(owner, name),
      [Symbol.asyncDispose]: stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

interface Cluster {
  readonly folder: string
  readonly cluster: string
  readonly monitorPort: number
  readonly port: number
}

const configuration = ({ folder, cluster, monitorPort, port }: Cluster) => `
[global]
fsid = ${cluster}
mon host = [v2:127.0.0.1:${monitorPort}/0]
mon initial members = a
public addr = 127.0.0.1
cluster addr = 127.0.0.1
ms bind ipv6 = false
ms bind msgr1 = false
auth cluster required = cephx
auth service required = cephx
auth client required = cephx

osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 1
osd pool default pgp num = 1
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
mon allow pool size one = true
mon max pg per osd = 1000

mon data = ${folder}/mon
osd data = ${folder}/osd
osd objectstore = memstore
memstore device bytes = 2147483648
osd class load list = *
osd class default list = *
run dir = ${folder}
admin socket = ${folder}/$name.sock
log file = ${folder}/$name.log
pid file = ${folder}/$name.pid
keyring = ${folder}/keyring

[client.rgw]
rgw data = ${folder}/rgw
rgw frontends = beast endpoint=127.0.0.1:${port}
rgw dns name = ${storageDomain}
rgw max listing results = 50
rgw thread pool size = 32
rgw num rados handles = 1
`
