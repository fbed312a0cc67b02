/**
 * Which photos left in which export. They are kept by the ledger's subject, so that what has to be taken down is
 * still known when the photo is gone here.
 */
import type { Photos } from '../capture/photos.ts'
import type { Gate } from '../consent/gate.ts'
import type { Ledger } from '../consent/ledger.ts'
import type { Purpose } from '../contract/consent.ts'
import type { Store } from '../store/open.ts'
import type { Moment } from '../system/time.ts'

export interface ExportRecord extends Moment {
  readonly id: string
  readonly purpose: Purpose
}

/** An export with photos that are no longer allowed for its purpose. */
export interface Outdated extends ExportRecord {
  /** How many photos it holds. */
  readonly count: number
  /** Those that have to go; `id` is null when the photo is erased here. */
  readonly photos: readonly { readonly subject: string; readonly id: string | null }[]
}

export interface Exports {
  /** Says that an export holds these photos. To be called within the transaction that asks the gate for them. */
  recordExport(record: ExportRecord, photoIds: readonly string[]): void
  /** The exports that hold a photo, oldest first; also when it is erased. */
  exportsOf(photoId: string): ExportRecord[]
  /** The exports that somebody has to take photos out of, oldest first. */
  outdated(photos: Photos, gate: Gate, when: number): Outdated[]
}

export function openExports(store: Store, ledger: Pick<Ledger, 'subject'>): Exports {
  const add = store.prepare(
    'INSERT INTO exports (id, purpose, at, offset) VALUES (@id, @purpose, @at, @offset)',
  )
  const hold = store.prepare('INSERT INTO exported (export, subject) VALUES (?, ?)')
  const all = store.prepare<[], ExportRecord>('SELECT * FROM exports ORDER BY at, id')
  const of = store.prepare<[string], ExportRecord>(
    'SELECT e.* FROM exports e JOIN exported x ON x.export = e.id WHERE x.subject = ? ORDER BY e.at, e.id',
  )
  const subjects = store.prepare<[string], string>('SELECT subject FROM exported WHERE export = ?').pluck()
  return {
    recordExport: store.transaction((record: ExportRecord, photoIds: readonly string[]) => {
      add.run(record)
      for (const id of photoIds) hold.run(record.id, ledger.subject(id))
    }),
    exportsOf: photoId => of.all(ledger.subject(photoId)),
    outdated: store.transaction((photos: Photos, gate: Gate, when: number) => {
      const ids = new Map(photos.all().map(({ id }) => [ledger.subject(id), id]))
      const records = all.all()
      const allowed = new Map(
        [...new Set(records.map(({ purpose }) => purpose))].map(purpose => [
          purpose,
          new Set(gate.allowedPhotos(purpose, when)),
        ]),
      )
      return records.flatMap(record => {
        const held = subjects.all(record.id)
        const gone = held
          .map(subject => ({ subject, id: ids.get(subject) ?? null }))
          .filter(({ id }) => id === null || !allowed.get(record.purpose)!.has(id))
          .sort((a, b) => ((a.id ?? `~${a.subject}`) < (b.id ?? `~${b.subject}`) ? -1 : 1)) // the erased last
        return gone.length > 0 ? [{ ...record, count: held.length, photos: gone }] : []
      })
    }),
  }
}
