/**
 * Settings that staff changed on the spot: those before are kept beside them until the station has come up with the new
 * ones, and come back when it does not. Every step can be done again, so that a crash loses neither.
 */
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type ErrorCode, Trouble } from '../contract/errors.ts'
import { ifMissing, syncFolder, writeCarefully } from '../system/files.ts'

const eventFile = (dataFolder: string) => join(dataFolder, 'event.json')
const beforeFile = (dataFolder: string) => join(dataFolder, 'event.before.json')

/** What no settings are to blame for; and somebody else may have the folder. */
const elsewhere: readonly ErrorCode[] = [
  ...(['PORT_TAKEN', 'PORT_REFUSED', 'DATA_NOT_WRITABLE', 'DATA_IN_USE'] as const),
]

/** Writes event.json, and keeps what was in force until the station is up with it. Throws the system's error. */
export async function changeEvent(dataFolder: string, text: string): Promise<void> {
  const file = eventFile(dataFolder)
  const before = await readFile(beforeFile(dataFolder)).catch(ifMissing(null))
  // Of two changes before one start, the first knows what was in force.
  if (before === null)
    await writeCarefully(beforeFile(dataFolder), await readFile(file).catch(ifMissing(Buffer.from('{}\n'))))
  await writeCarefully(file, Buffer.from(text))
}

/**
 * Opens the station. When it does not come up with settings that staff have changed but does with those before, those
 * before stay, and `troubled` gives the station together with why. Throws what `open` throws.
 */
export async function openWithChange<T>(
  dataFolder: string,
  open: () => Promise<T>,
  troubled: (opened: T, error: unknown) => T,
): Promise<T> {
  const before = await readFile(beforeFile(dataFolder)).catch(() => null)
  if (before === null) return open()
  const opened = await open().catch(async error => {
    if (error instanceof Trouble && elsewhere.includes(error.code)) throw error
    return troubled(await openWith(dataFolder, before, open, error), error)
  })
  await rm(beforeFile(dataFolder), { force: true })
  await syncFolder(dataFolder)
  return opened
}

async function openWith<T>(
  dataFolder: string,
  before: Buffer,
  open: () => Promise<T>,
  error: unknown,
): Promise<T> {
  const changed = await readFile(eventFile(dataFolder)).catch(ifMissing(before))
  await writeCarefully(eventFile(dataFolder), before)
  try {
    return await open()
  } catch {
    await writeCarefully(eventFile(dataFolder), changed) // it was not their fault
    throw error
  }
}
