import { resolve } from 'node:path'
import { say } from '../../text/index.ts'
import { brokenLedger } from '../consent/ledger.ts'
import { type Purpose, purposes } from '../contract/consent.ts'
import { Trouble } from '../contract/errors.ts'
import { type FlagTable, stationFlags } from '../contract/flags.ts'
import { exitCodes } from '../contract/ready.ts'
import { loadEvent } from '../event/settings.ts'
import { exportPhotos } from '../export/export-photos.ts'
import { parseFlags } from '../system/flags.ts'
import { didYouMean } from '../system/settings-check.ts'
import type { Command } from './command.ts'
import { writingInto } from './files.ts'
import { openKioskData } from './kiosk-data.ts'

const flagTable = {
  data: stationFlags.data,
  purpose: { kind: 'text', expected: 'PURPOSE' },
  out: { kind: 'text', expected: 'FOLDER' },
} as const satisfies FlagTable

/** export --purpose P --out FOLDER: what the brand may use for it now, with proof. It may run beside the station. */
export const exportCommand: Command = async (args, print) => {
  const flags = parseFlags(args, flagTable)
  const { purpose: came, out } = flags
  if (came === undefined || out === undefined)
    throw new Trouble('ARGUMENT_MISSING', { expected: 'export --purpose PURPOSE --out FOLDER' })
  const purpose = purposeNamed(came)
  using kiosk = openKioskData(flags.data, 'write')
  if (kiosk.verdict.broken) throw brokenLedger(kiosk.verdict.broken)
  const folder = resolve(out)
  const parts = { ...kiosk, dataFolder: kiosk.data, event: await loadEvent(kiosk.data) }
  const { summary } = await writingInto(folder, () => exportPhotos(parts, purpose, folder))
  for (const line of [...summary, '', say('en', 'export.done', { folder })]) print(line)
  return exitCodes.ok
}

/** Throws EXPORT_PURPOSE. */
export function purposeNamed(came: string): Purpose {
  const purpose = purposes.find(one => one === came)
  if (purpose) return purpose
  const hint = didYouMean(came, purposes)
  throw new Trouble('EXPORT_PURPOSE', { expected: purposes.join(', '), came, hint })
}
