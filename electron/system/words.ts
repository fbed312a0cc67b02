import { type Language, say } from '../../text/index.ts'
import { Trouble } from '../contract/errors.ts'
import { type Moment, zoneOf } from './time.ts'

/** The sentence for a trouble; whatever is no `Trouble` gets that of UNEXPECTED, its detail is for the log. */
export function wordsFor(trouble: unknown, language: Language = 'en'): string {
  if (!(trouble instanceof Trouble)) return say(language, 'errors.UNEXPECTED')
  return say(language, `errors.${trouble.code}`, trouble.details)
}

/** A moment as people write it, by the clock of the station where it was. */
export function dateWords({ at, offset }: Moment, language: Language = 'en'): string {
  const form = { dateStyle: 'long', timeStyle: 'short', timeZone: zoneOf(offset) } as const
  return `${new Intl.DateTimeFormat(language, form).format(Date.parse(at))} (UTC${zoneOf(offset)})`
}
