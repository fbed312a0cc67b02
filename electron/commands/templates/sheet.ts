import { join, resolve } from 'node:path'
import { exitCodes } from '../../contract/ready.ts'
import { sampleEvents } from '../../frame/check.ts'
import { outputNames } from '../../frame/outputs.ts'
import { createFramer } from '../../frame/render.ts'
import { contactSheet } from '../../frame/sheet.ts'
import { loadTemplate } from '../../frame/template/template.ts'
import { makeFolder } from '../../system/files.ts'
import { parseCommandLine } from '../../system/flags.ts'
import { dataFolder } from '../../system/root.ts'
import type { Command } from '../command.ts'
import { readInput, writeOutput } from '../files.ts'
import { sampleValues, valueFlags } from '../frame-values.ts'
import { chosen, placeFlags } from './place.ts'
import { sampleLink, samplePhotos } from './samples.ts'

const flagTable = {
  ...placeFlags,
  ...valueFlags,
  photo: { kind: 'list', expected: 'FILE' },
  out: { kind: 'text', expected: 'FOLDER' },
} as const

/** The languages of a sheet: one written from the left with a long name, one from the right. */
const events = sampleEvents.filter((_, i) => i === 1 || i === 2)

/** templates sheet [NAME…]: a picture a frame with every output of it, each with every photo in two languages. */
export const sheet: Command = async (args, print) => {
  const { flags, rest } = parseCommandLine(args, flagTable)
  const { names, folders } = await chosen(rest, dataFolder(flags.data))
  const photos = await Promise.all((flags.photo.length ? flags.photo : samplePhotos).map(readInput))
  const out = resolve(flags.out ?? 'sheets')
  await makeFolder(out)
  const { values } = sampleValues(flags)
  for (const name of names) {
    const template = await loadTemplate(name, folders)
    const rows = []
    for (const output of outputNames.filter(one => template.outputs[one])) {
      const row = []
      for (const event of events) {
        const options = { values: { ...values, ...event.values }, language: event.language, link: sampleLink }
        const framer = await createFramer(template, output, options)
        for (let first = 0; first < photos.length; first++) {
          const shots = Array.from(
            { length: framer.plan.shots },
            (_, i) => photos[(first + i) % photos.length]!,
          )
          row.push(await framer.frame(shots))
        }
      }
      rows.push(row)
    }
    const file = join(out, `${name}.png`)
    await writeOutput(file, contactSheet(rows))
    print(file)
  }
  return exitCodes.ok
}
