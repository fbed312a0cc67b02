/** Files that a person named on the command line. */
import { readFile } from 'node:fs/promises'
import { Trouble } from '../contract/errors.ts'
import { writeCarefully } from '../system/files.ts'

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
    const reason = (error as NodeJS.ErrnoException).code ?? ''
    throw new Trouble('FILE_NOT_WRITABLE', { file, reason }, error)
  }
}
