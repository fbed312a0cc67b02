/** The receipt in words: plain text in the language of the visit. */
import { type Language, say, type TextKey } from '../../text/index.ts'
import type { Purpose, Way } from '../contract/consent.ts'
import { dateWords } from '../system/words.ts'
import type { DataType, PurposeReceipt, Receipt, Step } from './receipt.ts'

export const purposeKeys = {
  screens: 'receipt.screens',
  social: 'receipt.social',
  site: 'receipt.site',
  ads: 'receipt.ads',
  contact: 'receipt.contact',
} as const satisfies Record<Purpose, TextKey>

export const dataKeys = {
  picture: 'receipt.picture',
  address: 'receipt.address',
  guardian: 'receipt.guardian',
} as const satisfies Record<DataType, TextKey>

const wayKeys = {
  kiosk: 'receipt.kiosk',
  phone: 'receipt.phone',
  staff: 'receipt.staff',
} as const satisfies Record<Way, TextKey>

const stepKeys = {
  given: 'receipt.given',
  refused: 'receipt.refused',
  withdrawn: 'receipt.withdrawn',
} as const satisfies Record<Step['what'], TextKey>

export function receiptText(receipt: Receipt, language: Language = receipt.language): string {
  const { brand, contact, event, place, photo, made } = receipt
  const date = (at: string, offset = made.offset) => dateWords({ at, offset }, language)
  const words = (key: TextKey, values: Readonly<Record<string, string | number>> = {}) =>
    say(language, key, { brand, event, ...values })

  const step = ({ what, when, person, people, byGuardian, way, everything }: Step) => {
    const values = {
      date: date(when.at, when.offset),
      way: words(wayKeys[way]),
      person: person ?? 0,
      people: people ?? 0,
    }
    if (everything) return words('receipt.withdrawnAll', values)
    return words(byGuardian ? 'receipt.givenGuardian' : stepKeys[what], values)
  }
  const about = ({ purpose, standing, notices, licences, data, trail }: PurposeReceipt) => [
    words(purposeKeys[purpose]).toLocaleUpperCase(language),
    standing.allowed
      ? words('receipt.allowed', { date: date(standing.until!) })
      : standing.agreed > 0
        ? words('receipt.waiting', { agreed: standing.agreed, people: standing.people })
        : words('receipt.notAllowed'),
    '',
    words('receipt.trail'),
    ...trail.map(one => `- ${step(one)}`),
    ...notices.flatMap(({ version, language: shownIn, sha256, text }) => [
      '',
      words('receipt.notice', { version, shownIn, sha256 }),
      ...text.split('\n').map(line => `> ${line}`),
    ]),
    '',
    words('receipt.data', { data: data.map(type => words(dataKeys[type])).join(', ') }),
    ...licences.flatMap(licence => [
      '',
      words('receipt.licence'),
      `- ${licence.scope}`,
      ...(licence.channels ? [`- ${words('receipt.channels', { channels: licence.channels })}`] : []),
      `- ${words('receipt.territory', { territory: licence.territory })}`,
      `- ${words('receipt.until', { date: date(licence.until) })}`,
    ]),
    '',
  ]
  const lines = [
    words('receipt.title'),
    '',
    words('receipt.lead'),
    '',
    words('receipt.photo', { date: date(photo.taken.at, photo.taken.offset) }),
    ...(photo.code ? [words('receipt.code', { code: photo.code })] : []),
    '',
    ...(receipt.purposes.length === 0 ? [words('receipt.nothing'), ''] : receipt.purposes.flatMap(about)),
    words('receipt.rest').toLocaleUpperCase(language),
    `- ${words(contact ? 'receipt.controller' : 'receipt.controllerStaff', { contact })}`,
    `- ${words('receipt.recipients')}`,
    `- ${words('receipt.storage')}`,
    `- ${words('receipt.retention', { date: date(photo.keptUntil) })}`,
    `- ${words(place ? 'receipt.lawPlace' : 'receipt.law', { place })}`,
    `- ${undoWords(receipt, language)}`,
    '',
    words('receipt.made', { date: date(made.at), id: receipt.id, station: receipt.station }),
  ]
  return `${lines.join('\n')}\n`
}

/** How to take it back, as it was said when it was asked. */
export function undoWords({ contact }: Receipt, language: Language): string {
  return say(language, contact ? 'consent.undoPrivacy' : 'consent.undo', { privacy: contact })
}
