/**
 * Two drives of which somebody can pull the plug. Each is an ext4 file system on a loop device whose image is a file on
 * an XFS. A copy by reflink is taken of the image while everything goes on: XFS shares the blocks in one step, between
 * two writes to the file. So a copy holds what the loop device was given up to then, and not what ext4 still had in
 * memory because nobody had asked for it to be on the disk: names and data without an fsync are missing in it.
 * `commit=300` keeps ext4 from writing its journal by itself every five seconds, which would hide that.
 */
import { execFile, execFileSync } from 'node:child_process'
import { mkdir, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { temporaryFolder } from '../../support/station.ts'
import { noDrives } from '../../support/storage/drive.ts'
import { atExit } from './at-exit.ts'

const run = promisify(execFile)

/** What the drives are like once the plug was pulled, mounted anew. */
export interface Remains extends AsyncDisposable {
  readonly kiosk: string
  readonly storage: string
}

export interface PowerDrives extends AsyncDisposable {
  /** Where the kiosk's drive is mounted, and the storage's. */
  readonly kiosk: string
  readonly storage: string
  /** Pulls the plug of both in a copy: that of the storage a moment later. */
  cut(): Promise<Remains>
}

export const noPowerDrives: string | null = noDrives ?? whyNoXfs()

const names = ['kiosk', 'storage'] as const
const megabytes = 400

export async function makePowerDrives(): Promise<PowerDrives> {
  await using undo = new AsyncDisposableStack()
  const folder = undo.use(await temporaryFolder())
  const host = await imageAt(
    join(folder.path, 'host.img'),
    4 * megabytes,
    'mkfs.xfs',
    '-q',
    '-m',
    'reflink=1',
  )
  const home = join(folder.path, 'host')
  undo.use(await mounted(host, home, 'loop'))
  for (const name of names) {
    const image = await imageAt(join(home, `${name}.img`), megabytes, 'mkfs.ext4', '-q', '-m', '0')
    undo.use(await mounted(image, join(folder.path, name), 'loop,commit=300'))
  }
  let cuts = 0
  const end = undo.move()
  return {
    kiosk: join(folder.path, 'kiosk'),
    storage: join(folder.path, 'storage'),
    async cut() {
      await using undo = new AsyncDisposableStack()
      const number = ++cuts
      const copies = names.map(name => ({ name, image: join(home, `${name}-${number}.img`) }))
      for (const { name, image } of copies) {
        undo.defer(() => rm(image, { force: true }))
        await run('cp', ['--reflink=always', join(home, `${name}.img`), image])
      }
      for (const { name, image } of copies)
        undo.use(await mounted(image, join(folder.path, `${name}-${number}`), 'loop'))
      const end = undo.move()
      return {
        kiosk: join(folder.path, `kiosk-${number}`),
        storage: join(folder.path, `storage-${number}`),
        [Symbol.asyncDispose]: () => end.disposeAsync(),
      }
    },
    [Symbol.asyncDispose]: () => end.disposeAsync(),
  }
}

async function imageAt(image: string, size: number, make: string, ...args: string[]): Promise<string> {
  await writeFile(image, '')
  await truncate(image, size * 1024 * 1024)
  await run(make, [...args, image])
  return image
}

async function mounted(image: string, at: string, options: string): Promise<AsyncDisposable> {
  await mkdir(at)
  await run('mount', ['-o', options, image, at])
  const exit = atExit('umount', '-l', at)
  return {
    async [Symbol.asyncDispose]() {
      exit[Symbol.dispose]()
      // A process that was just killed may still have it open for a moment.
      await run('umount', [at]).catch(() => run('umount', ['-l', at]))
    },
  }
}

function whyNoXfs(): string | null {
  try {
    execFileSync('which', ['mkfs.xfs'], { stdio: 'ignore' })
    return null
  } catch {
    return 'mkfs.xfs is missing (Debian: xfsprogs)'
  }
}
