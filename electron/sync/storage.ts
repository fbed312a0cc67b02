/** What the station remembers of its storage: the one row that is there from the first time it is given one. */
import { resolve } from 'node:path'
import type { Store } from '../store/open.ts'
import { ranks } from './outbox.ts'
import type { TargetSettings } from './settings.ts'
import type { TargetMemory } from './target.ts'

/** How the sync goes, as its worker last said. Times are RFC 3339 in UTC. */
export interface Report {
  readonly at: string
  /** What the storage is called, for people. */
  readonly target: string
  readonly problem: { readonly kind: string; readonly message: string; readonly since: string } | null
  /** When the storage last did what it was asked, in milliseconds since 1970. */
  readonly workedAt: number | null
  /** How far the storage's clock is ahead, in milliseconds; null when it never said. */
  readonly clockOffset: number | null
  /** A second station that writes under our name. */
  readonly twin: { readonly host: string; readonly kiosk: string; readonly at: string } | null
  readonly isLedgerWhole: boolean
  /** What of the station's own could not be sent at the last attempt. */
  readonly failing: readonly { readonly name: string; readonly kind: string; readonly message: string }[]
}

export interface StorageState {
  readonly target: string
  readonly station: string
  readonly journal_seq: number
  readonly ledger_seq: number
  readonly paused: 0 | 1
  /** Milliseconds since 1970. */
  readonly looked_at: number | null
  /** Separated by spaces. */
  readonly heartbeat_run: string | null
  readonly report: Report | null
}

export interface Storage {
  state(): StorageState
  setPaused(paused: boolean): void
  /** Remembers that the storage was looked through. */
  lookedThrough(at: number): void
  /** The runs of which one has written our heartbeat: several when it is not known which came through. */
  heartbeatRuns(): ReadonlySet<string>
  heartbeatBy(runs: ReadonlySet<string>): void
  report(report: Report): void
}

/**
 * Which storage this is, however it is written: another one begins with nothing, the same by https or under another
 * password does not.
 */
export function identityOf(target: TargetSettings): string {
  const plain = (address: string) => address.replace(/^https?:\/\//i, '').replace(/\/+$/, '')
  switch (target.kind) {
    case 's3':
      return ['s3', plain(target.endpoint), target.bucket, target.prefix].join(' ').trimEnd()
    case 'webdav':
      return ['webdav', plain(target.url)].join(' ')
    case 'folder':
      return ['folder', resolve(target.path)].join(' ')
  }
}

/**
 * From here on every change to a photo is noted in the outbox. When the station gets its first storage, another one or
 * another name there, all photos are noted at once, and all that may lie there from earlier.
 */
export function rememberStorage(store: Store, target: string, station = ''): void {
  store
    .transaction(() => {
      const before = store
        .prepare<[], { target: string; station: string; paused: number }>(
          'SELECT target, station, paused FROM storage',
        )
        .get()
      if (before?.target === target && before.station === station) return
      beginAnew(store, target, station, before?.paused ?? 0)
    })
    .immediate()
}

/**
 * Another drive has taken the place of this one, on purpose: it gets everything. What lies on the earlier drive stays
 * known, under its own name.
 */
export function acceptNewDrive(store: Store, target: string): void {
  store
    .transaction(() => {
      const mark = store.prepare<[string], string>('SELECT text FROM target_memory WHERE target = ?').pluck()
      const earlier = `${target} (earlier drive ${mark.get(target) ?? ''})`
      store.prepare('UPDATE objects SET target = ? WHERE target = ?').run(earlier, target)
      store.prepare('DELETE FROM target_memory WHERE target = ?').run(target)
      const { station, paused } = openStorage(store).state()
      beginAnew(store, target, station, paused)
    })
    .immediate()
}

function beginAnew(store: Store, target: string, station: string, paused: number): void {
  store.prepare('DELETE FROM storage').run()
  store
    .prepare('INSERT INTO storage (only_one, target, station, paused) VALUES (1, ?, ?, ?)')
    .run(target, station, paused)
  const note = (photos: string) => `INSERT INTO changes (photo, rank) SELECT DISTINCT ${photos}`
  store.prepare(note(`id, ${ranks.page} FROM photos`)).run()
  store.prepare(note(`photo, ${ranks.page} FROM objects WHERE target = ? AND photo IS NOT NULL`)).run(target)
}

/** What this storage is known by when it comes back. */
export function openMemory(store: Store, target: string): TargetMemory {
  const recall = store.prepare<[string], string>('SELECT text FROM target_memory WHERE target = ?').pluck()
  const remember = store.prepare(
    'INSERT INTO target_memory (target, text) VALUES (?, ?) ON CONFLICT DO UPDATE SET text = excluded.text',
  )
  return {
    recall: () => recall.get(target) ?? null,
    remember: text => void remember.run(target, text),
  }
}

/** Whether there was ever a storage. */
export function hasStorage(store: Store): boolean {
  return store.prepare('SELECT 1 FROM storage').get() !== undefined
}

/** Whether something of a photo may lie at a storage. */
export function mayLieAtStorage(store: Store, photo: string): boolean {
  return store.prepare('SELECT 1 FROM objects WHERE photo = ?').get(photo) !== undefined
}

/** `rememberStorage` must have been called. */
export function openStorage(store: Store): Storage {
  const state = store.prepare<[], Omit<StorageState, 'report'> & { report: string }>('SELECT * FROM storage')
  const pause = store.prepare('UPDATE storage SET paused = ?')
  const beat = store.prepare('UPDATE storage SET heartbeat_run = ?')
  const looked = store.prepare('UPDATE storage SET looked_at = ?')
  const report = store.prepare('UPDATE storage SET report = ?')
  return {
    state() {
      const { report, ...rest } = state.get()!
      return { ...rest, report: report === '{}' ? null : (JSON.parse(report) as Report) }
    },
    lookedThrough: at => void looked.run(at),
    setPaused: paused => void pause.run(paused ? 1 : 0),
    heartbeatRuns: () => new Set(state.get()!.heartbeat_run?.split(' ')),
    heartbeatBy: runs => void beat.run([...runs].join(' ')),
    report: value => void report.run(JSON.stringify(value)),
  }
}
