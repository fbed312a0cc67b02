import { say } from '../../../text/index.ts'
import { openAnswers } from '../../consent/answers.ts'
import { standingAnswers } from '../../consent/standing-answers.ts'
import { purposes } from '../../contract/consent.ts'
import { Trouble } from '../../contract/errors.ts'
import { type FlagTable, stationFlags } from '../../contract/flags.ts'
import { exitCodes } from '../../contract/ready.ts'
import { loadEvent } from '../../event/settings.ts'
import { openExports } from '../../export/record.ts'
import { parseFlags } from '../../system/flags.ts'
import { moment } from '../../system/time.ts'
import { dateWords } from '../../system/words.ts'
import type { Command } from '../command.ts'
import { purposeNamed } from '../export.ts'
import { openKioskData, photoByCode } from '../kiosk-data.ts'

const flagTable = {
  data: stationFlags.data,
  code: { kind: 'text', expected: 'CODE' },
  /** Without it, every purpose that somebody said yes to. */
  purpose: { kind: 'text', expected: 'PURPOSE' },
} as const satisfies FlagTable

/**
 * person withdraw --code CODE [--purpose P]: staff take back what somebody asks them to. It may run beside the station,
 * and also works while the ledger does not hold: a no is never refused.
 */
export const withdraw: Command = async (args, print) => {
  const flags = parseFlags(args, flagTable)
  if (flags.code === undefined)
    throw new Trouble('ARGUMENT_MISSING', { expected: 'person withdraw --code CODE' })
  const named = flags.purpose === undefined ? undefined : purposeNamed(flags.purpose)
  using kiosk = openKioskData(flags.data, 'write')
  const { store, photos, ledger, verdict, data } = kiosk
  const photo = photoByCode(photos, flags.code)
  const event = await loadEvent(data)
  const answers = await openAnswers({ ...kiosk, event, broken: verdict.broken })
  const isOpen = (purpose: (typeof purposes)[number]) =>
    standingAnswers(ledger.entriesOf(photo.id), purpose).length > 0
  const takenBack = store
    .transaction(() => {
      const all = named ? [named] : purposes.filter(isOpen)
      for (const purpose of all) answers.takeBack(photo.id, purpose, 'staff', moment())
      return all
    })
    .immediate() // the station may be writing

  if (takenBack.length === 0) print(say('en', 'person.nothingStands'))
  else print(say('en', 'person.withdrawn', { purposes: takenBack.join(', ') }))
  for (const { id, purpose, ...when } of openExports(store, ledger).exportsOf(photo.id))
    if (takenBack.includes(purpose)) print(say('en', 'person.heldBy', { id, purpose, date: dateWords(when) }))
  return exitCodes.ok
}
