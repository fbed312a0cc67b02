import { say, type TextKey } from '../../../text/index.ts'
import type { Broken } from '../../consent/ledger.ts'
import { type FlagTable, stationFlags } from '../../contract/flags.ts'
import { exitCodes } from '../../contract/ready.ts'
import { parseFlags } from '../../system/flags.ts'
import type { Command } from '../command.ts'
import { openKioskData } from '../kiosk-data.ts'
import { readHeads } from './heads.ts'

const flagTable = {
  data: stationFlags.data,
  /** Lines of `ledger heads` that were kept elsewhere. */
  heads: { kind: 'text', expected: 'FILE' },
} as const satisfies FlagTable

const brokenKeys = {
  missing: 'ledger.missing',
  changed: 'ledger.changed',
  statement: 'ledger.statement',
  contact: 'ledger.contact',
  wording: 'ledger.wording',
  head: 'ledger.head',
} as const satisfies Record<Broken, TextKey>

/** ledger verify: whether the chain holds; with --heads also whether it is the one that it was. It changes nothing. */
export const verify: Command = async (args, print) => {
  const flags = parseFlags(args, flagTable)
  using kiosk = openKioskData(flags.data, 'read')
  const { ledger } = kiosk
  const known = flags.heads === undefined ? [] : await readHeads(flags.heads, ledger.station)
  const { broken, entries, erased, head } = ledger.verify(known)
  if (known.length > 0) print(say('en', 'ledger.compared', { count: known.length }))
  print(say('en', 'ledger.entries', { count: entries, erased }))
  print(say('en', 'ledger.newest', { seq: head.seq, hash: head.hash }))
  print(
    broken
      ? say('en', 'ledger.broken', { seq: broken.seq, why: say('en', brokenKeys[broken.why]) })
      : say('en', 'ledger.whole'),
  )
  return broken ? exitCodes.needsPerson : exitCodes.ok
}
