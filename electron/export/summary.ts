/** What an export says of itself, on the screen and in its folder. */
import { say, type TextKey } from '../../text/index.ts'
import type { Purpose } from '../contract/consent.ts'
import { dateWords } from '../system/words.ts'
import { openCommand } from './manifest.ts'
import type { Reason } from './pick.ts'
import type { ExportRecord, Outdated } from './record.ts'

export interface Counts {
  readonly total: number
  readonly exported: number
  readonly leftOut: ReadonlyMap<Reason, number>
}

export interface SummaryFacts {
  readonly record: ExportRecord
  readonly counts: Counts
  /** Files that are not what was written down, relative to the data folder. */
  readonly damaged: readonly string[]
  readonly outdated: readonly Outdated[]
}

/** The lines of the summary, in English as all that commands print. */
export function summaryLines({ record, counts, damaged, outdated }: SummaryFacts): string[] {
  const words = (key: TextKey, values = {}) => say('en', key, values)
  const told = ({ id, purpose, ...when }: ExportRecord) => ({ id, purpose, date: dateWords(when) })
  const line = (count: number, key: TextKey) => `${String(count).padStart(7)}  ${words(key)}`
  const short = outdated.flatMap(({ photos, count, ...old }) => [
    `  ${words('export.outdatedLine', { ...told(old), count: photos.length, all: count })}`,
    ...photos.map(({ id, subject }) =>
      id === null
        ? `    ${words('export.outdatedErased', { subject })}`
        : `    ${words('export.outdatedPhoto', { id })}`,
    ),
  ])
  return [
    words('export.title', told(record)),
    '',
    line(counts.total, 'export.total'),
    line(counts.exported, 'export.exported'),
    ...reasonsFor(record.purpose).map(reason => line(counts.leftOut.get(reason) ?? 0, reasonKeys[reason])),
    ...damaged.map(file => words('export.damagedFile', { file })),
    ...(record.purpose === 'contact' ? ['', words('export.sealed', { command: openCommand })] : []),
    '',
    ...(short.length > 0 ? [words('export.outdated'), ...short] : [words('export.nothingOutdated')]),
  ]
}

/** In the order in which they are told. */
const reasonKeys = {
  nothingSaid: 'export.nothingSaid',
  refused: 'export.refused',
  notEverybody: 'export.notEverybody',
  takenBack: 'export.takenBack',
  termOver: 'export.termOver',
  unseen: 'export.unseen',
  notFramed: 'export.notFramed',
  damaged: 'export.damaged',
  noAddress: 'export.noAddress',
  erasing: 'export.erasing',
} as const satisfies Record<Reason, TextKey>

/** A contact needs no picture, and the other purposes no address. */
function reasonsFor(purpose: Purpose): Reason[] {
  const others: Reason[] = purpose === 'contact' ? ['notFramed', 'damaged'] : ['noAddress']
  return (Object.keys(reasonKeys) as Reason[]).filter(reason => !others.includes(reason))
}
