import { createPrivateKey, type KeyObject } from 'node:crypto'
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { z } from 'zod'
import { say } from '../../../text/index.ts'
import { keptNameOf } from '../../brand/brand.ts'
import { readBrandFile } from '../../brand/brand-file.ts'
import { isPublicKey } from '../../consent/seal.ts'
import { brandParts } from '../../contract/brand.ts'
import { Trouble } from '../../contract/errors.ts'
import type { FlagTable } from '../../contract/flags.ts'
import { exitCodes } from '../../contract/ready.ts'
import { type EventSettings, eventSchema } from '../../event/settings.ts'
import { exportPackage, importPackage } from '../../frame/template/package-zip.ts'
import { loadTemplate } from '../../frame/template/template.ts'
import { checkTemplates } from '../../sync/check-templates.ts'
import { settingsBrandKey, settingsKey, settingsTemplateKey } from '../../sync/layout.ts'
import { syncSchema } from '../../sync/settings.ts'
import {
  brandKeyOf,
  readSigned,
  setSchema,
  signSettings,
  type Withdrawal,
} from '../../sync/signed-settings.ts'
import { ifMissing, makeFolder, sha256 } from '../../system/files.ts'
import { parseCommandLine } from '../../system/flags.ts'
import { readSettings } from '../../system/settings-check.ts'
import type { Command } from '../command.ts'
import { readInput, writeOutput, writingInto } from '../files.ts'

const flagTable = {
  key: { kind: 'text', expected: 'FILE' },
  out: { kind: 'text', expected: 'FOLDER' },
  /** A frame that the event needs and Groundswell does not bring. */
  template: { kind: 'list', expected: 'ZIP|FOLDER' },
  /** Where the files of the brand's look lie; without it, in brand/ beside the event. */
  brand: { kind: 'text', expected: 'FOLDER' },
  /** Takes back all that was allowed with a photo, or with `=erase` erases it everywhere. */
  withdraw: { kind: 'list', expected: 'CODE|ID[=erase]' },
  /** Only these follow; without it, all. */
  station: { kind: 'list', expected: 'NAME' },
  /** Without it, the time in seconds. */
  serial: { kind: 'text', expected: 'N' },
} as const satisfies FlagTable

const usage = 'settings sign EVENT.json --key FILE --out FOLDER'

interface Zip {
  readonly name: string
  readonly bytes: Buffer
}

/**
 * settings sign EVENT.json --key FILE --out FOLDER: checks all as a station will, signs it, and writes it into FOLDER as
 * it has to lie at the brand's storage.
 */
export const sign: Command = async (args, print) => {
  const { flags, rest } = parseCommandLine(args, flagTable)
  const [file] = rest
  if (!file || !flags.key || !flags.out) throw new Trouble('ARGUMENT_MISSING', { expected: usage })
  const folder = resolve(flags.out)
  const text = (await readInput(file)).toString('utf8')
  const event = readSettings(eventSchema, text, file)
  const { ask, contact } = event.consent
  if (ask.includes('contact') && !isPublicKey(contact.key))
    throw new Trouble('CONTACTS_NO_KEY', { came: contact.key || '""' })
  const key = readKey(await readInput(flags.key), flags.key)
  const withdraw = flags.withdraw.map(readWithdrawal)
  const stations = flags.station.map(readStation)
  const serial = flags.serial === undefined ? Math.floor(Date.now() / 1000) : readSerial(flags.serial)
  await refuseStale(join(folder, settingsKey), serial, brandKeyOf(key))

  const zips = await Promise.all(flags.template.map(readTemplate))
  const templates = zips.map(({ name, bytes }) => ({ name, sha256: sha256(bytes), bytes: bytes.length }))
  const written = JSON.parse(text.replace(/^\uFEFF/, ''))
  const brand = await readBrand(event, flags.brand ?? join(dirname(file), 'brand'))
  for (const { part, name } of brand) written.theme[part] = name
  const signed = signSettings(
    {
      version: 1,
      serial,
      issued: new Date().toISOString(),
      ...(stations.length > 0 ? { stations } : {}),
      event: written, // what it leaves out keeps its default
      templates,
      brand: brand.map(({ name, bytes }) => ({ name, sha256: sha256(bytes), bytes: bytes.length })),
      withdraw,
    },
    key,
    file,
  )
  await inScratch(scratch =>
    checkTemplates(
      { event, templates },
      async ({ name }) => zips.find(zip => zip.name === name)!.bytes,
      scratch,
    ),
  )

  await writingInto(folder, () => makeFolder(join(folder, dirname(settingsTemplateKey('')))))
  for (const [i, { bytes }] of zips.entries())
    await writeOutput(join(folder, settingsTemplateKey(templates[i]!.sha256)), bytes)
  if (brand.length > 0)
    await writingInto(folder, () => makeFolder(join(folder, dirname(settingsBrandKey('any')))))
  for (const { bytes } of brand) await writeOutput(join(folder, settingsBrandKey(sha256(bytes))), bytes)
  await writeOutput(join(folder, settingsKey), Buffer.from(signed))
  print(say('en', 'settings.signed', { serial, folder }))
  return exitCodes.ok
}

