/** A brand that signs settings, and its storage as a folder. */
import { generateKeyPairSync, sign } from 'node:crypto'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { z } from 'zod'
import { followedPaths } from '../../electron/sync/followed.ts'
import { settingsBrandKey, settingsKey, settingsTemplateKey } from '../../electron/sync/layout.ts'
import { brandKeyOf, type setSchema, signSettings } from '../../electron/sync/signed-settings.ts'
import { makeFolder, sha256, writeCarefully } from '../../electron/system/files.ts'
import { type ZipEntry, zipOf } from './zip.ts'

export type Said = Partial<z.input<typeof setSchema>>

export type Brand = ReturnType<typeof openBrand>

export function openBrand() {
  const { privateKey } = generateKeyPairSync('ed25519')
  return {
    /** As sync.json has it. */
    key: brandKeyOf(privateKey),
    privateKey,
    /** A signed file; what is not said is as plain as may be. */
    sign: (said: Said = {}) =>
      signSettings({ version: 1, serial: 1, issued: '2026-11-22T15:00:00Z', event: {}, ...said }, privateKey),
    /** The same without any check, as another program could do it. */
    signText(payload: string): string {
      const signature = sign(null, Buffer.from(`groundswell-settings-v1\n${payload}`), privateKey)
      return JSON.stringify({ payload, signature: signature.toString('base64') })
    },
  }
}

/** A frame as a zip: a slot on its ground, what `post` says, and whatever `more` puts beside it. */
export function frameZip(name: string, post: object = {}, more: readonly ZipEntry[] = []) {
  const slots = [{ x: 40, y: 40, width: 400, height: 300 }]
  const settings = { title: name, outputs: { post: { ground: '#14110f', slots, ...post } } }
  const zip = zipOf([{ name: `${name}/template.json`, content: JSON.stringify(settings) }, ...more])
  return { zip, template: { name, sha256: sha256(zip), bytes: zip.length } }
}

/** A logo as signed settings bring it. */
export function brandLogo(colour = '#ffffff') {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path fill="${colour}" d="M0 0h9v9z"/></svg>`
  const bytes = Buffer.from(svg)
  const hash = sha256(bytes)
  return { bytes, file: { name: `logo-${hash.slice(0, 16)}.svg`, sha256: hash, bytes: bytes.length } }
}

/** Puts files where the brand's storage has them; null takes one away. */
export async function upload(
  storage: string,
  {
    settings,
    zips = [],
    look = [],
  }: {
    readonly settings?: string | Buffer | null
    readonly zips?: readonly Buffer[]
    /** Files of the brand's look. */
    readonly look?: readonly Buffer[]
  },
): Promise<void> {
  for (const bytes of look) await put(join(storage, settingsBrandKey(sha256(bytes))), bytes)
  for (const zip of zips) await put(join(storage, settingsTemplateKey(sha256(zip))), zip)
  const file = join(storage, settingsKey)
  if (settings === null) await rm(file)
  else if (settings !== undefined) await put(file, settings)
}

async function put(file: string, content: string | Buffer): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, content)
}

/** Has the station follow the brand. */
export async function follow(dataFolder: string, brand: Pick<Brand, 'key'>): Promise<void> {
  const target = { kind: 'folder', path: join(dataFolder, '../storage') }
  await put(join(dataFolder, 'sync.json'), JSON.stringify({ station: 'hall-a', brandKey: brand.key, target }))
}

/** Lays settings before the station as the sync worker does, once they are checked. */
export async function stage(
  dataFolder: string,
  settings: string,
  zips: readonly Buffer[] = [],
  look: readonly Buffer[] = [],
): Promise<void> {
  const paths = followedPaths(dataFolder)
  if (look.length > 0) await makeFolder(paths.brand)
  for (const bytes of look) await writeCarefully(paths.brandFile(sha256(bytes)), bytes)
  await makeFolder(paths.templates)
  for (const zip of zips) await writeCarefully(paths.zip(sha256(zip)), zip)
  await writeCarefully(paths.settings, Buffer.from(settings))
}
