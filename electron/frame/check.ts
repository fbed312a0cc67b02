/** What a template maker should know before an event does: every picture laid out with the words of very different events. */
import { didYouMean } from '../system/settings-check.ts'
import { svgProblem } from './artwork.ts'
import type { FrameValues } from './gaps.ts'
import { layOut } from './layout.ts'
import { type OutputName, outputNames, outputs } from './outputs.ts'
import { styledText } from './template/settings.ts'
import type { Template } from './template/template.ts'
import { bundledFamilies, fontFamily, openTypesetter } from './text/typesetter.ts'

/** What may be found; the words are in `text/` under `templateCheck`. */
export const findingKinds = [
  'missing',
  'cut',
  'family',
  'small',
  'noOutput',
  'qrSmall',
  'scaled',
  'undrawable',
] as const

/** Something found. `wrong` must be mended; `look` is worth a look. */
export interface Finding {
  readonly level: 'wrong' | 'look'
  readonly what: (typeof findingKinds)[number]
  readonly details: Readonly<Record<string, string | number>>
}

/** Events that differ as much as events do. */
export const sampleEvents: readonly { readonly language: string; readonly values: Partial<FrameValues> }[] = [
  {
    language: 'en',
    values: { 'event.name': 'Gala', 'event.hashtag': '#gala', place: 'Oslo', date: '3 May 2026' },
  },
  {
    language: 'en',
    values: {
      'event.name': 'International Conference on Renewable Energy',
      'event.hashtag': '#RenewableEnergyConference2026',
      place: 'Llanfairpwllgwyngyll, Anglesey',
      date: '22 September 2026',
      story: 'We met again after eleven years, and nobody had changed a bit. See you all next summer!',
    },
  },
  { language: 'ar', values: { 'event.name': 'مهرجان النور 2026', place: 'دبي', date: '٢٢ نوفمبر ٢٠٢٦' } },
  {
    language: 'ja',
    values: { 'event.name': '夏のお祭りと花火の夕べ', place: '東京', date: '2026年11月22日' },
  },
  { language: 'hi', values: { 'event.name': 'दीपावली की शुभकामनाएँ', place: 'जयपुर', date: '22 नवंबर 2026' } },
]

/** Below it, in pixels at 1080 wide, words cannot be read on a phone. */
const smallestReadable = 18
/** A code of 20 mm is read from a hand's distance: 0.8 inches at 300 dots. */
const smallestQr = 240
const tallestUnscaled = 1080

/** Looks at every output of a template with every sample event; `values` fill what the samples leave open. */
export async function checkTemplate(template: Template, values: FrameValues): Promise<Finding[]> {
  const typesetter = await openTypesetter(template.fonts)
  const own = await Promise.all(template.fonts.map(fontFamily))
  const families = [...own.map(({ family }) => family), ...bundledFamilies]
  const found: Finding[] = []
  for (const output of outputNames) {
    const settings = template.outputs[output]
    if (!settings) {
      found.push({ level: 'look', what: 'noOutput', details: { output } })
      continue
    }
    for (const sample of sampleEvents) {
      const all = { ...values, ...sample.values }
      const plan = layOut(template, output, { values: all, language: sample.language, typesetter })
      for (const character of plan.missing)
        found.push({
          level: 'wrong',
          what: 'missing',
          details: { output, character, code: codePoints(character) },
        })
      for (const words of plan.cut) found.push({ level: 'look', what: 'cut', details: { output, words } })
      for (const svg of [plan.below, plan.mask, plan.above]) {
        const reason = svgProblem(svg)
        if (reason) found.push({ level: 'wrong', what: 'undrawable', details: { output, reason } })
      }
    }
    found.push(...unknownFamilies(template, output, families), ...sizes(template, output))
  }
  return unique(found)
}

/** Words in a family that nobody has would be set in Noto Sans. */
function unknownFamilies(template: Template, output: OutputName, families: readonly string[]): Finding[] {
  return template.outputs[output]!.texts.flatMap((text, i): Finding[] => {
    const { family: came } = styledText(text, template.styles)
    if (families.includes(came)) return []
    const details = { output, key: `texts[${i}]`, came, hint: didYouMean(came, families) }
    return [{ level: 'wrong', what: 'family', details: { ...details, expected: families.join(', ') } }]
  })
}

function sizes(template: Template, output: OutputName): Finding[] {
  const settings = template.outputs[output]!
  const { width } = outputs[output].canvas
  const found: Finding[] = []
  settings.texts.forEach((text, i) => {
    const { smallest } = styledText(text, template.styles)
    const least = Math.ceil((smallestReadable * width) / 1080)
    const onPhone = output !== 'print' && output !== 'strip'
    if (onPhone && smallest < least)
      found.push({ level: 'look', what: 'small', details: { output, key: `texts[${i}]`, smallest, least } })
  })
  settings.slots.forEach(({ height }, i) => {
    const onPhone = output === 'post'
    if (onPhone && height > tallestUnscaled)
      found.push({
        level: 'look',
        what: 'scaled',
        details: { output, key: `slots[${i}]`, most: tallestUnscaled },
      })
  })
  if (settings.qr && settings.qr.size < smallestQr)
    found.push({
      level: 'look',
      what: 'qrSmall',
      details: { output, size: settings.qr.size, least: smallestQr },
    })
  return found
}

function codePoints(text: string): string {
  return Array.from(text, one => `U+${one.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`).join(
    ' ',
  )
}

function unique(found: readonly Finding[]): Finding[] {
  return [...new Map(found.map(one => [JSON.stringify(one), one])).values()]
}
