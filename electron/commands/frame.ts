import { resolve } from 'node:path'
import { Trouble } from '../contract/errors.ts'
import type { FlagTable } from '../contract/flags.ts'
import { lookNames } from '../contract/looks.ts'
import { exitCodes } from '../contract/ready.ts'
import { outputNames } from '../frame/outputs.ts'
import { createFramer } from '../frame/render.ts'
import { loadTemplate, standardTemplate, templateFolders } from '../frame/template/template.ts'
import { sha256 } from '../system/files.ts'
import { parseCommandLine } from '../system/flags.ts'
import { dataFolder } from '../system/root.ts'
import type { Command } from './command.ts'
import { readInput, writeOutput } from './files.ts'
import { sampleValues, valueFlags } from './frame-values.ts'

const flagTable = {
  template: { kind: 'text', expected: 'NAME' },
  output: { kind: 'choice', choices: outputNames, standard: 'post' },
  look: { kind: 'choice', choices: lookNames, standard: 'natural' },
  ...valueFlags,
  link: { kind: 'text', expected: 'URL' },
  out: { kind: 'text', expected: 'FILE' },
  data: { kind: 'text', expected: 'FOLDER' },
} as const satisfies FlagTable

const usage = 'frame PHOTO… --template NAME --output post --set event.name=… --look warm --out FILE'

/** frame PHOTO…: frames one photo for each shot of the frame and prints what each step took, in milliseconds, as JSON. */
export const frame: Command = async (args, print) => {
  const { flags, rest } = parseCommandLine(args, flagTable)
  if (rest.length === 0) throw new Trouble('ARGUMENT_MISSING', { expected: usage })
  if (!flags.out) throw new Trouble('ARGUMENT_MISSING', { expected: '--out FILE' })
  const out = resolve(flags.out)
  const ms: Record<string, number> = {}
  const time = async <T>(step: string, work: () => Promise<T>): Promise<T> => {
    const started = performance.now()
    const result = await work()
    ms[step] = round(performance.now() - started)
    return result
  }

  const shots = await time('read', () => Promise.all(rest.map(readInput)))
  const framer = await time('prepare', async () => {
    const folders = templateFolders(dataFolder(flags.data))
    const template = await loadTemplate(flags.template ?? standardTemplate, folders)
    const options = { ...sampleValues(flags), link: flags.link }
    return createFramer(template, flags.output, options)
  })
  const { jpeg, width, height, steps } = await framer.frame(shots, flags.look)
  for (const [step, took] of Object.entries(steps)) ms[step] = round(took)
  await time('write', () => writeOutput(out, jpeg))
  const { missing, cut } = framer.plan
  const facts = { file: out, width, height, bytes: jpeg.length, sha256: sha256(jpeg), missing, cut, ms }
  print(JSON.stringify(facts, null, 2))
  return exitCodes.ok
}

function round(ms: number): number {
  return Math.round(ms * 10) / 10
}
