/** Every word that an attendee is asked with. What is shown is what is written into the ledger. */
import { type Language, say } from '../../text/index.ts'
import type { ConsentAsk, Wording } from '../contract/calls.ts'
import type { Purpose } from '../contract/consent.ts'
import type { EventSettings } from '../event/settings.ts'
import type { ShownText } from './ledger.ts'

/** Moved on whenever a word of the question changes in any language; a test remembers which words this one is of. */
export const wordingVersion = '2026-11-28'

/** What happens with the photo, told before there is one. `isPublished` when it gets a page on the internet. */
export function wordingFor(event: EventSettings, isPublished: boolean, language: Language): Wording {
  const values = { event: event.name, brand: event.brand, days: event.linkDays }
  const first = event.modes.includes('boomerang') ? 'expect.line1Clip' : 'expect.line1'
  const lines = [first, isPublished ? 'expect.line2Public' : 'expect.line2', 'expect.line3'] as const
  return { language, lines: lines.map(key => say(language, key, values)) }
}

/** The question what the brand may do with the photo, for the purposes in `asked`. */
export function consentAsk(event: EventSettings, language: Language, asked: readonly Purpose[]): ConsentAsk {
  const { days, channels, contact, children, privacy } = event.consent
  const about = contact.about.length > 0 ? contact.about : [say(language, 'consent.about')]
  const values = {
    ...{ event: event.name, brand: event.brand, days, age: children.under, privacy },
    territory: territoryOf(event, language),
    channels: channels && ` (${channels})`,
    about: new Intl.ListFormat(language, { type: 'disjunction' }).format(about),
    often: contact.often || say(language, 'consent.often'),
  }
  const words = (key: Parameters<typeof say>[1]) => say(language, key, values)
  return {
    language,
    headline: words('consent.headline'),
    lead: words('consent.lead'),
    choices: asked.map(purpose => ({ purpose, words: words(`consent.${purpose}`) })),
    terms: [
      ...(event.story.question === '' ? [] : [words('consent.story')]),
      ...(event.modes.includes('boomerang') ? [words('consent.clip')] : []),
      words('consent.terms'),
      words(privacy ? 'consent.undoPrivacy' : 'consent.undo'),
    ],
    children: words('consent.children'),
    childrenNote: words(children.allowed === 'guardian' ? 'consent.guardianNote' : 'consent.childrenNote'),
  }
}

/** Where pictures may be used, in words. */
export function territoryOf(event: EventSettings, language: Language): string {
  return event.consent.territory || say(language, 'consent.worldwide')
}

/** The text that one answer was given to: the question, what it is for, how long, and how to undo it. */
export function shownText(ask: ConsentAsk, purpose: Purpose): ShownText {
  const choice = ask.choices.find(one => one.purpose === purpose)
  if (!choice) throw new Error(`${purpose} was not asked`)
  const text = [ask.headline, ask.lead, choice.words, ...ask.terms].join('\n')
  return { version: wordingVersion, language: ask.language, text }
}
