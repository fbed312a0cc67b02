/** How the operator's page says what it was told: states, reasons and numbers in the words of one language. */
import type { Purpose } from '../../electron/contract/consent.ts'
import type { CameraShowing, Glance, GlanceRow, Level, Refusal } from '../../electron/contract/operator.ts'
import type { SyncHealth, SyncState } from '../../electron/contract/sync.ts'
import type { WipeVerdict, WipeView } from '../../electron/contract/wipe.ts'
import type { TextKey } from '../../text/messages.ts'

export type Say = (key: TextKey, values?: Readonly<Record<string, string | number>>) => string

export const levelWords: Readonly<Record<Level, TextKey>> = {
  well: 'operator.well',
  working: 'operator.working',
  look: 'operator.look',
}

export const rowNames: Readonly<Record<GlanceRow, TextKey>> = {
  sync: 'operator.sync',
  disk: 'operator.disk',
  phones: 'operator.phones',
  door: 'operator.door',
  camera: 'operator.camera',
  clock: 'operator.clock',
  look: 'operator.groupLook',
  ledger: 'operator.ledger',
  photos: 'operator.photos',
  stories: 'operator.stories',
}

const cameraWords: Readonly<Record<CameraShowing, TextKey>> = {
  camera: 'operator.cameraWorks',
  demo: 'operator.cameraDemo',
  busy: 'operator.cameraBusy',
  refused: 'operator.cameraRefused',
}

const stateWords: Readonly<Record<SyncState, TextKey>> = {
  off: 'syncState.off',
  well: 'syncState.well',
  working: 'syncState.working',
  paused: 'syncState.paused',
  offline: 'syncState.offline',
  shut: 'syncState.shut',
  trouble: 'syncState.trouble',
  starting: 'syncState.starting',
  silent: 'syncState.silent',
}

const reasonWords: Readonly<Record<string, TextKey>> = {
  offline: 'syncProblem.offline',
  busy: 'syncProblem.busy',
  damaged: 'syncProblem.damaged',
  refused: 'syncProblem.refused',
  missing: 'syncProblem.missing',
  full: 'syncProblem.full',
  clock: 'syncProblem.clock',
  unexpected: 'syncProblem.unexpected',
  file: 'syncProblem.file',
  ledger: 'syncProblem.ledger',
}

/** What the phones' door refuses, in words. */
export const refusalWords: Readonly<Record<Refusal, TextKey>> = {
  guessed: 'operator.doorGuessed',
  tooMuch: 'operator.doorTooMuch',
  cut: 'operator.doorCut',
  foreign: 'operator.doorForeign',
}

/** What a brand may be allowed, in a word or two for staff. */
export const purposeWords: Readonly<Record<Purpose, TextKey>> = {
  screens: 'operator.purposeScreens',
  social: 'operator.purposeSocial',
  site: 'operator.purposeSite',
  ads: 'operator.purposeAds',
  contact: 'operator.purposeContact',
}

export const verdictWords: Readonly<Record<WipeVerdict, { readonly name: TextKey; readonly note: TextKey }>> =
  {
    safe: { name: 'operator.wipeSafe', note: 'operator.wipeSafeNote' },
    private: { name: 'operator.wipePrivate', note: 'operator.wipePrivateNote' },
    waiting: { name: 'operator.wipeWaiting', note: 'operator.wipeWaitingNote' },
    originalHere: { name: 'operator.wipeOriginal', note: 'operator.wipeOriginalNote' },
    damaged: { name: 'operator.wipeDamaged', note: 'operator.wipeDamagedNote' },
  }

const reason = (say: Say, kind: string) => say(reasonWords[kind] ?? 'syncProblem.unexpected')

/** How the sync is, in a sentence or two. */
export function syncWords(say: Say, { state, target, problem, trouble, said }: SyncHealth): string {
  const words = [say(stateWords[state], { target: isolated(target ?? '') })]
  if (problem && state === 'shut') words.push(reason(say, problem.kind))
  if (trouble) words.push(say(`errors.${trouble.code}`, trouble.details))
  if (said) words.push(said)
  return words.join(' ')
}

/** What somebody should know of the sync beside its state. */
export function syncWarnings(say: Say, sync: SyncHealth): string[] {
  const warnings = Object.entries(sync.failing).map(([kind, count]) =>
    say('sync.failing', { count, reason: reason(say, kind) }),
  )
  if (sync.twin) warnings.push(say('sync.twin', sync.twin))
  if (sync.followTrouble) {
    const { code, details } = sync.followTrouble
    warnings.push(`${say('operator.refused')} ${say(`errors.${code}`, details)}`)
  }
  const offset = Math.round(sync.clockOffsetSeconds ?? 0)
  if (Math.abs(offset) > 60) warnings.push(say('sync.clock', { seconds: offset }))
  for (const one of sync.elsewhere)
    warnings.push(say('sync.elsewhere', { ...one, target: isolated(one.target) }))
  return warnings
}

