import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { exitCodes } from '../../contract/ready.ts'
import { type OutputName, outputNames } from '../../frame/outputs.ts'
import { cutPhoto, toJpeg } from '../../frame/photo/pixels.ts'
import { createFramer, type FramerOptions } from '../../frame/render.ts'
import { listTemplates, loadTemplate, type Template } from '../../frame/template/template.ts'
import { parseCommandLine } from '../../system/flags.ts'
import { dataFolder } from '../../system/root.ts'
import type { Command } from '../command.ts'
import { readInput, writeOutput } from '../files.ts'
import { sampleValues, valueFlags } from '../frame-values.ts'
import { chosen, placeFlags } from './place.ts'
import { sampleDay, sampleLink, samplePhotos } from './samples.ts'

const flagTable = {
  ...placeFlags,
  ...valueFlags,
  photo: { kind: 'list', expected: 'FILE' },
} as const

/** templates preview [NAME…]: writes a small preview of every output beside the frame, as `previews/<output>.jpg`. */
export const preview: Command = async (args, print) => {
  const { flags, rest } = parseCommandLine(args, flagTable)
  const { names, folders } = await chosen(rest, dataFolder(flags.data))
  const photos = await Promise.all((flags.photo.length ? flags.photo : samplePhotos).map(readInput))
  const options = sampleValues(flags, sampleDay)
  const all = await listTemplates(folders)
  for (const name of names) {
    const template = await loadTemplate(name, folders)
    const folder = join(all.get(name)!, name, 'previews')
    await mkdir(folder, { recursive: true })
    for (const output of outputNames.filter(one => template.outputs[one])) {
      const file = join(folder, `${output}.jpg`)
      await writeOutput(file, await drawPreview(template, output, photos, options))
      print(file)
    }
  }
  return exitCodes.ok
}

/** Small enough to lie in the repository and a list, large enough to compare a frame with what it was. */
const previewWidth = 360

/** One output as a small JPEG; when it shows more shots than there are photos, they come again. */
export async function drawPreview(
  template: Template,
  output: OutputName,
  photos: readonly Buffer[],
  options: FramerOptions,
): Promise<Buffer> {
  const framer = await createFramer(template, output, { ...options, link: sampleLink })
  const shots = Array.from({ length: framer.plan.shots }, (_, i) => photos[i % photos.length]!)
  const { jpeg, width, height } = await framer.frame(shots)
  const bounds = { width: previewWidth, height: Math.round((height * previewWidth) / width) }
  const focus = { x: 0.5, y: 0.5 }
  const cut = {
    ...bounds,
    bounds,
    fit: 'cover',
    focus,
    ground: '#ffffff',
    rotation: 0,
    look: 'natural',
  } as const
  return toJpeg(await cutPhoto(jpeg, cut), bounds, { quality: 80 })
}
