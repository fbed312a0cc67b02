/** The station's sync settings: `sync.json` in the data folder. Without the file nothing leaves the kiosk by itself. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { ifMissing } from '../system/files.ts'
import { readSettings } from '../system/settings-check.ts'

const httpUrl = z
  .url({ protocol: /^https?$/, error: 'an address that begins with https:// or http://' })
  .refine(text => {
    const { username, password, search, hash } = new URL(text)
    return username === '' && password === '' && search === '' && hash === ''
  }, 'an address without user, password, ? or #')

const folderName = z
  .string()
  .regex(/^([\w.-]+\/)*[\w.-]+$|^$/, 'letters, digits, . _ - and / between folders, with none at the ends')
  .refine(text => !text.split('/').some(part => part === '.' || part === '..'), 'a path without . or ..')

const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time such as 01:30')

const targetSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('s3'),
    endpoint: httpUrl.describe('Address of the S3 service, such as https://s3.eu-central-1.amazonaws.com'),
    region: z.string().min(1).max(60).default('us-east-1').describe('Region, as the service names it'),
    bucket: z
      .string()
      .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'the name of a bucket')
      .describe('Bucket'),
    style: z
      .enum(['path', 'virtual'])
      .default('path')
      .describe('path: endpoint/bucket/key; virtual: bucket.endpoint/key'),
    prefix: folderName.default('').describe('Folder within the bucket; empty is none'),
    accessKey: z.string().min(1).max(200).describe('Access key id; the secret key is kept apart'),
  }),
  z.strictObject({
    kind: z.literal('webdav'),
    url: httpUrl.describe('Address of the WebDAV folder'),
    user: z.string().min(1).max(200).describe('User; the password is kept apart'),
  }),
  z.strictObject({
    kind: z.literal('folder'),
    path: z.string().min(1).describe('A folder on a drive or a network share'),
  }),
])
export type TargetSettings = z.output<typeof targetSchema>

export const syncSchema = z.strictObject({
  station: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'up to 40 small letters, digits and hyphens, such as hall-a')
    .optional()
    .describe('Name of this station among those of the brand; without it, a random one'),
  target: targetSchema.describe("The brand's storage"),
  publicAddress: z
    .union([z.literal(''), httpUrl])
    .default('')
    .transform(text => text.replace(/\/+$/, ''))
    .describe('Where everybody can read what lies in the folder s/ of the storage; empty publishes no pages'),
  originals: z
    .enum(['always', 'night', 'never'])
    .default('always')
    .describe("When the camera's originals are sent, after everything else: at any time, at night, or never"),
  night: z
    .strictObject({ from: timeOfDay.default('01:00'), to: timeOfDay.default('06:00') })
    .prefault({})
    .describe('The night, by the clock of the place'),
  kilobytesPerSecond: z.int().min(0).max(10_000_000).default(0).describe('Most that is sent; 0 is no cap'),
  metered: z.boolean().default(false).describe('The line costs by volume: originals wait'),
  brandKey: z
    .string()
    .regex(/^[A-Za-z0-9+/]{43}=$|^$/, 'a public key as `groundswell settings keys` gave it')
    .default('')
    .describe("The brand's public key (Ed25519): settings signed with it are followed; empty follows none"),
})
export type SyncSettings = z.output<typeof syncSchema>

/** Checks the text of sync settings. Throws SETTINGS_NOT_JSON, SETTINGS_KEY_UNKNOWN or SETTINGS_VALUE. */
export function readSyncSettings(text: string, file: string): SyncSettings {
  return readSettings(syncSchema, text, file)
}

/** Reads the sync settings of a data folder; null when there are none. Throws as `readSyncSettings`. */
export async function loadSyncSettings(dataFolder: string): Promise<SyncSettings | null> {
  const file = join(dataFolder, 'sync.json')
  const text = await readFile(file, 'utf8').catch(ifMissing(null))
  return text === null ? null : readSyncSettings(text, file)
}
