/** What the event's settings are called for staff, what each means, and what may be wrong with it. */
import type { Attraction } from '../../electron/contract/brand.ts'
import type { ColourField, FormField, FormWrong } from '../../electron/contract/event-form.ts'
import type { ShareWay } from '../../electron/contract/share.ts'
import type { TextKey } from '../../text/messages.ts'
import type { SheetTrouble } from '../state/event-sheet.svelte.ts'
import type { Say } from './words.ts'

/**
 * text: words of people. code: what is no language, such as an address. one, several: of a list. lines: words of their
 * own, one a line. switch: yes or no. file: of the brand.
 */
export type FieldKind =
  | 'text'
  | 'code'
  | 'number'
  | 'colour'
  | 'one'
  | 'several'
  | 'lines'
  | 'switch'
  | 'file'

interface FieldWords {
  readonly name: TextKey
  readonly hint: TextKey
}

export const fieldWords: Readonly<Record<FormField, FieldWords>> = {
  name: { name: 'operator.fieldName', hint: 'operator.hintName' },
  hashtag: { name: 'operator.fieldHashtag', hint: 'operator.hintHashtag' },
  brand: { name: 'operator.fieldBrand', hint: 'operator.hintBrand' },
  place: { name: 'operator.fieldPlace', hint: 'operator.hintPlace' },
  accent: { name: 'operator.fieldAccent', hint: 'operator.hintAccent' },
  'theme.ground': { name: 'operator.fieldGround', hint: 'operator.hintGround' },
  'theme.logo': { name: 'operator.fieldLogo', hint: 'operator.hintLogo' },
  'theme.background': { name: 'operator.fieldBackground', hint: 'operator.hintBackground' },
  'theme.font': { name: 'operator.fieldFont', hint: 'operator.hintFont' },
  'theme.attract': { name: 'operator.fieldAttract', hint: 'operator.hintAttract' },
  language: { name: 'operator.fieldLanguage', hint: 'operator.hintLanguage' },
  look: { name: 'operator.fieldLook', hint: 'operator.hintFromNow' },
  template: { name: 'operator.fieldTemplate', hint: 'operator.hintFromNow' },
  modes: { name: 'live.mode', hint: 'operator.hintModes' },
  linkDays: { name: 'operator.fieldLinkDays', hint: 'operator.hintLinkDays' },
  'consent.ask': { name: 'operator.fieldAsk', hint: 'operator.hintAsk' },
  'consent.days': { name: 'operator.fieldDays', hint: 'operator.hintDays' },
  'consent.privacy': { name: 'operator.fieldPrivacy', hint: 'operator.hintPrivacy' },
  'share.way': { name: 'operator.fieldWay', hint: 'operator.hintWay' },
  'share.caption': { name: 'operator.fieldCaption', hint: 'operator.hintCaption' },
  'share.link.address': { name: 'operator.fieldLinkAddress', hint: 'operator.hintLinkAddress' },
  'share.link.words': { name: 'operator.fieldLinkWords', hint: 'operator.hintLinkWords' },
  'share.wifi.name': { name: 'operator.fieldWifiName', hint: 'operator.hintWifiName' },
  'share.wifi.password': { name: 'operator.fieldWifiPassword', hint: 'operator.hintWifiPassword' },
  'story.question': { name: 'operator.fieldQuestion', hint: 'operator.hintQuestion' },
  'story.inFrame': { name: 'operator.fieldInFrame', hint: 'operator.hintInFrame' },
  'story.seeFirst': { name: 'operator.fieldSeeFirst', hint: 'operator.hintSeeFirst' },
  'story.filter': { name: 'operator.fieldFilter', hint: 'operator.hintFilter' },
}

export const wrongWords: Readonly<Record<FormWrong['why'], TextKey>> = {
  empty: 'operator.wrongEmpty',
  long: 'operator.wrongLong',
  least: 'operator.wrongLeast',
  most: 'operator.wrongMost',
  whole: 'operator.wrongWhole',
  form: 'operator.wrongForm',
  choice: 'operator.wrongChoice',
}

export const wayWords: Readonly<Record<ShareWay, TextKey>> = {
  auto: 'operator.wayAuto',
  local: 'operator.wayLocal',
  public: 'operator.wayPublic',
}

export const attractWords: Readonly<Record<Attraction, TextKey>> = {
  photos: 'operator.attractPhotos',
  none: 'operator.attractNone',
}

/** How a colour does, in words. */
export const shadeWords: Readonly<Record<ColourField, { readonly weak: TextKey; readonly well: TextKey }>> = {
  accent: { weak: 'operator.shadeWeak', well: 'operator.shadeWell' },
  'theme.ground': { weak: 'operator.groundWeak', well: 'operator.groundWell' },
}

/** Why nothing was read, saved or brought. */
export function sheetTroubleWords(say: Say, trouble: SheetTrouble): string {
  return trouble === 'lost' ? say('operator.lost') : say(`errors.${trouble.code}`, trouble.details)
}
