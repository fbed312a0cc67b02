/**
 * Puts the brand's settings in force that wait in `<data>/followed/`, where the station starts: nobody else writes into
 * the folder then, and no visit is going on. Every step can be done again: after a crash at any place the next start
 * takes it up, and settings with which the station does not come up give way to those before.
 */
import { existsSync } from 'node:fs'
import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { keepIn } from '../brand/brand.ts'
import type { Photos } from '../capture/photos.ts'
import type { Answers } from '../consent/answers.ts'
import type { Erasure } from '../consent/erasure.ts'
import type { Ledger } from '../consent/ledger.ts'
import { standingAnswers } from '../consent/standing-answers.ts'
import { purposes } from '../contract/consent.ts'
import { Trouble } from '../contract/errors.ts'
import { exportPackage, importPackage, sweepImports } from '../frame/template/package-zip.ts'
import { listTemplates } from '../frame/template/template.ts'
import {
  ifMissing,
  makeFolder,
  removeFolder,
  sweepUnfinished,
  syncFolder,
  writeCarefully,
} from '../system/files.ts'
import type { Log } from '../system/log.ts'
import { moment } from '../system/time.ts'
import { importTemplate } from './check-templates.ts'
import {
  type Applied,
  followedPaths,
  keepTrouble,
  noneIfTrouble,
  readApplied,
  readStaged,
  stagedStamp,
  writeApplied,
} from './followed.ts'
import { loadSyncSettings } from './settings.ts'
import type { SettingsSet, Withdrawal } from './signed-settings.ts'

export interface FollowedSettings {
  /** What the operator should know: why the newest settings are not in force. */
  readonly troubles: readonly Trouble[]
  /** Which staged settings were looked at, as `stagedStamp` gives it. */
  stamp(): string
  /** Puts the newest settings in force, so that event.json and the frames are theirs. For who has the data folder alone. */
  apply(): Promise<void>
  /** The station is up: what was applied stays. Then does what is to be withdrawn, which `close` waits for. */
  up(station: WithdrawalParts): Promise<void>
  /** A station that never came up gets the settings back that were there before. */
  close(): Promise<void>
}

export interface WithdrawalParts {
  readonly photos: Photos
  readonly ledger: Ledger
  readonly answers: Answers
  readonly erasure: Erasure
  readonly log: Log
}

export interface FollowedOptions {
  readonly dataFolder: string
  /** Called between the steps. */
  readonly onStep?: ((step: string) => void) | undefined
}

/** So often the station may die while it starts with new settings: a pulled plug is not their fault. */
const mostStarts = 3

/**
 * Opens the station with the newest settings. When it does not open with new ones but does with those before, the new
 * ones are to blame: they are marked as bad, and stay away. Throws what `open` throws.
 */
export async function openWithFollowed<T>(
  options: FollowedOptions,
  open: (followed: FollowedSettings) => Promise<T>,
): Promise<T> {
  const first = openFollowed(options, null)
  try {
    return await open(first)
  } catch (error) {
    const tried = first.takenBack()
    if (tried === null) throw error
    return await open(openFollowed(options, { serial: tried, error }))
  }
}

