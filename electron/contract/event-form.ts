/** The event's settings as staff change them on the spot: which of them, what they can be, and what may be wrong. */
import type { Language } from '../../text/languages.ts'
import type { BrandFileView, BrandPart } from './brand.ts'
import type { Purpose } from './consent.ts'

/** Paths in event.json. */
export const formFields = [
  'name',
  'hashtag',
  'brand',
  'place',
  'accent',
  'theme.ground',
  'theme.logo',
  'theme.background',
  'theme.font',
  'theme.attract',
  'language',
  'look',
  'template',
  'modes',
  'linkDays',
  'consent.ask',
  'consent.days',
  'consent.privacy',
  'share.way',
  'share.caption',
  'share.link.address',
  'share.link.words',
  'share.wifi.name',
  'share.wifi.password',
  'story.question',
  'story.inFrame',
  'story.seeFirst',
  'story.filter',
] as const
export type FormField = (typeof formFields)[number]

export type FormValue = string | number | boolean | readonly string[]

export interface EventForm {
  readonly values: Readonly<Record<FormField, FormValue>>
  readonly languages: readonly Language[]
  /** The frames that can serve here, by name, with what they are called. */
  readonly templates: readonly { readonly name: string; readonly title: string }[]
  /** What the brand can ask for; to write to people it needs a key. */
  readonly purposes: readonly Purpose[]
  /** The brand's files that are in the settings and can serve. */
  readonly files: Readonly<Record<BrandPart, BrandFileView | null>>
  /** The brand decides from afar: nothing can be changed here. */
  readonly isFollowing: boolean
}

/**
 * What is wrong with a field. empty: something must be there. long: more than `limit` characters. least, most: the
 * number is beyond `limit`. whole: no whole number. form: not as it must look. choice: none of those there are.
 */
export interface FormWrong {
  readonly field: FormField
  readonly why: 'empty' | 'long' | 'least' | 'most' | 'whole' | 'form' | 'choice'
  readonly limit: number
}

/** The fields that are colours. */
export const colourFields = ['accent', 'theme.ground'] as const
export type ColourField = (typeof colourFields)[number]

/** How the main action's colour does on the kiosk's ground, or that ground under the kiosk's words. */
export interface Shade {
  /** 1 to 21. */
  readonly contrast: number
  /** The nearest one that does well enough, a lighter accent or a darker ground; null when it does itself. */
  readonly better: string | null
}
