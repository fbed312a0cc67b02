import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { Trouble } from '../contract/errors.ts'
import type { FlagTable } from '../contract/flags.ts'
import { exitCodes } from '../contract/ready.ts'
import { eventSchema } from '../event/settings.ts'
import { eventValues } from '../frame/event-values.ts'
import { createFramer } from '../frame/render.ts'
import { loadTemplate } from '../frame/template.ts'
import { sha256, writeCarefully } from '../system/files.ts'
import { parseCommandLine } from '../system/flags.ts'
import type { Command } from './command.ts'

const flagTable = {
  template: { kind: 'text', expected: 'NAME' },
  out: { kind: 'text', expected: 'FILE' },
} as const satisfies FlagTable

/** frame PHOTO --template NAME --out FILE: frames a photo and prints what each step took, in milliseconds, as JSON. */
export const frame: Command = async (args, print) => {
  const { flags, rest } = parseCommandLine(args, flagTable)
  const [photo] = rest
  if (!photo) throw new Trouble('ARGUMENT_MISSING', { expected: 'frame PHOTO --template NAME --out FILE' })
  if (!flags.out) throw new Trouble('ARGUMENT_MISSING', { expected: '--out FILE' })
  const out = resolve(flags.out)
  const ms: Record<string, number> = {}
  const time = async <T>(step: string, work: () => Promise<T>): Promise<T> => {
    const started = performance.now()
    const result = await work()
    ms[step] = round(performance.now() - started)
    return result
  }

  const event = eventSchema.parse({})
  const bytes = await time('read', () => readPhoto(photo))
  const framer = await time('prepare', async () =>
    createFramer(await loadTemplate(flags.template ?? event.template), eventValues(event, new Date())),
  )
  const { jpeg, width, height, steps } = await framer.frame(bytes)
  for (const [step, took] of Object.entries(steps)) ms[step] = round(took)
  await time('write', () => writeOut(out, jpeg))
  print(JSON.stringify({ file: out, width, height, bytes: jpeg.length, sha256: sha256(jpeg), ms }, null, 2))
  return exitCodes.ok
}

async function readPhoto(file: string): Promise<Buffer> {
  try {
    return await readFile(file)
  } catch (error) {
    throw new Trouble('FILE_NOT_FOUND', { file }, error)
  }
}

async function writeOut(file: string, bytes: Buffer): Promise<void> {
  try {
    await writeCarefully(file, bytes)
  } catch (error) {
    throw new Trouble(
      'FILE_NOT_WRITABLE',
      { file, reason: (error as NodeJS.ErrnoException).code ?? '' },
      error,
    )
  }
}

function round(ms: number): number {
  return Math.round(ms * 10) / 10
}
