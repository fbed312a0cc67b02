/** Files that a person named on the command line. */
import { readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Trouble } from '../contract/errors.ts'
import { makeFolder, writeCarefully, writeNew } from '../system/files.ts'

/** Throws FILE_NOT_FOUND. */
export async function readInput(file: string): Promise<Buffer> {
  try {
    return await readFile(file)
  } catch (error) {
    throw new Trouble('FILE_NOT_FOUND', { file }, error)
  }
}

/** Throws FILE_NOT_WRITABLE. */
export async function writeOutput(file: string, bytes: Uint8Array): Promise<void> {
  try {
    await writeCarefully(file, bytes)
  } catch (error) {
    throw notWritable(file, error)
  }
}

/** Writes a new file, and its folder when that is missing. Throws what `exists` gives when it is there, or FILE_NOT_WRITABLE. */
export async function writeNewOutput(file: string, bytes: Uint8Array, exists: () => Trouble): Promise<void> {
  try {
    await makeFolder(dirname(file))
  } catch (error) {
    throw notWritable(file, error)
  }
  try {
    await writeNew(file, bytes)
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'EEXIST' ? exists() : notWritable(file, error)
  }
}

/** Does work that writes into a folder. Throws FILE_NOT_WRITABLE when the system refuses, and what the work throws. */
export async function writingInto<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw typeof (error as NodeJS.ErrnoException).syscall === 'string' ? notWritable(folder, error) : error
  }
}

function notWritable(file: string, error: unknown): Trouble {
  const reason = (error as NodeJS.ErrnoException).code ?? ''
  return new Trouble('FILE_NOT_WRITABLE', { file, reason }, error)
}
