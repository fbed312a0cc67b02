/**
 * Every trouble that can reach a person, by code. The words live in `text/<language>.json` under
 * `errors.<code>`; a test fails when a code has no words or words have no code.
 */
export const errorCodes = [
  // Starting up
  'NODE_TOO_OLD',
  'PORT_TAKEN',
  'PORT_REFUSED',
  'DATA_NOT_WRITABLE',
  'DATA_IN_USE',
  'DATABASE_DAMAGED',
  'DATABASE_NEWER',
  'PAGES_NOT_BUILT',
  // What was typed or written down
  'COMMAND_UNKNOWN',
  'COMMAND_MISSING',
  'FLAG_UNKNOWN',
  'FLAG_VALUE',
  'ARGUMENT_MISSING',
  'FILE_NOT_FOUND',
  'FILE_NOT_WRITABLE',
  'FOLDER_NOT_EMPTY',
  'FILE_FORM',
  'SETTINGS_NOT_JSON',
  'SETTINGS_KEY_UNKNOWN',
  'SETTINGS_VALUE',
  // Settings that the brand signed
  'SETTINGS_UNSIGNED',
  'SIGNATURE_WRONG',
  'SETTINGS_TOO_LARGE',
  'SETTINGS_STALE',
  'SETTINGS_TEMPLATE',
  'SETTINGS_BRAND',
  'SETTINGS_UNUSABLE',
  // Frames and photos
  'TEMPLATE_UNKNOWN',
  'TEMPLATE_FILE',
  'TEMPLATE_ZIP',
  'TEMPLATE_EXISTS',
  'TEMPLATE_OUTPUT',
  'TEMPLATE_SLOTS',
  'SHOTS_MISSING',
  'NOT_A_PHOTO',
  'PHOTO_DAMAGED',
  'PHOTO_TOO_LARGE',
  'PHOTO_TOO_SMALL',
  'PHOTO_UNKNOWN',
  'PHOTO_ALREADY_KEPT',
  'CLIP_UNFIT',
  // What people said with it
  'STORY_UNWANTED',
  'STORY_OUT',
  // The brand's look
  'BRAND_FILE_MISSING',
  'BRAND_FILE_KIND',
  'BRAND_FILE_LARGE',
  'BRAND_FILE_SIZE',
  'BRAND_FILE_DAMAGED',
  'BRAND_VIDEO',
  'BRAND_COLOUR',
  // What was allowed
  'LEDGER_BROKEN',
  'ANSWER_LATE',
  'ANSWER_REFUSED',
  'CODE_UNKNOWN',
  'CONTACTS_NO_KEY',
  'EXPORT_PURPOSE',
  // Sealed contacts
  'KEY_INVALID',
  'KEY_EXISTS',
  'KEY_ON_KIOSK',
  'SEAL_BROKEN',
  // The brand's storage
  'SYNC_NOT_SET',
  'SYNC_SECRET',
  'SYNC_PROBLEM',
  'RESTORE_STATION',
  'RESTORE_NOTHING',
  // The certificate of the share door
  'CERTIFICATE_BROKEN',
  'CERTIFICATE_KEY',
  'CERTIFICATE_NAME',
  'CERTIFICATE_DATES',
  'CERTIFICATE_ENDS',
  // The operator
  'PIN_WRONG',
  'PIN_CHOSEN',
  // At the doors
  'CALL_UNKNOWN',
  'CALL_INPUT',
  'NOT_ALLOWED',
  'NOT_NOW',
  'NOT_FOUND',
  'METHOD',
  'TOO_LARGE',
  'TOO_MANY',
  'UNEXPECTED',
] as const

export type ErrorCode = (typeof errorCodes)[number]

/** What fills the gaps in an error's words: what was expected, what came, where. */
export type ErrorDetails = Readonly<Record<string, string | number>>

/** A trouble with a code. `details` fill the words; `cause` is for the log alone. */
export class Trouble extends Error {
  override readonly name = 'Trouble'
  readonly code: ErrorCode
  readonly details: ErrorDetails

  constructor(code: ErrorCode, details: ErrorDetails = {}, cause?: unknown) {
    super(`${code} ${JSON.stringify(details)}`, cause === undefined ? {} : { cause })
    this.code = code
    this.details = details
  }
}
