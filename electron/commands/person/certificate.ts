/** What a person gets in hand whose photo was erased: what went, what stays, and what no program can reach. */
import { type Language, say, type TextKey } from '../../../text/index.ts'
import type { Head } from '../../consent/ledger.ts'
import type { ExportRecord } from '../../export/record.ts'
import type { Moment } from '../../system/time.ts'
import { dateWords } from '../../system/words.ts'

export interface CertificateFacts {
  readonly language: Language
  readonly brand: string
  readonly code: string
  readonly when: Moment
  readonly files: number
  /** Answers and withdrawals. */
  readonly said: number
  readonly contacts: number
  readonly subject: string
  readonly station: string
  /** Of the ledger, with the erasure in it. */
  readonly head: Head
  /** Whether it may lie at the brand's storage for a while yet. */
  readonly atStorage: boolean
  /** Those that hold the photo. */
  readonly exports: readonly ExportRecord[]
}

export function certificateLines(facts: CertificateFacts): string[] {
  const { language, brand, code, when, files, said, contacts, subject, station, head, atStorage, exports } =
    facts
  const words = (key: TextKey, values = {}) => say(language, key, { brand, ...values })
  return [
    words('certificate.title'),
    '',
    words('certificate.photo', { code }),
    words('certificate.when', { date: dateWords(when, language) }),
    words('certificate.asked'),
    '',
    words('certificate.gone'),
    `- ${words('certificate.files', { count: files })}`,
    `- ${words('certificate.row')}`,
    `- ${words('certificate.said', { count: said })}`,
    ...(contacts > 0 ? [`- ${words('certificate.contacts', { count: contacts })}`] : []),
    '',
    words('certificate.stays'),
    `- ${words('certificate.subject', { subject })}`,
    `- ${words('certificate.times')}`,
    `- ${words('certificate.head', { seq: head.seq, station, hash: head.hash })}`,
    '',
    words('certificate.unreached'),
    ...(atStorage ? [`- ${words('certificate.storage')}`] : []),
    `- ${words('certificate.copies')}`,
    `- ${words('certificate.prints')}`,
    `- ${words('certificate.backups')}`,
    ...exports.map(({ id, purpose, ...at }) => {
      const values = { id, purpose, date: dateWords(at, language) }
      return `- ${words('certificate.export', values)}`
    }),
    ...(exports.length === 0 ? [words('certificate.noExport')] : []),
  ]
}
