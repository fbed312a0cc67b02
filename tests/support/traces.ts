/** Looking for what should be gone: in every byte of every file, and in their names. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Gives the names of those `marks` that are somewhere below `folder`, each once, in the order of `marks`. */
export async function tracesIn(
  folder: string,
  marks: Readonly<Record<string, Buffer | string>>,
): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name))
  const haystacks = [Buffer.from(entries.map(({ name }) => name).join('\n'))]
  for (const file of files) haystacks.push(await readFile(file))
  return Object.keys(marks).filter(mark => haystacks.some(bytes => bytes.includes(marks[mark]!)))
}