/** Throws KEY_INVALID. */
function readKey(pem: Buffer, file: string): KeyObject {
  const refuse = (cause?: unknown) =>
    new Trouble(
      'KEY_INVALID',
      { expected: 'a private key from `groundswell settings keys`', came: file },
      cause,
    )
  let key: KeyObject
  try {
    key = createPrivateKey(pem)
  } catch (cause) {
    throw refuse(cause)
  }
  if (key.asymmetricKeyType !== 'ed25519') throw refuse()
  return key
}

/** The files that an event names, under names of their content. Throws FILE_NOT_FOUND or BRAND_…. */
async function readBrand({ theme }: EventSettings, folder: string) {
  const parts = brandParts.filter(part => theme[part] !== '')
  return Promise.all(
    parts.map(async part => {
      const bytes = await readInput(join(folder, theme[part]))
      return { part, bytes, name: keptNameOf(part, await readBrandFile(part, theme[part], bytes), bytes) }
    }),
  )
}

/** A zip as it is, or a frame's folder as a zip. Throws FILE_NOT_FOUND, TEMPLATE_… or SETTINGS_…. */
async function readTemplate(path: string): Promise<Zip> {
  const home = resolve(path)
  const stats = await stat(home).catch(cause => {
    throw new Trouble('FILE_NOT_FOUND', { file: path }, cause)
  })
  if (stats.isDirectory())
    return { name: basename(home), bytes: await exportPackage(basename(home), dirname(home)) }
  const bytes = await readInput(home)
  const { name } = await inScratch(scratch =>
    importPackage(bytes, scratch, {
      fileName: basename(home),
      check: (name, where) => loadTemplate(name, [where]),
    }),
  )
  return { name, bytes }
}

function readWithdrawal(came: string): Withdrawal {
  const [, who = '', how] = /^([^=]*)(?:=(.*))?$/s.exec(came) ?? []
  const what = how ?? 'take-back'
  const one = who.length > 20 ? { photo: who.toLowerCase(), what } : { code: who.toUpperCase(), what }
  const found = setSchema.shape.withdraw.unwrap().element.safeParse(one)
  if (found.success) return found.data
  throw new Trouble('FLAG_VALUE', { flag: '--withdraw', expected: 'ABC234, ABC234=erase', came })
}

function readStation(came: string): string {
  const found = syncSchema.shape.station.unwrap().safeParse(came)
  if (found.success) return found.data
  const expected = found.error.issues[0]?.message ?? ''
  throw new Trouble('FLAG_VALUE', { flag: '--station', expected, came })
}

function readSerial(came: string): number {
  const found = z
    .int()
    .min(1)
    .safeParse(/^\d+$/.test(came) ? Number(came) : null)
  if (found.success) return found.data
  throw new Trouble('FLAG_VALUE', { flag: '--serial', expected: '1, 2, 3 …', came })
}

/** Throws SETTINGS_STALE when settings of the same key that are as new lie there: no station would take ours. */
async function refuseStale(file: string, serial: number, brandKey: string): Promise<void> {
  const before = await readFile(file).catch(ifMissing(null))
  if (before === null) return
  let newest = 0
  try {
    newest = readSigned(before, brandKey).serial
  } catch {
    return // another brand's, or none
  }
  if (serial <= newest) throw new Trouble('SETTINGS_STALE', { came: serial, expected: newest })
}

async function inScratch<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'groundswell-settings-'))
  try {
    return await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
