/**
 * Follows the settings that the brand has put at its storage: fetches them, checks all of it, and lays the newest good
 * ones into `<data>/followed/`. Runs in the sync worker; the station puts them in force between two visits.
 */
import { readdir, readFile, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { Trouble } from '../contract/errors.ts'
import { ifMissing, makeFolder, sha256, sweepUnfinished, writeCarefully } from '../system/files.ts'
import type { Log } from '../system/log.ts'
import { checkBrand, wrongBrandFile } from './check-brand.ts'
import { checkTemplates, isSigned, wrongTemplate } from './check-templates.ts'
import {
  followedPaths,
  keepTrouble,
  noneIfTrouble,
  readApplied,
  readRefused,
  readStaged,
  writeRefused,
} from './followed.ts'
import { settingsBrandKey, settingsKey, settingsTemplateKey } from './layout.ts'
import { isFor, readSigned, type SettingsSet } from './signed-settings.ts'
import type { Target } from './target.ts'

/** What came of looking. */
export type Followed =
  /** There are no settings at the storage. */
  | { readonly is: 'nothing' }
  /** They are the newest good ones already. */
  | { readonly is: 'same'; readonly serial: number }
  /** They are for other stations. */
  | { readonly is: 'elsewhere'; readonly serial: number }
  /** They wait for the station. */
  | { readonly is: 'staged'; readonly serial: number }
  /** Something is wrong with them, and the last good ones stay. */
  | { readonly is: 'refused'; readonly trouble: Trouble }

export interface Follower {
  /** Looks once. Throws a TargetProblem when the storage does not answer, and the system's error when the disk refuses. */
  check(signal?: AbortSignal): Promise<Followed>
}

export interface FollowerParts {
  readonly dataFolder: string
  /** The brand's raw public key in base64. */
  readonly brandKey: string
  /** This station's name. */
  readonly station: string
  readonly target: Pick<Target, 'get'>
  readonly log: Pick<Log, 'info' | 'warn'>
  /** Milliseconds, on a clock that only goes forward. */
  readonly now?: () => number
}

/** A file that settings bring. */
interface SignedFile {
  readonly sha256: string
  readonly bytes: number
  /** At the storage, and here. */
  readonly key: string
  readonly path: string
  readonly wrong: (reason: string) => Trouble
}

/** A file that came wrong is fetched again after this time, in milliseconds, and after twice as long each time. */
const firstWait = 60_000
const longestWait = 60 * 60_000

export function openFollower(parts: FollowerParts): Follower {
  const { dataFolder, brandKey, station, target, log, now = () => performance.now() } = parts
  const paths = followedPaths(dataFolder)
  const scratch = join(paths.folder, 'scratch')
  /** The file that was looked at last, by its hash, and the trouble that only another file can end. */
  let seen = ''
  let verdict: Trouble | null = null
  /** Files that were not what was signed. */
  const waits = new Map<string, { readonly until: number; readonly wait: number }>()

  async function check(signal?: AbortSignal): Promise<Followed> {
    const bytes = await target.get(settingsKey, signal)
    const hash = bytes ? sha256(bytes) : ''
    if (hash !== seen) {
      seen = hash
      verdict = null
      waits.clear()
    }
    if (verdict) return { is: 'refused', trouble: verdict }
    const followed = bytes ? await look(bytes, hash, signal) : ({ is: 'nothing' } as const)
    if (followed.is !== 'refused') await rm(paths.refused, { force: true })
    return followed
  }

  async function look(bytes: Buffer, hash: string, signal?: AbortSignal): Promise<Followed> {
    const before = await readStaged(dataFolder, brandKey).catch(noneIfTrouble)
    let mayMend = false
    try {
      const set = readSigned(bytes, brandKey)
      const { serial } = set
      if (!isFor(set, station)) return { is: 'elsewhere', serial }
      if (set.payload === before?.payload) return { is: 'same', serial }
      await refuseStale(set, before)
      mayMend = true // whoever uploads may not be done
      for (const file of filesOf(set)) await fetchFile(file, signal)
      mayMend = false
      await checkTemplates(set, template => readFile(paths.zip(template.sha256)), scratch)
      await checkBrand(set, ({ sha256 }) => readFile(paths.brandFile(sha256)))
      await stage(bytes, set, before)
      return { is: 'staged', serial }
    } catch (error) {
      if (!(error instanceof Trouble)) throw error
      await complain(error, hash)
      if (mayMend) return { is: 'refused', trouble: error }
      verdict = error
      await removeFiles(before ? filesOf(before) : [])
      return { is: 'refused', trouble: error }
    }
  }

  /** Throws SETTINGS_STALE. */
  async function refuseStale({ serial }: SettingsSet, staged: SettingsSet | null): Promise<void> {
    const applied = await readApplied(dataFolder, brandKey)
    const newest = Math.max(staged?.serial ?? 0, applied.serial, applied.bad?.serial ?? 0)
    if (serial < newest || serial === staged?.serial)
      throw new Trouble('SETTINGS_STALE', { came: serial, expected: newest })
  }

  /** What settings bring: where it lies at the storage and here, and what to say when it is not what was signed. */
  function filesOf({ templates, brand }: Pick<SettingsSet, 'templates' | 'brand'>): SignedFile[] {
    return [
      ...templates.map(one => ({
        ...{ sha256: one.sha256, bytes: one.bytes, key: settingsTemplateKey(one.sha256) },
        ...{ path: paths.zip(one.sha256), wrong: (reason: string) => wrongTemplate(one, reason) },
      })),
      ...brand.map(one => ({
        ...{ sha256: one.sha256, bytes: one.bytes, key: settingsBrandKey(one.sha256) },
        ...{ path: paths.brandFile(one.sha256), wrong: (reason: string) => wrongBrandFile(one, reason) },
      })),
    ]
  }

  /** Throws SETTINGS_TEMPLATE or SETTINGS_BRAND when a file is not there, or not what was signed. */
  async function fetchFile(file: SignedFile, signal?: AbortSignal): Promise<void> {
    const here = await readFile(file.path).catch(ifMissing(null))
    if (here && isSigned(here, file)) return
    const { until, wait } = waits.get(file.sha256) ?? { until: 0, wait: firstWait }
    const wrong = file.wrong('has another size or hash at the storage than was signed')
    if (now() < until) throw wrong
    const bytes = await target.get(file.key, signal)
    if (bytes === null) throw file.wrong('is not at the storage')
    if (!isSigned(bytes, file)) {
      waits.set(file.sha256, { until: now() + wait, wait: Math.min(wait * 2, longestWait) })
      throw wrong
    }
    await makeFolder(dirname(file.path))
    await writeCarefully(file.path, bytes)
  }

  async function stage(bytes: Buffer, set: SettingsSet, before: SettingsSet | null): Promise<void> {
    await makeFolder(paths.folder)
    await writeCarefully(paths.settings, bytes)
    log.info({ serial: set.serial }, 'settings of the brand wait for the station')
    // The station may be reading those that were there until now.
    await removeFiles([...filesOf(set), ...(before ? filesOf(before) : [])])
  }

  async function removeFiles(except: readonly SignedFile[]): Promise<void> {
    const keep = new Set(except.map(({ path }) => path))
    for (const folder of [paths.templates, paths.brand]) {
      await sweepUnfinished(folder)
      const files = (await readdir(folder).catch(ifMissing([]))).map(name => join(folder, name))
      for (const file of files) if (!keep.has(file)) await rm(file, { force: true })
    }
  }

  /** Says once what is wrong with a file, also over a restart. */
  async function complain(trouble: Trouble, hash: string): Promise<void> {
    const kept = keepTrouble(trouble)
    const said = await readRefused(dataFolder)
    if (isDeepStrictEqual(said, { sha256: hash, ...kept })) return
    await writeRefused(dataFolder, { sha256: hash, ...kept })
    log.warn({ code: trouble.code, ...trouble.details }, 'settings of the brand are not followed')
  }

  return { check }
}