function openFollowed(
  { dataFolder, onStep = () => {} }: FollowedOptions,
  /** Settings that the station did not open with: this time it does without. */
  suspect: { readonly serial: number; readonly error: unknown } | null,
) {
  const paths = followedPaths(dataFolder)
  const templates = join(dataFolder, 'templates')
  const eventFile = join(dataFolder, 'event.json')
  const previousFile = join(dataFolder, 'event.previous.json')
  const troubles: Trouble[] = []
  let applied: Applied | null = null
  /** Settings that were put in force by this start, which is not yet up. */
  let tried: number | null = null
  let takenBack: number | null = null
  let stamp = ''
  let withdrawing: Promise<void> | undefined

  /** A disk that is full, say, keeps the newest settings away, never the kiosk: it starts with those it has. */
  async function apply(): Promise<void> {
    try {
      stamp = await stagedStamp(dataFolder)
      const key = await brandKeyIn(dataFolder)
      applied = await readApplied(dataFolder, key)
      await sweepAll(applied)
      const next = suspect ? null : await newest(applied, key)
      if (next === null) {
        await takeBack()
        if (suspect === null) noteBad()
      } else {
        await put(next)
        tried = next.serial
      }
    } catch (error) {
      troubles.push(asTrouble(error))
      await takeBack().catch(worse => troubles.push(asTrouble(worse)))
    }
  }

  /** Those that wait and are to be put in force, or null. */
  async function newest(now: Applied, key: string): Promise<SettingsSet | null> {
    const staged = key === '' ? null : await readStaged(dataFolder, key).catch(noted)
    if (staged === null || staged.serial <= Math.max(now.serial, now.bad?.serial ?? 0)) return null
    const { trying } = now
    if (trying?.serial !== staged.serial || trying.starts < mostStarts) return staged
    const { serial } = staged
    const trouble = new Trouble('SETTINGS_UNUSABLE', { serial, times: mostStarts })
    await save({ ...now, bad: { serial, ...keepTrouble(trouble) } })
    return null
  }

  async function put(next: SettingsSet): Promise<void> {
    const now = applied!
    const before = await readFile(eventFile).catch(ifMissing(null))
    if (now.trying === null && before !== null) await writeCarefully(previousFile, before)
    onStep('settings-previous-kept')
    const { serial, withdraw } = next
    // Withdrawals are done whatever becomes of the rest: a no is never refused.
    const todo = [...now.todo, ...withdraw.filter(one => !now.done.includes(nameOf(one)))]
    const starts = now.trying?.serial === serial ? now.trying.starts + 1 : 1
    const hadEvent = now.trying?.hadEvent ?? before !== null
    await save({
      ...now,
      trying: { serial, starts, hadEvent },
      todo: [...new Map(todo.map(one => [nameOf(one), one])).values()],
      done: now.done.filter(name => withdraw.some(one => nameOf(one) === name)),
    })
    onStep('settings-begun')
    for (const template of next.templates) {
      const zip = await readFile(paths.zip(template.sha256))
      await keepBefore(template.name)
      await importTemplate(template, zip, templates)
      onStep('settings-frame-imported')
    }
    // Named by their content, they replace none; those that nothing names any more go once the station is up.
    for (const { name, sha256 } of next.brand)
      await keepIn(dataFolder, name, await readFile(paths.brandFile(sha256)))
    onStep('settings-brand-kept')
    await writeCarefully(eventFile, Buffer.from(next.eventText))
    onStep('settings-written')
  }

  /** A frame that is replaced is kept as it was before the first of those that are tried. */
  async function keepBefore(name: string): Promise<void> {
    const file = join(paths.before, `${name}.zip`)
    if (!(await listTemplates([templates])).has(name) || existsSync(file)) return
    const zip = await exportPackage(name, templates).catch(noneIfTrouble) // a broken one is no loss
    if (zip === null) return
    await makeFolder(paths.before)
    await writeCarefully(file, zip)
  }

  /** Puts back what was in force before the settings that are tried, if any are. */
  async function takeBack(): Promise<void> {
    if (!applied?.trying) return
    if (applied.trying.hadEvent) {
      const before = await readFile(previousFile)
      const now = await readFile(eventFile).catch(ifMissing(null))
      if (now === null || !before.equals(now)) await writeCarefully(eventFile, before)
    } else {
      await rm(eventFile, { force: true })
      await syncFolder(dataFolder)
    }
    onStep('settings-event-back')
    for (const file of await readdir(paths.before).catch(ifMissing([])))
      if (file.endsWith('.zip')) await importPackage(join(paths.before, file), templates, { replace: true })
    onStep('settings-frames-back')
    await save({ ...applied, trying: null })
    await removeFolder(paths.before)
  }

  async function up(parts: WithdrawalParts): Promise<void> {
    const { log } = parts
    try {
      await settle(log)
    } catch (error) {
      log.error({ err: error }, 'how far it is with the settings of the brand cannot be written down')
    }
    tried = null
    for (const { code, details, cause } of troubles)
      log.error(
        { code, ...details, ...(cause ? { err: cause } : {}) },
        'settings of the brand are not in force',
      )
    if (applied !== null && applied.todo.length > 0)
      withdrawing = withdraw(applied, parts).catch(error =>
        log.error({ err: error }, 'withdrawals go on later'),
      )
  }

  /** Writes down which settings the station came up with, or did not. */
  async function settle(log: Log): Promise<void> {
    if (applied === null) return
    if (tried !== null) {
      await save({ ...applied, serial: tried, trying: null, bad: null })
      onStep('settings-in-force')
      await removeFolder(paths.before)
      log.info({ serial: tried }, 'settings of the brand are in force')
    } else if (suspect !== null) {
      const { serial, error } = suspect
      log.error({ serial, err: error }, 'the station does not start with these settings of the brand')
      await save({ ...applied, bad: { serial, ...keepTrouble(asTrouble(error)) } })
      noteBad()
    }
  }

  /** Photos that are not here are another station's, or gone already. */
  async function withdraw({ todo, done }: Applied, parts: WithdrawalParts): Promise<void> {
    const { photos, ledger, answers, erasure, log } = parts
    const find = ({ photo, code }: Withdrawal) => (photo ? photos.find(photo) : photos.findByCode(code!))
    for (const one of todo.filter(({ what }) => what === 'take-back')) {
      const photo = find(one)
      if (!photo || photo.withdrawn_at !== null) continue
      // As `person withdraw` does: also of a ledger that does not hold, out of which the gate gives nothing.
      for (const purpose of purposes)
        if (standingAnswers(ledger.entriesOf(photo.id), purpose).length > 0)
          answers.takeBack(photo.id, purpose, 'staff', moment())
      log.info({ photo: photo.id }, 'taken back by the brand')
      onStep('settings-taken-back')
    }
    const leaving = todo.filter(({ what }) => what === 'erase').map(one => find(one)?.id)
    const ids = leaving.filter(id => id !== undefined)
    // One that fails has begun all the same: it is gone for everybody, and the next sweep goes on with it.
    if (ids.length > 0) await erasure.eraseAll(ids, 'asked')
    onStep('settings-erased')
    await save({ ...applied!, todo: [], done: [...new Set([...done, ...todo.map(nameOf)])] })
    onStep('settings-withdrawn')
  }

  async function close(): Promise<void> {
    await withdrawing
    if (tried === null) return
    await takeBack()
    takenBack = tried
  }

  async function save(next: Applied): Promise<void> {
    await writeApplied(dataFolder, next)
    applied = next
  }

  function noteBad(): void {
    const bad = applied?.bad
    if (bad) troubles.push(new Trouble(bad.code, bad.details))
  }

  function noted(error: unknown): null {
    noneIfTrouble(error)
    troubles.push(error as Trouble)
    return null
  }

  /** What a crash left: of an unfinished write, and of settings that were tried to the end. */
  async function sweepAll({ trying }: Applied): Promise<void> {
    await sweepUnfinished(paths.folder)
    if (trying === null) await rm(paths.before, { recursive: true, force: true })
    else await sweepImports(templates)
    for (const name of await readdir(dataFolder))
      if (/^event\..*\.part$/.test(name)) await rm(join(dataFolder, name), { force: true })
  }

  return { troubles, stamp: () => stamp, apply, up, close, takenBack: () => takenBack }
}

