/**
 * The event's settings as the brand signs them: one JSON file that holds the exact text of another and an Ed25519
 * signature (RFC 8032) of it. Pure: what is read and written where is for others.
 */
import { createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import { z } from 'zod'
import { keptName } from '../brand/brand.ts'
import { brandLimits, brandParts } from '../contract/brand.ts'
import { Trouble } from '../contract/errors.ts'
import { codeLength, codeLetters } from '../contract/visit.ts'
import { eventSchema } from '../event/settings.ts'
import { isPackageName, packageLimits, sizeWords } from '../frame/template/package-files.ts'
import { checkSettings, readSettings } from '../system/settings-check.ts'
import { settingsKey } from './layout.ts'
import { syncSchema } from './settings.ts'

/** More text nobody writes; looked at before anything is read out of it. In bytes. */
export const largestSettings = 512 * 1024

/** Stands before what is signed, so that a signature for something else is never one for settings. */
const domain = 'groundswell-settings-v1\n'

const sealedSchema = z.strictObject({
  payload: z.string().refine(text => text.isWellFormed(), 'text that has bytes of its own'),
  signature: z.string().regex(/^[A-Za-z0-9+/]{86}==$/, 'a signature'),
})

const withdrawalSchema = z
  .strictObject({
    photo: z.uuid({ error: "a photo's id" }).optional().describe("The photo's id"),
    code: z
      .string()
      .regex(new RegExp(`^[${codeLetters}]{${codeLength}}$`), `the ${codeLength} letters of a photo's code`)
      .optional()
      .describe("The photo's code"),
    what: z.enum(['take-back', 'erase']).describe('Take back all that was allowed, or erase it everywhere'),
  })
  .refine(({ photo, code }) => (photo === undefined) !== (code === undefined), 'either a photo or a code')
export type Withdrawal = z.output<typeof withdrawalSchema>

const templateSchema = z.strictObject({
  name: z.string().refine(isPackageName, '1 to 40 small letters, digits and hyphens'),
  sha256: z.string().regex(/^[0-9a-f]{64}$/, 'a SHA-256 in small hex digits'),
  bytes: z.int().min(1).max(packageLimits.whole),
})
export type SignedTemplate = z.output<typeof templateSchema>

const brandFileSchema = z
  .strictObject({
    name: z.string().regex(keptName, 'a name that `groundswell settings sign` gives'),
    sha256: z.string().regex(/^[0-9a-f]{64}$/, 'a SHA-256 in small hex digits'),
    bytes: z
      .int()
      .min(1)
      .max(Math.max(...Object.values(brandLimits))),
  })
  // So no file of a station is ever replaced by another one.
  .refine(({ name, sha256 }) => name.includes(`-${sha256.slice(0, 16)}.`), 'a name of its content')
export type SignedBrandFile = z.output<typeof brandFileSchema>

export const setSchema = z.strictObject({
  version: z.literal(1).describe('Of this format'),
  serial: z.int().min(1).describe('Only ever rises, so that older settings never come back'),
  issued: z.iso.datetime({ error: 'a time such as 2026-11-22T15:00:00Z' }).describe('When it was signed'),
  stations: z
    .array(syncSchema.shape.station.unwrap())
    .min(1)
    .max(500)
    .optional()
    .describe('The stations that follow it; without it, all'),
  event: eventSchema.describe('What becomes event.json'),
  templates: z
    .array(templateSchema)
    .max(20)
    .refine(all => new Set(all.map(({ name }) => name)).size === all.length, 'each name once')
    .default([])
    .describe('Frames that it brings'),
  brand: z
    .array(brandFileSchema)
    .max(brandParts.length)
    .default([])
    .describe("Files of the brand's look that the event names"),
  withdraw: z.array(withdrawalSchema).max(2000).default([]).describe('Photos that are withdrawn'),
})

/** What a brand says: settings, frames and photos to withdraw. */
export interface SettingsSet extends z.output<typeof setSchema> {
  /** What becomes event.json: as it was written, so that what it leaves out keeps its default. */
  readonly eventText: string
  /** The exact text that is signed. */
  readonly payload: string
}

/**
 * Reads signed settings. Throws SETTINGS_TOO_LARGE, SETTINGS_UNSIGNED when it is no signed file, SIGNATURE_WRONG when
 * another key signed it or it was changed since, and SETTINGS_NOT_JSON, SETTINGS_KEY_UNKNOWN or SETTINGS_VALUE for what
 * was signed. `brandKey` is the raw public key in base64; `file` is the name shown to the person.
 */
export function readSigned(bytes: Uint8Array, brandKey: string, file: string = settingsKey): SettingsSet {
  if (bytes.length > largestSettings) {
    const expected = sizeWords(largestSettings)
    throw new Trouble('SETTINGS_TOO_LARGE', { file, expected, came: sizeWords(bytes.length) })
  }
  const { payload, signature } = readSealed(bytes, file)
  const isOurs = verify(null, signedBytes(payload), publicKey(brandKey), Buffer.from(signature, 'base64'))
  if (!isOurs) throw new Trouble('SIGNATURE_WRONG', { file })
  return readPayload(payload, file)
}

/** Signs settings with the brand's private key; gives the file's text. Throws as `readSigned` does. */
export function signSettings(
  set: z.input<typeof setSchema>,
  privateKey: KeyObject,
  file: string = settingsKey,
): string {
  const payload = JSON.stringify(set, null, 2)
  readPayload(payload, file)
  const signature = sign(null, signedBytes(payload), privateKey).toString('base64')
  const text = `${JSON.stringify({ payload, signature })}\n`
  const came = Buffer.byteLength(text)
  if (came <= largestSettings) return text
  throw new Trouble('SETTINGS_TOO_LARGE', {
    file,
    expected: sizeWords(largestSettings),
    came: sizeWords(came),
  })
}

/** Whether the station `name` follows the settings. */
export function isFor(set: Pick<SettingsSet, 'stations'>, name: string): boolean {
  return set.stations === undefined || set.stations.includes(name)
}

/** A pair's public key as `sync.json` has it: its raw 32 bytes in base64. Takes the private one too. */
export function brandKeyOf(key: KeyObject): string {
  const { x } = (key.type === 'private' ? createPublicKey(key) : key).export({ format: 'jwk' })
  return Buffer.from(x ?? '', 'base64url').toString('base64')
}

function publicKey(brandKey: string): KeyObject {
  const x = Buffer.from(brandKey, 'base64').toString('base64url')
  return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })
}

const signedBytes = (payload: string) => Buffer.from(domain + payload)

function readSealed(bytes: Uint8Array, file: string): z.output<typeof sealedSchema> {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return checkSettings(sealedSchema, JSON.parse(text), file)
  } catch (cause) {
    throw new Trouble('SETTINGS_UNSIGNED', { file }, cause)
  }
}

function readPayload(payload: string, file: string): SettingsSet {
  const set = readSettings(setSchema, payload, file)
  const { event } = JSON.parse(payload) as { event: unknown }
  return { ...set, eventText: `${JSON.stringify(event, null, 2)}\n`, payload }
}
