/** A folder on a drive or a network share, which comes and goes, fills up, and may hang. */
import { randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { lstat, open, readdir, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import {
  ifMissing,
  makeFolder,
  sha256,
  syncFile,
  syncFolder,
  unfinished,
  writeCarefully,
} from '../../system/files.ts'
import { day } from '../../system/time.ts'
import type { TargetSettings } from '../settings.ts'
import {
  type Content,
  type Listed,
  standardPatience,
  type Target,
  type TargetParts,
  TargetProblem,
} from '../target.ts'
import { markName, recognise } from './folder-mark.ts'
import { problemOf } from './folder-problem.ts'
import { keyParts, prefixParts } from './keys.ts'
import { paced, type Watch, withPatience } from './patience.ts'

export type FolderSettings = Extract<TargetSettings, { readonly kind: 'folder' }>

/** How much is read in one go, in bytes: each counts as progress. */
const readSize = 1024 * 1024

/**
 * Makes the target; nothing is touched yet. Unfinished files that a pulled plug left behind are removed when they are
 * a day old: by the first put into their folder, and by every list of it.
 */
export function openFolder({ path }: FolderSettings, parts: TargetParts): Target {
  const { throttle, memory, patience = standardPatience } = parts
  /** What a put of ours has brought to the disk, by key, until it is verified. */
  const settled = new Map<string, string>()
  /** Folders whose old unfinished files are removed. */
  const swept = new Set<string>()
  /** Work that was given up and has not come back: each keeps one of the few threads that Node has for files. */
  const hanging = new Set<Promise<unknown>>()

  /** Does `work` in the right folder, with the way into it. Throws a TargetProblem. */
  async function inFolder<T>(
    signal: AbortSignal | undefined,
    work: (root: string, watch: Watch) => Promise<T>,
  ): Promise<T> {
    if (hanging.size > 0) throw new TargetProblem('offline', `${path}: it still does not answer`)
    let begun: Promise<T> | undefined
    try {
      return await withPatience(patience, signal, watch => {
        begun = through(path, async root => {
          await recognise(root, memory, path)
          return work(root, watch)
        })
        return begun
      })
    } catch (thrown) {
      if (begun && !signal?.aborted) noteHanging(begun)
      const problem = problemOf(thrown, path)
      if (problem.kind === 'offline') swept.clear()
      throw problem
    }
  }

  function noteHanging(begun: Promise<unknown>): void {
    const back = () => void hanging.delete(begun)
    hanging.add(begun)
    begun.then(back, back)
  }

  async function put(
    parts: readonly string[],
    { bytes, publicFor }: Pick<Content, 'bytes' | 'publicFor'>,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    await inFolder(signal, async (root, watch) => {
      const file = await wayTo(root, parts)
      await makeFolder(dirname(file))
      await sweepOnce(dirname(file), parts.slice(0, -1).join('/'))
      await writeCarefully(file, paced(bytes, throttle, watch), publicFor === undefined ? 0o600 : 0o644)
    })
  }

  /** Waits for the disk. */
  async function settle(parts: readonly string[], signal: AbortSignal | undefined): Promise<void> {
    await inFolder(signal, async root => {
      const file = await wayTo(root, parts)
      await syncFile(file)
      await syncFolder(dirname(file))
    })
  }

  async function remove(parts: readonly string[], signal: AbortSignal | undefined): Promise<void> {
    await inFolder(signal, async root => {
      const file = await wayTo(root, parts)
      await unlink(file).then(() => syncFolder(dirname(file)), ifMissing(undefined))
    })
  }

  async function get(key: string, signal?: AbortSignal): Promise<Buffer | null> {
    const parts = keyParts(key)
    return inFolder(signal, async (root, watch) => read(await wayTo(root, parts), watch))
  }

  async function sweepOnce(folder: string, name: string): Promise<void> {
    if (swept.has(name)) return
    for (const left of await readdir(folder))
      if (left.endsWith(unfinished)) await sweepOld(join(folder, left))
    swept.add(name)
  }

  return {
    name: path,
    clockOffset: null,
    async probe(signal) {
      const probe = [`groundswell-probe-${randomUUID()}`]
      await put(probe, { bytes: Buffer.from('Groundswell can write here.\n') }, signal)
      await remove(probe, signal)
    },
    async put(key, content, { signal } = {}) {
      settled.delete(key)
      await put(keyParts(key), content, signal)
      settled.set(key, content.sha256)
    },
    get,
    /** Opens the file anew; a system that still has it in memory answers from there. */
    async verify(key, content, signal) {
      const bytes = await get(key, signal)
      if (bytes === null) return 'missing'
      if (sha256(bytes) !== content.sha256) return 'different'
      // What an attempt has left that broke off before its end may be in the system's memory alone.
      if (settled.get(key) !== content.sha256) await settle(keyParts(key), signal)
      settled.delete(key)
      return 'whole'
    },
    async remove(key, signal) {
      await remove(keyParts(key), signal)
    },
    async *list(prefix, signal) {
      const folders = [prefixParts(prefix)]
      for (let folder = folders.pop(); folder; folder = folders.pop()) {
        const here = folder
        const { files, below } = await inFolder(signal, async (root, watch) =>
          look(await wayTo(root, here), here, watch),
        )
        folders.push(...below)
        yield* files
      }
    },
    /** What is unfinished has no name here, and is swept. */
    async abandon() {},
    close() {},
  }
}

/**
 * Opens the folder at `path` and calls `work` with a way into it. On Linux the way leads through the opened folder
 * itself (proc(5), /proc/pid/fd), so that when the drive goes away in the middle, nothing can land at its mount point.
 */
async function through<T>(path: string, work: (root: string) => Promise<T>): Promise<T> {
  if (process.platform !== 'linux') return work(path)
  const handle = await open(path, constants.O_RDONLY | constants.O_DIRECTORY)
  try {
    return await work(`/proc/self/fd/${handle.fd}`)
  } finally {
    await handle.close()
  }
}

/** The path of what `parts` name below `root`. Throws a TargetProblem when a symbolic link lies on the way. */
async function wayTo(root: string, parts: readonly string[]): Promise<string> {
  let at = root
  for (const part of parts) {
    at = join(at, part)
    const found = await lstat(at).catch(ifMissing(null))
    if (found?.isSymbolicLink())
      throw new TargetProblem('unexpected', 'a symbolic link lies where a folder or a file should')
  }
  return at
}

/** The bytes of `file`; null when it is not there. */
async function read(file: string, watch: Watch): Promise<Buffer | null> {
  const handle = await open(file, 'r').catch(ifMissing(null))
  if (handle === null) return null
  try {
    const pieces: Buffer[] = []
    for (;;) {
      const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(readSize), 0, readSize)
      watch.signal.throwIfAborted()
      watch.progress()
      if (bytesRead === 0) return Buffer.concat(pieces)
      pieces.push(buffer.subarray(0, bytesRead))
    }
  } finally {
    await handle.close()
  }
}

/** What lies in one folder, whose name is `parts`; nothing when it is not there. */
async function look(folder: string, parts: readonly string[], watch: Watch) {
  const files: Listed[] = []
  const below: string[][] = []
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(ifMissing([]))) {
    watch.signal.throwIfAborted()
    watch.progress()
    const key = [...parts, entry.name]
    const file = join(folder, entry.name)
    if (entry.isDirectory()) below.push(key)
    else if (entry.name.endsWith(unfinished)) await sweepOld(file)
    else if (entry.isFile() && key.join('/') !== markName) {
      const found = await lstat(file).catch(ifMissing(null))
      if (found) files.push({ key: key.join('/'), bytes: found.size })
    }
  }
  return { files, below }
}

/** Removes an unfinished file that nobody can be writing any more; nothing fails for one that may not be removed. */
async function sweepOld(file: string): Promise<void> {
  const found = await lstat(file).catch(() => null)
  if (found && Date.now() - found.mtimeMs > day) await unlink(file).catch(() => {})
}
