/** Files that hold a private key: where they may lie, and that none is ever lost. */
import { existsSync } from 'node:fs'
import { realpath } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Trouble } from '../contract/errors.ts'
import { writeNewOutput } from './files.ts'

/** A private key is for the brand's own computer. Throws KEY_ON_KIOSK when `folder` is or lies in a kiosk's data folder. */
export async function refuseKiosk(folder: string): Promise<void> {
  const data = await kioskAround(folder)
  if (data !== null) throw new Trouble('KEY_ON_KIOSK', { folder, data })
}

/** A key file that is there is never replaced: what was made for it opens with nothing else. Throws KEY_EXISTS. */
export async function writeNewKey(file: string, text: string): Promise<void> {
  await writeNewOutput(file, Buffer.from(text), () => new Trouble('KEY_EXISTS', { file }))
}

/** The kiosk's data folder that `folder` is or lies in, through links too; null when there is none. */
async function kioskAround(folder: string): Promise<string | null> {
  for (let at = await realPlace(folder); ; at = dirname(at)) {
    if (existsSync(join(at, 'groundswell.sqlite'))) return at
    if (at === dirname(at)) return null
  }
}

/** Where `folder` would be made, or is: the real path of as much of it as is there. */
async function realPlace(folder: string): Promise<string> {
  // What cannot be looked at cannot be written either, which is told of then.
  const real = await realpath(folder).catch(() => null)
  return real ?? realPlace(dirname(folder))
}
