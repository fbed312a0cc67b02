/** A real drive for tests: an ext4 file system on a loop device, to be plugged in and pulled out. Linux and root only. */
import { execFile, execFileSync } from 'node:child_process'
import { chmod, mkdir, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { temporaryFolder } from '../station.ts'

const run = promisify(execFile)

export interface Drive extends AsyncDisposable {
  /** Where it is mounted when it is plugged in; an empty folder of the system's own disk when it is not. */
  readonly path: string
  plugIn(): Promise<void>
  /** Pulls it out whatever is open on it: the way to it is gone at once. */
  pullOut(): Promise<void>
  writeProtect(): Promise<void>
  /** Lets only the first eight megabytes answer: all others fail with EIO from now on. */
  break(): Promise<void>
  /** Lets everything that is written to it wait, as a drive that hangs does. */
  freeze(): Promise<void>
  thaw(): Promise<void>
}

/** What this machine lacks for a drive; null when nothing. */
export const noDrives: string | null = whyNoDrives()

/** Makes a drive of so many megabytes and plugs it in. */
export async function makeDrive(megabytes: number): Promise<Drive> {
  const folder = await temporaryFolder()
  const path = join(folder.path, 'drive')
  const image = join(folder.path, 'image')
  await mkdir(path)
  await chmod(folder.path, 0o755) // for servers that run as another user
  await writeFile(image, '')
  await truncate(image, megabytes * 1024 * 1024)
  await run('mkfs.ext4', ['-q', '-O', '^has_journal', '-m', '0', image])
  let isFrozen = false
  const drive: Drive = {
    path,
    plugIn: async () => void (await run('mount', ['-o', 'loop', image, path])),
    pullOut: async () => void (await run('umount', ['-l', path])),
    writeProtect: async () => void (await run('mount', ['-o', 'remount,ro', path])),
    async break() {
      const { stdout } = await run('losetup', ['-n', '-O', 'NAME', '-j', image])
      await truncate(image, 8 * 1024 * 1024)
      await run('losetup', ['-c', stdout.trim()])
    },
    async freeze() {
      await run('fsfreeze', ['-f', path])
      isFrozen = true
    },
    async thaw() {
      await run('fsfreeze', ['-u', path])
      isFrozen = false
    },
    async [Symbol.asyncDispose]() {
      if (isFrozen) await drive.thaw()
      await run('umount', ['-l', path]).catch(() => {}) // it may be pulled out
      await folder[Symbol.asyncDispose]()
    },
  }
  await drive.plugIn()
  return drive
}

function whyNoDrives(): string | null {
  if (process.platform !== 'linux') return 'loop devices are of Linux'
  if (process.getuid?.() !== 0) return 'only root may mount a drive'
  try {
    execFileSync('which', ['mkfs.ext4', 'mount', 'umount', 'losetup', 'fsfreeze'], { stdio: 'ignore' })
  } catch {
    return 'mkfs.ext4, losetup or fsfreeze is missing'
  }
  try {
    execFileSync('losetup', ['-f'], { stdio: 'ignore' })
    return null
  } catch {
    return 'there is no free loop device'
  }
}
