/**
 * The mark by which a folder is known again. Where a drive is not mounted, its empty mount point takes everything that
 * is written, onto the system's own disk: so a folder is marked when it is first used, and without its mark it is not
 * there.
 */
import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ifMissing, writeNew } from '../../system/files.ts'
import { type TargetMemory, TargetProblem } from '../target.ts'

/** The file at the folder's root. */
export const markName = 'groundswell-storage.json'

/**
 * Sees to it that the folder at `root` is the one that was used before; the first one is marked and remembered. Stations
 * that share a folder share its mark. Throws a TargetProblem: `offline` without the mark, `missing` with another one.
 */
export async function recognise(root: string, memory: TargetMemory, name: string): Promise<void> {
  const known = memory.recall()
  const here = await readMark(root, name)
  if (known === null) return memory.remember(here ?? (await mark(root, name)))
  if (here === null)
    throw new TargetProblem(
      'offline',
      `${name}: the drive is not there (no ${markName} with the id ${known})`,
    )
  if (here !== known)
    throw new TargetProblem(
      'missing',
      `${name}: another drive is there, with the id ${here} and not ${known}`,
    )
}

/** The id in the folder's mark; null without one. */
async function readMark(root: string, name: string): Promise<string | null> {
  const text = await readFile(join(root, markName), 'utf8').catch(ifMissing(null))
  if (text === null) return null
  const id = /"storage": ?"([0-9a-f-]{36})"/.exec(text)?.[1]
  if (id !== undefined) return id
  if (text === '')
    throw new TargetProblem(
      'busy',
      `${name}: another station marks it now; if this stays, delete ${markName}`,
    )
  throw new TargetProblem('missing', `${name}: ${markName} there is not one of Groundswell's`)
}

/** Marks the folder, unless another station has just done so; gives the id of its mark. */
async function mark(root: string, name: string): Promise<string> {
  const about = 'Groundswell knows its storage by this file and writes nothing where it is missing.'
  const text = `${JSON.stringify({ storage: randomUUID(), about }, null, 2)}\n`
  await writeNew(join(root, markName), Buffer.from(text)).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  const id = await readMark(root, name)
  if (id === null) throw new TargetProblem('offline', `${name}: the mark that was just written is gone`)
  return id
}
