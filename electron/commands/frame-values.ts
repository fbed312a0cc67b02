/** What fills a frame's gaps when it is drawn from the command line. */
import { languageCodes } from '../../text/languages.ts'
import { Trouble } from '../contract/errors.ts'
import type { FlagTable, FlagValues } from '../contract/flags.ts'
import { textOn } from '../event/colour.ts'
import { eventSchema } from '../event/settings.ts'
import { eventValues } from '../frame/event-values.ts'
import { type FrameValues, gapNames } from '../frame/gaps.ts'
import type { FramerOptions } from '../frame/render.ts'
import { nearest } from '../system/nearest.ts'

export const valueFlags = {
  /** A gap and what fills it, such as event.name=Harbour Lights. */
  set: { kind: 'list', expected: 'NAME=WORDS' },
  language: { kind: 'choice', choices: languageCodes, standard: 'en' },
} as const satisfies FlagTable

/** An event's values on `day`, with what `--set` says in place of its own. Throws FLAG_VALUE. */
export function sampleValues(flags: FlagValues<typeof valueFlags>, day = new Date()): FramerOptions {
  const event = eventSchema.parse({ language: flags.language })
  const values: FrameValues = {
    ...eventValues(event, day),
    ...Object.fromEntries(flags.set.map(readPair)),
  }
  return { values: { ...values, onAccent: textOn(values.accent) }, language: flags.language }
}

function readPair(pair: string): [string, string] {
  const [, name = '', words] = /^([^=]*)(?:=(.*))?$/s.exec(pair) ?? []
  // What is written on the accent follows from it.
  const names = gapNames.filter(one => one !== 'onAccent')
  const isColour = /^#[0-9a-f]{6}$/i.test(words ?? '')
  if (words !== undefined && names.some(one => one === name) && (name !== 'accent' || isColour))
    return [name, words]
  const near = nearest(name, names)
  const expected = near === 'accent' ? 'accent=#1d3fbb' : near ? `${near}=…` : `${names.join('=…, ')}=…`
  throw new Trouble('FLAG_VALUE', { flag: '--set', expected, came: pair })
}
