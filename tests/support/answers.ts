/** Answers and withdrawals, as small as they may be. */
import type { NewAnswer, NewWithdrawal, ShownText } from '../../electron/consent/ledger.ts'
import type { Moment } from '../../electron/system/time.ts'

export const words: ShownText = { version: '1', language: 'en', text: 'May we show your photo?' }

/** The only person in the picture says yes to its being shown, for as long as there are calendars. */
export const yes = (photo: string, more: Partial<NewAnswer> = {}): NewAnswer => ({
  photo,
  event: 'Harbour Lights',
  asker: 'Lumen',
  way: 'kiosk',
  photoSha256: null,
  purpose: 'screens',
  given: true,
  person: 1,
  people: 1,
  children: false,
  licence: { scope: 'show it', channels: '', territory: 'worldwide', until: '2999-01-01T00:00:00.000Z' },
  shown: words,
  ...more,
})

export const no = (photo: string, more: Partial<NewAnswer> = {}): NewAnswer =>
  yes(photo, { given: false, licence: null, ...more })

export const withdrawal = (
  photo: string,
  purpose: NewWithdrawal['purpose'] = 'everything',
): NewWithdrawal => ({
  ...{ photo, purpose, event: 'Harbour Lights', asker: 'Lumen' },
  ...{ way: 'phone', photoSha256: null },
})

/** A moment in UTC, such as `on('2026-11-22')`. */
export const on = (date: string): Moment => ({ at: new Date(date).toISOString(), offset: 0 })
