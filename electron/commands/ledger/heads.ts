import { z } from 'zod'
import type { Head } from '../../consent/ledger.ts'
import { Trouble } from '../../contract/errors.ts'
import { stationFlags } from '../../contract/flags.ts'
import { exitCodes } from '../../contract/ready.ts'
import { parseFlags } from '../../system/flags.ts'
import type { Command } from '../command.ts'
import { readInput } from '../files.ts'
import { openKioskData } from '../kiosk-data.ts'

/** A line of what `heads` prints. */
const headLine = z.object({
  station: z.string(),
  seq: z.int().min(0),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  at: z.iso.datetime().nullable(),
})

/** ledger heads: where the chain stood at the end of each day, as JSON lines, to be kept where no kiosk writes. */
export const heads: Command = async (args, print) => {
  const flags = parseFlags(args, { data: stationFlags.data })
  using kiosk = openKioskData(flags.data, 'read')
  const { station } = kiosk.ledger
  for (const { seq, hash, at } of kiosk.ledger.heads()) print(JSON.stringify({ station, seq, hash, at }))
  return exitCodes.ok
}

/** The heads of `station` in a file of such lines, which may be of several stations. Throws FILE_NOT_FOUND or FILE_FORM. */
export async function readHeads(file: string, station: string): Promise<Head[]> {
  const lines = (await readInput(file))
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
  const all = lines.flatMap((line, index) => {
    if (line.trim() === '') return []
    const head = headLine.safeParse(parsed(line))
    if (head.success) return [head.data]
    const expected = 'the JSON lines of `groundswell ledger heads`'
    throw new Trouble('FILE_FORM', { file: `${file}, line ${index + 1}`, expected, came: 'another text' })
  })
  const own = all.filter(head => head.station === station)
  if (own.length > 0) return own
  const came = all.length === 0 ? 'none' : [...new Set(all.map(head => head.station))].join(', ')
  throw new Trouble('FILE_FORM', { file, expected: `heads of the station ${station}`, came })
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
