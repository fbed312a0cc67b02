/**
 * Careful files: what is written here is whole or not there, also after a power cut. A temporary file is
 * written and fsynced, renamed into place, and the folder is fsynced, so that the name survives too.
 */
import { hash, randomUUID } from 'node:crypto'
import { type FileHandle, mkdir, open, readdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** What a temporary file's name ends with; `sweepUnfinished` removes those a crash left behind. */
export const unfinished = '.part'

/** SHA-256 of `bytes` in lower-case hex. */
export function sha256(bytes: Uint8Array | string): string {
  return hash('sha256', bytes)
}

/** Makes `folder` and its parents, each name durable. */
export async function makeFolder(folder: string): Promise<void> {
  const made = await mkdir(folder, { recursive: true })
  if (made === undefined) return
  for (let at = folder; ; at = dirname(at)) {
    await syncFolder(dirname(at))
    if (at === made) return
  }
}

/**
 * Writes `bytes`, at once or piece by piece, to `file`, durable when the promise settles; for its owner alone unless
 * `mode` says otherwise. An existing file is replaced in one step. Throws the system's error (ENOSPC, EACCES …) or what
 * the pieces throw; then `file` is as it was and nothing is left beside it.
 */
export async function writeCarefully(
  file: string,
  bytes: Uint8Array | AsyncIterable<Uint8Array>,
  mode = 0o600,
): Promise<void> {
  const part = `${file}.${randomUUID()}${unfinished}` // two writers of one file never share a half
  let handle: FileHandle | undefined
  try {
    handle = await open(part, 'w', mode)
    await handle.writeFile(bytes) // loops over short writes; a bare write() does not
    await handle.sync()
    await handle.close()
    handle = undefined
    await rename(part, file)
  } catch (error) {
    await handle?.close().catch(() => {})
    await rm(part, { force: true })
    throw error
  }
  await syncFolder(dirname(file))
}

/** Writes as `writeCarefully` does, but replaces nothing: throws the system's EEXIST when `file` is there. */
export async function writeNew(file: string, bytes: Uint8Array): Promise<void> {
  await (await open(file, 'wx', 0o600)).close() // takes the name, so that of two writers one is refused
  try {
    await writeCarefully(file, bytes)
  } catch (error) {
    await rm(file, { force: true })
    throw error
  }
}

/** Removes what a crash left half-written below `folder`; gives the names removed. */
export async function sweepUnfinished(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true }).catch(ifMissing([]))
  const leftovers = names.filter(name => name.endsWith(unfinished))
  for (const name of leftovers) await rm(join(folder, name), { force: true })
  return leftovers
}

/**
 * Removes `folder` with all that is in it, durably; fine when it is not there. The bytes are in no file then, but
 * not overwritten: on today's disks only an encrypted one makes that sure.
 */
export async function removeFolder(folder: string): Promise<void> {
  // Who is writing into it at this moment may make it not empty once more.
  await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  await syncFolder(dirname(folder)).catch(ifMissing(undefined))
}

/** For `.catch`: gives `instead` when the file is not there, and throws every other error on. */
export function ifMissing<T>(instead: T): (error: NodeJS.ErrnoException) => T {
  return error => {
    if (error.code === 'ENOENT') return instead
    throw error
  }
}

/** Makes what is in `file` durable, whoever wrote it. */
export async function syncFile(file: string): Promise<void> {
  const handle = await open(file, 'r+') // Windows flushes nothing that is open for reading alone
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Makes the names in `folder` durable, such as that of a file renamed into it. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return // folders cannot be opened there; NTFS journals the rename
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