/** The key whose settings are followed; '' when none are. What is wrong with sync.json, the sync itself says. */
async function brandKeyIn(dataFolder: string): Promise<string> {
  try {
    return (await loadSyncSettings(dataFolder))?.brandKey ?? ''
  } catch (error) {
    if (error instanceof Trouble) return ''
    throw error
  }
}

const nameOf = ({ photo, code, what }: Withdrawal) => `${what} ${photo ?? code}`

const asTrouble = (error: unknown) =>
  error instanceof Trouble ? error : new Trouble('UNEXPECTED', {}, error)

/** How often it is looked whether new settings wait, in milliseconds. */
export const lookEvery = 2_000

/** So long a page that has come back to the start may take to hear so, before the station goes. In milliseconds. */
const afterVisit = 250

export interface SettingsWatch {
  /** The visit has moved. */
  moved(): void
  /** Other settings wait, whatever is staged: staff have changed them on the spot. */
  changed(): void
  stop(): void
}

/**
 * Calls `onWaiting` once, when other settings are staged than those of `stamp` and `isIdle` says that nobody is in a
 * visit.
 */
export function watchFollowed(options: {
  readonly dataFolder: string
  readonly stamp: string
  readonly isIdle: () => boolean
  readonly onWaiting: () => void
}): SettingsWatch {
  const { dataFolder, stamp, isIdle, onWaiting } = options
  let waiting = false
  let stopped = false
  let afterMove: NodeJS.Timeout | undefined
  const looking = setInterval(look, lookEvery)

  async function look(): Promise<void> {
    // What cannot be read now is looked at again.
    waiting ||= (await stagedStamp(dataFolder).catch(() => stamp)) !== stamp
    goIfIdle()
  }

  function goIfIdle(): void {
    if (stopped || !waiting || !isIdle()) return
    stop()
    onWaiting()
  }

  function goSoon(): void {
    clearTimeout(afterMove)
    if (waiting && !stopped) afterMove = setTimeout(goIfIdle, afterVisit)
  }

  function stop(): void {
    stopped = true
    clearInterval(looking)
    clearTimeout(afterMove)
  }

  return {
    moved: goSoon,
    changed() {
      waiting = true
      goSoon() // whoever has changed them is told so first
    },
    stop,
  }
}