/** What a row of the glance says in a line. */
export function rowWords(say: Say, row: GlanceRow, glance: Glance, time: (at: string) => string): string {
  const { sync, phones, camera, isClockRight, isLedgerWhole, look, photos, levels } = glance
  switch (row) {
    case 'sync':
      return [syncWords(say, sync), ...syncWarnings(say, sync)].join(' ')
    case 'disk': {
      const room = say('sync.disk', { hours: Math.floor(sync.freeHours) })
      return levels.disk === 'well' ? room : `${room}. ${say('operator.diskLook')}`
    }
    case 'phones': {
      const { canReach, address, certificate } = phones
      const words = [
        canReach ? say('operator.phonesReach', { address: isolated(address) }) : say('station.noNetwork'),
      ]
      if (certificate) words.push(say(`errors.${certificate.code}`, certificate.details))
      return words.join(' ')
    }
    case 'door':
      return say(levels.door === 'look' ? 'operator.doorLook' : 'operator.doorWell')
    case 'camera': {
      const words = camera
        ? say(cameraWords[camera.showing], { time: time(camera.at) })
        : say('operator.cameraUnused')
      return glance.makesFilms ? words : `${words} ${say('operator.noFilms')}`
    }
    case 'clock':
      return say(isClockRight ? 'operator.clockWell' : 'operator.clockLook')
    case 'look':
      if (look.length === 0) return say('operator.lookWell')
      return look.map(({ code, details }) => say(`errors.${code}`, details)).join(' ')
    case 'ledger':
      return say(isLedgerWhole ? 'ledger.whole' : 'operator.ledgerBroken')
    case 'stories':
      return glance.stories
        ? say('operator.storiesWait', { count: glance.stories })
        : say('operator.storiesNone')
    case 'photos':
      return [
        `${say('operator.notFramed')}: ${photos.waiting}`,
        `${say('operator.failed')}: ${photos.failed}`,
      ].join(' · ')
  }
}

/** Why a check has come to no verdict. */
export function wipeTrouble(say: Say, { code, details }: NonNullable<WipeView['trouble']>): string {
  return code === 'SYNC_PROBLEM' && typeof details.kind === 'string'
    ? `${isolated(String(details.target))}: ${reason(say, details.kind)}`
    : say(`errors.${code}`, details)
}

/** An address keeps its own direction within any line (Unicode Bidirectional Algorithm, FSI and PDI). */
export function isolated(text: string): string {
  return `\u2068${text}\u2069`
}

/** Numbers, times and sizes as the language writes them. */
export function formatsOf(language: string) {
  const unit = (name: string, digits = 0) =>
    new Intl.NumberFormat(language, {
      style: 'unit',
      unit: name,
      unitDisplay: 'short',
      maximumFractionDigits: digits,
    })
  const time = new Intl.DateTimeFormat(language, { timeStyle: 'short' })
  const exact = new Intl.DateTimeFormat(language, { timeStyle: 'medium' })
  const date = new Intl.DateTimeFormat(language, { dateStyle: 'medium' })
  const both = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' })
  const number = new Intl.NumberFormat(language)
  const decimal = new Intl.NumberFormat(language, { maximumFractionDigits: 1 })
  const spans = { second: unit('second', 1), minute: unit('minute'), hour: unit('hour'), day: unit('day') }
  const sizes = { kilobyte: unit('kilobyte'), megabyte: unit('megabyte'), gigabyte: unit('gigabyte', 1) }
  return {
    number: (value: number) => number.format(value),
    decimal: (value: number) => decimal.format(value),
    time: (at: string | number) => time.format(new Date(at)),
    /** With its seconds. */
    exact: (at: number) => exact.format(at),
    date: (at: string) => date.format(new Date(at)),
    both: (at: string) => both.format(new Date(at)),
    /** A span of seconds. */
    span(seconds: number): string {
      if (seconds < 100) return spans.second.format(seconds)
      if (seconds < 100 * 60) return spans.minute.format(seconds / 60)
      return seconds < 48 * 3600 ? spans.hour.format(seconds / 3600) : spans.day.format(seconds / 86_400)
    },
    size(bytes: number): string {
      if (bytes < 1e6) return sizes.kilobyte.format(bytes / 1e3)
      return bytes < 1e9 ? sizes.megabyte.format(bytes / 1e6) : sizes.gigabyte.format(bytes / 1e9)
    },
  }
}
