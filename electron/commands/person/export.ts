import { readdir, readFile } from 'node:fs/promises'
import { extname, join, resolve } from 'node:path'
import { say } from '../../../text/index.ts'
import type { Photo } from '../../capture/photos.ts'
import { receiptOf } from '../../consent/receipt.ts'
import { receiptJson } from '../../consent/receipt-json.ts'
import { receiptText } from '../../consent/receipt-text.ts'
import { Trouble } from '../../contract/errors.ts'
import { type FlagTable, stationFlags } from '../../contract/flags.ts'
import { exitCodes } from '../../contract/ready.ts'
import { loadEvent } from '../../event/settings.ts'
import { openExports } from '../../export/record.ts'
import { openPictures } from '../../frame/pictures.ts'
import { ifMissing, makeFolder, writeCarefully } from '../../system/files.ts'
import { parseFlags } from '../../system/flags.ts'
import { moment } from '../../system/time.ts'
import type { Command } from '../command.ts'
import { writingInto } from '../files.ts'
import { type KioskData, openKioskData, photoByCode } from '../kiosk-data.ts'

const flagTable = {
  data: stationFlags.data,
  code: { kind: 'text', expected: 'CODE' },
  out: { kind: 'text', expected: 'FOLDER' },
} as const satisfies FlagTable

/** person export --code CODE --out FOLDER: everything that is here about a photo, to be handed to whom it shows. */
export const exportPerson: Command = async (args, print) => {
  const flags = parseFlags(args, flagTable)
  if (flags.code === undefined || flags.out === undefined)
    throw new Trouble('ARGUMENT_MISSING', { expected: 'person export --code CODE --out FOLDER' })
  const folder = resolve(flags.out)
  using kiosk = openKioskData(flags.data, 'read')
  const photo = photoByCode(kiosk.photos, flags.code)
  await writingInto(folder, () => writePerson(kiosk, photo, folder))
  print(say('en', 'person.exported', { code: photo.code, folder }))
  return exitCodes.ok
}

/** Throws FOLDER_NOT_EMPTY. */
async function writePerson(kiosk: KioskData, photo: Photo, folder: string): Promise<void> {
  const { data, store, ledger, gate } = kiosk
  const names = await readdir(folder).catch(ifMissing([]))
  if (names.length > 0) throw new Trouble('FOLDER_NOT_EMPTY', { folder })
  await makeFolder(folder)
  const write = (name: string, text: string) => writeCarefully(join(folder, name), Buffer.from(text))

  const entries = ledger.entriesOf(photo.id)
  const event = await loadEvent(data)
  const receipt = receiptOf(photo, entries, { event, ledger, gate, when: moment() })
  const { original_file: original, framed_file: framed } = photo
  for (const [name, file] of [
    ['original', original],
    ['photo', framed],
    ...openPictures(store)
      .of(photo.id)
      .map(one => [one.name, one.file] as const),
  ] as const) {
    // A file that is lost is no reason to keep the rest from them.
    const bytes = file === null ? null : await readFile(join(data, file)).catch(ifMissing(null))
    if (file !== null && bytes !== null) await writeCarefully(join(folder, name + extname(file)), bytes)
  }
  await write('receipt.txt', receiptText(receipt))
  await write('receipt.json', receiptJson(receipt))
  await write('photo.json', asJson(photo))
  const contacts = ledger.contactsOf(photo.id)
  await write('entries.json', asJson({ station: ledger.station, entries, contacts }))
  await write('exports.json', asJson(openExports(store, ledger).exportsOf(photo.id)))
}

const asJson = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`
