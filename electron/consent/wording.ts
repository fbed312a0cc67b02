import { type Language, say } from '../../text/index.ts'
import type { Wording } from '../contract/calls.ts'
import type { EventSettings } from '../event/settings.ts'

/** The words of the consent screen for this event. */
export function wordingFor(event: EventSettings, language: Language = event.language): Wording {
  const values = { event: event.name, brand: event.brand, days: event.linkDays }
  return {
    language,
    lines: (['expect.line1', 'expect.line2', 'expect.line3'] as const).map(key => say(language, key, values)),
    wish: say(language, 'expect.wish', values),
  }
}

/** The wording as one text, as it is kept in the ledger. */
export function asText(wording: Wording): string {
  return [...wording.lines, wording.wish].join('\n')
}
