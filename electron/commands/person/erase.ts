import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { chooseLanguage, say } from '../../../text/index.ts'
import { openErasure } from '../../consent/erasure.ts'
import { Trouble } from '../../contract/errors.ts'
import { type FlagTable, stationFlags } from '../../contract/flags.ts'
import { exitCodes } from '../../contract/ready.ts'
import { loadEvent } from '../../event/settings.ts'
import { openExports } from '../../export/record.ts'
import { lockFolder } from '../../store/open.ts'
import { mayLieAtStorage } from '../../sync/storage.ts'
import { parseFlags } from '../../system/flags.ts'
import { dataFolder } from '../../system/root.ts'
import { moment } from '../../system/time.ts'
import type { Command } from '../command.ts'
import { writeNewOutput } from '../files.ts'
import { openKioskData, photoByCode } from '../kiosk-data.ts'
import { certificateLines } from './certificate.ts'

const flagTable = {
  data: stationFlags.data,
  code: { kind: 'text', expected: 'CODE' },
  /** Of the certificate. */
  out: { kind: 'text', expected: 'FILE' },
} as const satisfies FlagTable

/**
 * person erase --code CODE: erases a photo and all that was said about it, and writes a certificate of that. Not while a
 * station runs: throws DATA_IN_USE.
 */
export const erase: Command = async (args, print) => {
  const flags = parseFlags(args, flagTable)
  if (flags.code === undefined)
    throw new Trouble('ARGUMENT_MISSING', { expected: 'person erase --code CODE' })
  const folder = dataFolder(flags.data)
  // Opened first, so that no lock is left in a folder that is no kiosk's.
  using kiosk = openKioskData(flags.data, 'write')
  const lock = lockFolder(folder)
  try {
    const { data, store, photos, ledger } = kiosk
    const erasure = openErasure({ store, dataFolder: data, photos, ledger })
    await erasure.resume()
    const photo = photoByCode(photos, flags.code)
    const file = resolve(flags.out ?? `erasure-${photo.code}.txt`)
    const isThere = () => new Trouble('FILE_NOT_WRITABLE', { file, reason: 'EEXIST' })
    if (existsSync(file)) throw isThere() // before anything is gone that it would have to say

    const { brand } = await loadEvent(data)
    const before = {
      files: [photo.original_file, photo.framed_file].filter(one => one !== null).length,
      said: ledger.entriesOf(photo.id).length,
      contacts: ledger.contactsOf(photo.id).length,
      subject: ledger.subject(photo.id),
      exports: openExports(store, ledger).exportsOf(photo.id),
      atStorage: mayLieAtStorage(store, photo.id),
    }
    const when = moment()
    const { failed, traceless } = await erasure.eraseAll([photo.id], 'asked', when)
    for (const { error } of failed) throw error
    const language = chooseLanguage([photo.language])
    const { station } = ledger
    const facts = { ...before, language, brand, code: photo.code, when, station, head: ledger.head() }
    const lines = certificateLines(facts)
    for (const line of lines) print(line) // first, so that it is read even where it cannot be written
    print('')
    if (!traceless) print(say('en', 'retention.traces'))
    await writeNewOutput(file, Buffer.from(`${lines.join('\n')}\n`), isThere)
    print(say('en', 'person.certificate', { file }))
    return traceless ? exitCodes.ok : exitCodes.broke
  } finally {
    lock.close()
  }
}
