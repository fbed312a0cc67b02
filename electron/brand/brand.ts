/**
 * How the brand looks at the kiosk: `brand/` in the data folder, and what of it is in force. A file that cannot serve
 * never stops the kiosk: it goes on as Groundswell brings it, and `troubles` say why.
 */
import { readdir, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type BrandFileView,
  type BrandFont,
  type BrandLogo,
  type BrandPart,
  brandLimits,
  brandParts,
  brandPath,
  type KioskTheme,
} from '../contract/brand.ts'
import { Trouble } from '../contract/errors.ts'
import { channelsOf, groundShade, hexOf, mixed, scrimOver } from '../event/colour.ts'
import type { EventSettings } from '../event/settings.ts'
import { sizeWords } from '../frame/template/package-files.ts'
import { ifMissing, makeFolder, sha256, sweepUnfinished, writeCarefully } from '../system/files.ts'
import { type BrandFile, readBrandFile, standsOn } from './brand-file.ts'

/** Bytes for a page, and what they are. */
export interface Served {
  readonly type: string
  readonly bytes: Buffer
}

export interface Brand {
  readonly theme: KioskTheme
  /** Why something of it is not in force. */
  readonly troubles: readonly Trouble[]
  /** What lies at an address behind the kiosk door; nothing else of the folder is ever given. */
  served(address: string): Served | undefined
  /** A file of the folder brand/, looked at anew. Throws BRAND_… when it cannot serve. */
  view(part: BrandPart, name: string): Promise<BrandFileView>
  /**
   * Keeps a file that staff bring, under a name of its content, so that none before it is replaced. Throws BRAND_…,
   * having kept nothing, or the system's error.
   */
  keep(part: BrandPart, name: string, bytes: Buffer): Promise<BrandFileView>
}

const brandFolder = (dataFolder: string) => join(dataFolder, 'brand')

/** Names that `keep` gives. */
export const keptName = /^(?:logo|background|font)-[0-9a-f]{16}\.[a-z0-9]+$/

/** The name under which a file is kept: by its content, so that it replaces no other. */
export const keptNameOf = (part: BrandPart, { ending }: { ending: string }, bytes: Buffer) =>
  `${part}-${sha256(bytes).slice(0, 16)}.${ending}`

/** Of files that are looked at and not in force, so many are held for whoever chooses among them. */
const mostAside = 4

export async function openBrand(dataFolder: string, wished: EventSettings['theme']): Promise<Brand> {
  const folder = brandFolder(dataFolder)
  const troubles: Trouble[] = []
  const inForce = new Map<string, Served>()
  const aside = new Map<string, Served>()
  const { better } = groundShade(wished.ground)
  const ground = better ?? wished.ground
  if (better) troubles.push(new Trouble('BRAND_COLOUR', { came: wished.ground, expected: better }))

  /** What a logo has behind it, at the darkest and at the brightest. */
  let grounds: readonly string[] = [ground]

  const addressOf = ({ bytes, ending }: BrandFile) => brandPath(`${sha256(bytes).slice(0, 32)}.${ending}`)

  async function read(part: BrandPart, name: string): Promise<BrandFile> {
    const bytes = await readBounded(folder, name, brandLimits[part])
    return readBrandFile(part, name, bytes)
  }

  async function wear(part: BrandPart): Promise<(BrandFile & { readonly address: string }) | null> {
    const name = wished[part]
    if (name === '') return null
    try {
      const file = await read(part, name)
      const address = addressOf(file)
      inForce.set(address, file)
      return { ...file, address }
    } catch (error) {
      troubles.push(error instanceof Trouble ? error : unreadable(name, error))
      return null
    }
  }

  function show(name: string, file: BrandFile): BrandFileView {
    const address = addressOf(file)
    aside.set(address, file)
    for (const [oldest] of aside) if (aside.size > mostAside) aside.delete(oldest)
    const on = file.is === 'logo' ? standsOn(file.seen, grounds) : 'ground'
    return { name, address, is: file.is === 'logo' ? 'picture' : file.is, on }
  }

  const [logo, background, font] = await Promise.all(brandParts.map(wear))
  const behind =
    background?.is === 'picture' || background?.is === 'video' ? veiled(background, ground) : null
  grounds = behind ? [ground, behind.brightest] : [ground]
  return {
    theme: {
      ground,
      logo: logo?.is === 'logo' ? logoView(logo, standsOn(logo.seen, grounds)) : null,
      background: behind && { address: background!.address, is: behind.is, scrim: behind.scrim },
      font: font?.is === 'font' ? fontView(font) : null,
    },
    troubles,
    served: address => inForce.get(address) ?? aside.get(address),
    async view(part, name) {
      return show(name, await read(part, name))
    },
    async keep(part, name, bytes) {
      const file = await readBrandFile(part, name, bytes)
      const kept = keptNameOf(part, file, bytes)
      await keepIn(dataFolder, kept, bytes)
      return show(kept, file)
    },
  }
}

/** Writes a file into brand/. Throws the system's error. */
export async function keepIn(dataFolder: string, name: string, bytes: Buffer): Promise<void> {
  const folder = brandFolder(dataFolder)
  await makeFolder(folder)
  await writeCarefully(join(folder, name), bytes)
}

/** Removes files that staff or settings once brought and no settings name any more: not those in force, and not those before them. */
export async function sweepBrand(dataFolder: string): Promise<void> {
  const folder = brandFolder(dataFolder)
  await sweepUnfinished(folder)
  const kept = (await readdir(folder).catch(ifMissing([]))).filter(name => keptName.test(name))
  if (kept.length === 0) return
  const settings = (await readdir(dataFolder)).filter(name => /^event(\.\w+)?\.json$/.test(name))
  const texts = await Promise.all(settings.map(name => readFile(join(dataFolder, name), 'utf8')))
  for (const name of kept)
    if (!texts.some(text => text.includes(name))) await rm(join(folder, name), { force: true })
}

/** A background under what must lie over it, and how bright it still is then. A video may show anything. */
function veiled(file: BrandFile & { readonly is: 'picture' | 'video' }, ground: string) {
  const brightest = file.is === 'picture' ? file.brightest : ([255, 255, 255] as const)
  const scrim = scrimOver(brightest, ground)
  return { is: file.is, scrim, brightest: hexOf(mixed(brightest, channelsOf(ground), scrim)) }
}

/** What a page is told of a logo, without its bytes. */
function logoView({ address, width, height }: Omit<BrandLogo, 'on'>, on: BrandLogo['on']): BrandLogo {
  return { address, width, height, on }
}

/** The same of a font. */
function fontView({ address, lightest, heaviest, scale }: BrandFont): BrandFont {
  return { address, lightest, heaviest, scale }
}

/** Throws BRAND_FILE_MISSING or BRAND_FILE_LARGE, before any of it is in memory. */
async function readBounded(folder: string, file: string, most: number): Promise<Buffer> {
  const stats = await stat(join(folder, file)).catch(ifMissing(null))
  if (!stats?.isFile()) throw new Trouble('BRAND_FILE_MISSING', { file, folder })
  if (stats.size > most)
    throw new Trouble('BRAND_FILE_LARGE', { file, expected: sizeWords(most), came: sizeWords(stats.size) })
  return readFile(join(folder, file))
}

/** What the system says of a file that may not be read, say. */
function unreadable(file: string, cause: unknown): Trouble {
  const reason = (cause as { code?: string }).code ?? String(cause)
  return new Trouble('BRAND_FILE_DAMAGED', { file, reason: `cannot be read (${reason})` }, cause)
}
