import { extname } from 'node:path'
import { say } from '../../../text/index.ts'
import { openSealed } from '../../consent/seal.ts'
import { Trouble } from '../../contract/errors.ts'
import type { FlagTable } from '../../contract/flags.ts'
import { exitCodes } from '../../contract/ready.ts'
import { sealedColumn } from '../../export/manifest.ts'
import { csvOf, readCsv } from '../../system/csv.ts'
import { parseCommandLine } from '../../system/flags.ts'
import type { Command } from '../command.ts'
import { readInput, writeOutput } from '../files.ts'

const flagTable = {
  /** The file of `keys new`, or any with an age private key. */
  key: { kind: 'text', expected: 'FILE' },
} as const satisfies FlagTable

/**
 * contacts open --key FILE MANIFEST: opens the sealed addresses of an export into a table beside it. No address is ever
 * printed: what is on a screen or in a terminal's history is out of hand.
 */
export const open: Command = async (args, print) => {
  const { flags, rest } = parseCommandLine(args, flagTable)
  const [manifest] = rest
  if (flags.key === undefined || manifest === undefined)
    throw new Trouble('ARGUMENT_MISSING', { expected: 'contacts open --key FILE MANIFEST' })
  const key = keyIn((await readInput(flags.key)).toString('utf8'))
  const rows = rowsIn((await readInput(manifest)).toString('utf8'), manifest)

  const opened: (string | null)[][] = []
  let failure: unknown
  for (const { sealed, cells } of rows) {
    try {
      opened.push([await openSealed(key, sealed), ...cells.values()])
    } catch (error) {
      // Another key's address among them is no reason to open none; a file that is no key is.
      if (!(error instanceof Trouble) || error.code !== 'SEAL_BROKEN') throw error
      failure = error
    }
  }
  if (opened.length === 0 && failure) throw failure

  const file = `${manifest.slice(0, manifest.length - extname(manifest).length)}-opened.csv`
  const header = ['address', ...(rows[0]?.cells.keys() ?? [])]
  await writeOutput(file, Buffer.from(csvOf([header, ...opened])))
  print(say('en', 'contacts.opened', { count: opened.length, file }))
  const missing = rows.length - opened.length
  if (missing > 0) print(say('en', 'contacts.notOpened', { count: missing }))
  return missing > 0 ? exitCodes.needsPerson : exitCodes.ok
}

/** The key in a file as age-keygen writes it, with comments before it (age-keygen(1)). */
function keyIn(text: string): string {
  const lines = text.split(/\r?\n/).filter(line => line.trim() !== '' && !line.startsWith('#'))
  return lines.join('')
}

interface SealedRow {
  readonly sealed: string
  /** What else stands in the row, by column. */
  readonly cells: ReadonlyMap<string, string | null>
}

/** Throws FILE_FORM. */
function rowsIn(text: string, file: string): SealedRow[] {
  const table = /^\uFEFF?\s*\{/.test(text) ? fromJsonLines(text, file) : fromCsv(text, file)
  return table.map(row => {
    const { [sealedColumn]: sealed, how_to_open: _, ...others } = row
    if (typeof sealed !== 'string') throw notAManifest(file, `no ${sealedColumn}`)
    return { sealed, cells: new Map(Object.entries(others).map(([name, value]) => [name, cellOf(value)])) }
  })
}

function fromCsv(text: string, file: string): Record<string, unknown>[] {
  try {
    const [header = [], ...rows] = readCsv(text)
    if (!header.includes(sealedColumn)) throw notAManifest(file, `no ${sealedColumn}`)
    return rows.map(row => Object.fromEntries(header.map((name, at) => [name, row[at] ?? ''])))
  } catch (error) {
    throw error instanceof SyntaxError ? notAManifest(file, error.message) : error
  }
}

function fromJsonLines(text: string, file: string): Record<string, unknown>[] {
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .filter(line => line.trim() !== '')
  try {
    return lines.map(line => JSON.parse(line) as Record<string, unknown>)
  } catch {
    throw notAManifest(file, 'another text') // the error's own words repeat a part of the line
  }
}

function cellOf(value: unknown): string | null {
  if (value === null || value === undefined) return null
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

function notAManifest(file: string, came: string): Trouble {
  return new Trouble('FILE_FORM', {
    file,
    expected: 'the manifest of `groundswell export --purpose contact`',
    came,
  })
}
