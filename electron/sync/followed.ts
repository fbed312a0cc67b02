/**
 * `<data>/followed/`: the brand's signed settings as they came, and how far the station is with them. The sync worker
 * puts them there (`follow-settings.ts`), the station takes them up (`apply-settings.ts`); every file has one writer.
 */
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { type ErrorCode, errorCodes, Trouble } from '../contract/errors.ts'
import { ifMissing, makeFolder, writeCarefully } from '../system/files.ts'
import { readSigned, type SettingsSet, setSchema } from './signed-settings.ts'

/** Where things lie below the data folder. */
export function followedPaths(dataFolder: string) {
  const folder = join(dataFolder, 'followed')
  return {
    folder,
    /** The newest good file, as it was signed. */
    settings: join(folder, 'settings.json'),
    /** A frame of it. */
    zip: (sha256: string) => join(folder, 'templates', `${sha256}.zip`),
    templates: join(folder, 'templates'),
    /** A file of the brand's look. */
    brandFile: (sha256: string) => join(folder, 'brand', sha256),
    brand: join(folder, 'brand'),
    /** Why the file at the storage was not taken. */
    refused: join(folder, 'refused.json'),
    /** What the station has done. */
    applied: join(folder, 'applied.json'),
    /** Frames as they were before those that are being tried. */
    before: join(folder, 'before'),
  }
}

const troubleSchema = z.object({
  code: z.enum(errorCodes),
  details: z.record(z.string(), z.union([z.string(), z.number()])),
})
type KeptTrouble = z.output<typeof troubleSchema>

export const keepTrouble = ({ code, details }: Trouble): KeptTrouble => ({ code, details: { ...details } })
const troubleOf = ({ code, details }: KeptTrouble) => new Trouble(code as ErrorCode, details)

/** For `.catch`: a Trouble is as good as nothing there, and every other error is thrown on. */
export function noneIfTrouble(error: unknown): null {
  if (error instanceof Trouble) return null
  throw error
}

const appliedSchema = z.object({
  /** The brand's key that the numbers below are for: another one begins anew. */
  key: z.string(),
  /** The number of the settings in force; 0 is none, and event.json is the station's own. */
  serial: z.int(),
  /** Those that are being put in force, until the station has once been up with them. */
  trying: z.nullable(z.object({ serial: z.int(), starts: z.int(), hadEvent: z.boolean() })),
  /** Those that the station could not start with. */
  bad: z.nullable(troubleSchema.extend({ serial: z.int() })),
  /** Withdrawals that are still to be done, and those of the newest settings that are done. */
  todo: setSchema.shape.withdraw.unwrap(),
  done: z.array(z.string()),
})
export type Applied = z.output<typeof appliedSchema>

/** What the station has done with the settings that `key` signed; with '' for none, with those it has followed last. */
export async function readApplied(dataFolder: string, key: string): Promise<Applied> {
  const kept = await readKept(followedPaths(dataFolder).applied, appliedSchema)
  const nothing: Applied = { key, serial: 0, trying: null, bad: null, todo: [], done: [] }
  if (kept === null) return nothing
  return kept.key === key || key === '' ? kept : { ...kept, key, serial: 0, bad: null }
}

export async function writeApplied(dataFolder: string, applied: Applied): Promise<void> {
  await writeKept(dataFolder, followedPaths(dataFolder).applied, applied)
}

const refusedSchema = troubleSchema.extend({ sha256: z.string() })
/** The hash of the file that was not taken, and why. */
export type Refused = z.output<typeof refusedSchema>

export const readRefused = (dataFolder: string) => readKept(followedPaths(dataFolder).refused, refusedSchema)

export async function writeRefused(dataFolder: string, refused: Refused): Promise<void> {
  await writeKept(dataFolder, followedPaths(dataFolder).refused, refused)
}

/**
 * The newest good settings; null when there are none. Throws as `readSigned`: they may have been signed with a key that
 * is not the brand's any more, or be written for a newer Groundswell.
 */
export async function readStaged(dataFolder: string, brandKey: string): Promise<SettingsSet | null> {
  const bytes = await readFile(followedPaths(dataFolder).settings).catch(ifMissing(null))
  return bytes && readSigned(bytes, brandKey)
}

/** Tells one staged file from another without reading it; '' when there is none. */
export async function stagedStamp(dataFolder: string): Promise<string> {
  const stats = await stat(followedPaths(dataFolder).settings).catch(ifMissing(null))
  return stats ? `${stats.ino} ${stats.mtimeMs} ${stats.size}` : ''
}

/** How the brand's settings stand, for whoever shows the station's health. */
export interface FollowedHealth {
  /** The number of the settings in force; 0 is none. */
  readonly serial: number
  /** The number of the newest good ones; larger than `serial` while a visit is waited for. */
  readonly staged: number
  /** Why the file at the storage is not followed, and why the newest good one could not be put in force. */
  readonly troubles: readonly Trouble[]
  readonly withdrawalsToDo: number
}

export async function followedHealth(dataFolder: string, brandKey: string): Promise<FollowedHealth> {
  const troubles: Trouble[] = []
  const staged = await readStaged(dataFolder, brandKey).catch(error => {
    if (!(error instanceof Trouble)) throw error
    troubles.push(error)
    return null
  })
  const { serial, bad, todo } = await readApplied(dataFolder, brandKey)
  const refused = await readRefused(dataFolder)
  troubles.push(...[refused, bad].filter(one => one !== null).map(troubleOf))
  return { serial, staged: staged?.serial ?? serial, troubles, withdrawalsToDo: todo.length }
}

/** What one of our own files holds; null when it is missing or damaged, as after a repair by hand. */
async function readKept<S extends z.ZodType>(file: string, schema: S): Promise<z.output<S> | null> {
  const text = await readFile(file, 'utf8').catch(ifMissing(null))
  if (text === null) return null
  try {
    return schema.parse(JSON.parse(text))
  } catch {
    return null
  }
}

async function writeKept(dataFolder: string, file: string, value: unknown): Promise<void> {
  await makeFolder(followedPaths(dataFolder).folder)
  await writeCarefully(file, Buffer.from(`${JSON.stringify(value, null, 2)}\n`))
}
